// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.CallForm;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.Reply;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    private static final String CHAT_REPLY = """
            {"id":"r-1","model":"m-1","choices":[
            {"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"},
            {"index":1,"message":{"role":"assistant","content":"hi"},"finish_reason":"length"}],
            "usage":{"prompt_tokens":20,"completion_tokens":9,
            "prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},
            "completion_tokens_details":{"reasoning_tokens":2}}}
            """;
    private static final ChatCompletionChunk FIRST_CHUNK = ChatCompletionChunk.fromJson(
            "{\"id\":\"r-1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}");
    private static final String MESSAGE_REPLY = """
            {"type":"message","id":"r-1","model":"m-1","role":"assistant","content":[{"type":"text","text":"hello"}],
            "stop_reason":"end_turn","usage":{"input_tokens":13,"cache_read_input_tokens":4,
            "cache_creation_input_tokens":3,"output_tokens":9,"output_tokens_details":{"thinking_tokens":2}}}
            """;

    private GenAiExamples() {}

    static JsonModel request(Dialect dialect) {
        return dialect == Dialect.CHAT
                ? ChatCompletionRequest.fromJson(CHAT_REQUEST)
                : MessageRequest.fromJson(MESSAGE_REQUEST);
    }

    static Reply reply(Dialect dialect) {
        return Reply.of(
                dialect == Dialect.CHAT ? ChatCompletion.fromJson(CHAT_REPLY) : Message.fromJson(MESSAGE_REPLY));
    }

    /** Returns the stream of the reply up to its first text, without the second choice. */
    static Reply start(Dialect dialect, Cut cut) {
        return dialect == Dialect.CHAT
                ? Reply.events(List.of(FIRST_CHUNK)).cutAfterEvents(1, cut)
                : reply(dialect).cutAfterEvents(3, cut);
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
