// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls with all that the conventions name, and the attributes that they define for them: those of the tables of
 * docs/gen-ai/client-inference.md and gen-ai-token-metrics.md in open-telemetry/semantic-conventions-genai, without
 * those of prompts, agents and modalities.
 */
final class GenAiExamples {
    private static final String CHAT_REQUEST = """
            {"model":"m","messages":[{"role":"user","content":"hi"}],"n":2,"seed":7,"top_k":5,"frequency_penalty":0.5,
            "presence_penalty":0.25,"max_completion_tokens":100,"reasoning_effort":"low","stop":"11.","temperature":1,
            "top_p":0.9,"response_format":{"type":"json_object"}}
            """;
    private static final String MESSAGE_REQUEST = """
            {"model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":100,"top_k":5,"temperature":1,
            "top_p":0.9,"stop_sequences":["11.","12."],
            "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}}}
            """;

    private static final String CHAT_USAGE = "{\"prompt_tokens\":20,\"completion_tokens\":9,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":3},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}";
    private static final String CHAT_REPLY = """
            {"id":"r-1","model":"m-1","choices":[
            {"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"},
            {"index":1,"message":{"role":"assistant","content":"hi"},"finish_reason":"length"}],"usage":%s}
            """.formatted(CHAT_USAGE);
    private static final String CHAT_EVENTS = """
            data: {"id":"r-1","model":"m-1","choices":[{"index":0,"delta":{"content":"hello"}}]}

            data: {"id":"r-1","model":"m-1","choices":[{"index":1,"delta":{"content":"hi"},"finish_reason":"length"}]}

            data: {"id":"r-1","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"r-1","model":"m-1","choices":[],"usage":%s}

            data: [DONE]

            """.formatted(CHAT_USAGE);

    private static final String MESSAGE_INPUT =
            "\"input_tokens\":13,\"cache_read_input_tokens\":4,\"cache_creation_input_tokens\":3";
    private static final String MESSAGE_OUTPUT =
            "\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":2}";
    private static final String MESSAGE_REPLY = """
            {"type":"message","id":"r-1","model":"m-1","role":"assistant","content":[{"type":"text","text":"hello"}],
            "stop_reason":"end_turn","usage":{%s,%s}}
            """.formatted(MESSAGE_INPUT, MESSAGE_OUTPUT);
    private static final String MESSAGE_EVENTS = """
            data: {"type":"message_start","message":{"type":"message","id":"r-1","model":"m-1","content":[],"usage":{%s}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{%s}}

            data: {"type":"message_stop"}

            """.formatted(MESSAGE_INPUT, MESSAGE_OUTPUT);

    private GenAiExamples() {}

    static JsonModel request(Dialect dialect) {
        return dialect == Dialect.CHAT
                ? ChatCompletionRequest.fromJson(CHAT_REQUEST)
                : MessageRequest.fromJson(MESSAGE_REQUEST);
    }

    private static String body(CallForm form, Dialect dialect) {
        if (dialect == Dialect.CHAT) {
            return form.isStreamed() ? CHAT_EVENTS : CHAT_REPLY;
        }
        return form.isStreamed() ? MESSAGE_EVENTS : MESSAGE_REPLY;
    }

    static RawServer replying(CallForm form, Dialect dialect) throws Exception {
        return RawServer.start(exchange -> {
            exchange.headAnd(form.contentType(), body(form, dialect));
            exchange.end();
        });
    }

    /**
     * Replies to the second request, and responds to the first one with an error that is retried; adds the context that
     * each request carries, its {@code traceparent}, to the list.
     */
    static RawServer failingOnce(CallForm form, Dialect dialect, List<String> contexts) throws Exception {
        AtomicInteger count = new AtomicInteger();
        return RawServer.start(exchange -> {
            exchange.request()
                    .lines()
                    .filter(line -> line.startsWith("traceparent: "))
                    .forEach(line -> contexts.add(line.substring("traceparent: ".length())));
            if (count.getAndIncrement() == 0) {
                exchange.whole("HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n");
            } else {
                exchange.headAnd(form.contentType(), body(form, dialect));
                exchange.end();
            }
        });
    }

    /** Sends the start of a stream, up to its first text, and closes the connection. */
    static RawServer truncating(CallForm form, Dialect dialect) throws Exception {
        return RawServer.start(exchange -> {
            exchange.head(form.contentType());
            exchange.send(start(dialect));
            exchange.cut();
        });
    }

    /** Returns the events of a stream up to its first text. */
    static String start(Dialect dialect) {
        String events = body(CallForm.STREAM, dialect);
        return events.substring(0, events.indexOf("\n\n", events.indexOf("hello")) + 2);
    }

    /** Returns the attributes that spans and metrics have in common. */
    static Map<String, Object> common(Dialect dialect, String url) {
        return Map.of(
                "gen_ai.operation.name", "chat",
                "gen_ai.provider.name", dialect == Dialect.CHAT ? "openai" : "anthropic",
                "gen_ai.request.model", "m",
                "gen_ai.response.model", "m-1",
                "server.address", "127.0.0.1",
                "server.port", (long) URI.create(url).getPort());
    }

    /** Returns the attributes of the span of a call, without the time to the first chunk. */
    static Map<String, Object> ofSpan(CallForm form, Dialect dialect, String url) {
        Map<String, Object> expected = new HashMap<>(common(dialect, url));
        if (form.isStreamed()) {
            expected.put("gen_ai.request.stream", true);
        }
        if (dialect == Dialect.CHAT) {
            expected.put("gen_ai.request.choice.count", 2L);
            expected.put("gen_ai.request.seed", 7L);
            expected.put("gen_ai.request.frequency_penalty", 0.5);
            expected.put("gen_ai.request.presence_penalty", 0.25);
        }
        expected.put("gen_ai.request.top_k", 5L);
        expected.put("gen_ai.request.max_tokens", 100L);
        expected.put("gen_ai.request.reasoning.level", "low");
        expected.put("gen_ai.request.stop_sequences", dialect == Dialect.CHAT ? List.of("11.") : List.of("11.", "12."));
        expected.put("gen_ai.request.temperature", 1.0);
        expected.put("gen_ai.request.top_p", 0.9);
        expected.put("gen_ai.output.type", "json");
        expected.put("gen_ai.response.id", "r-1");
        expected.put(
                "gen_ai.response.finish_reasons",
                dialect == Dialect.CHAT ? List.of("stop", "length") : List.of("end_turn"));
        TOKENS.forEach((name, count) -> expected.put("gen_ai.usage." + name, count));
        return expected;
    }

    /** The token counts of each reply, by the last part of the names of attributes and metrics. */
    static final Map<String, Long> TOKENS = Map.of(
            "input_tokens", 20L,
            "output_tokens", 9L,
            "cache_read.input_tokens", 4L,
            "cache_write.input_tokens", 3L,
            "reasoning.output_tokens", 2L);
}
