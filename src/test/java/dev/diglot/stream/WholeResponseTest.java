// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ApiException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ContentBlockStartEvent;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStartEvent;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.Trees;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream was requested, and a whole JSON body is received: it is delivered as events, and nothing is lost. */
@Timeout(60)
class WholeResponseTest {
    private static final String WARNING = "the endpoint sent a whole response in place of a stream";

    private static RawServer.Handler responding(String body) {
        return exchange -> {
            exchange.head("application/json; charset=utf-8");
            exchange.send(body);
            exchange.end();
        };
    }

    private static Outcome<ChatCompletionChunk, ChatCompletion> chat(StreamMode mode, String response)
            throws Exception {
        return mode.chat(responding(response));
    }

    private static void assertWhole(Outcome<?, ? extends JsonModel> outcome, String response) {
        String whole = outcome.complete().result().toJson();
        assertThat(Trees.read(whole)).isEqualTo(Trees.read(response));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: a whole chat response is one chunk, with a warning")
    void aChatResponseInPlaceOfAStreamIsOneChunk(StreamMode mode) throws Exception {
        String response = """
                {"id":"c1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,
                "message":{"role":"assistant","content":"Hello","reasoning_content":"hm"},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"system_fingerprint":"f"}
                """;

        var outcome = chat(mode, response);

        assertWhole(outcome, response);
        assertThat(outcome.warnings()).isEqualTo(mode.ofStream(WARNING));
        assertThat(outcome.events()).singleElement().satisfies(chunk -> {
            assertThat(chunk.text()).isEqualTo("Hello");
            assertThat(chunk.reasoning()).isEqualTo("hm");
            assertThat(Trees.read(chunk.toJson()))
                    .isEqualTo(Trees.read(response.replace("\"message\"", "\"delta\"")
                            .replace("chat.completion", "chat.completion.chunk")));
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: several choices")
    void choicesStaySeparate(StreamMode mode) throws Exception {
        String response = """
                {"id":"c1","object":"chat.completion","choices":[
                {"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"},
                {"index":1,"message":{"role":"assistant","content":"b"},"finish_reason":"length"}],
                "usage":{"total_tokens":3}}
                """;

        var outcome = chat(mode, response);

        assertWhole(outcome, response);
        assertThat(outcome.events()).hasSize(1);
        assertThat(outcome.warnings()).isEqualTo(mode.ofStream(WARNING));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: tool calls, with ids and without")
    void toolCallsStaySeparate(StreamMode mode) throws Exception {
        for (String id : List.of("\"id\":\"a\",", "")) {
            String call = "{" + id + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
            String other = call.replace("\"a\"", "\"b\"");
            String response = "{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call + "," + other + "]},"
                    + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"total_tokens\":3}}";

            var outcome = chat(mode, response);

            assertWhole(outcome, response);
            assertThat(outcome.result().toolCalls()).hasSize(2);
            assertThat(outcome.warnings()).isEqualTo(mode.ofStream(WARNING));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming, extra-top-members: unknown members of every object")
    void unknownMembersAreKept(StreamMode mode) throws Exception {
        String response = """
                {"id":"c1","object":"chat.completion","x_top":{"a":[1,null]},"choices":[{"index":0,"x_choice":"c",
                "message":{"role":"assistant","content":"a","x_message":{"b":1},"tool_calls":[{"id":"a","type":"function",
                "x_call":true,"function":{"name":"f","arguments":"{}","x_function":0.5}}]},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":0,"x_usage":[{}]}}
                """;

        var outcome = chat(mode, response);

        assertWhole(outcome, response);
        assertThat(outcome.warnings()).isEqualTo(mode.ofStream(WARNING));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming, finish-absent: a whole response without a finish_reason is complete")
    void aResponseWithoutAFinishReasonIsComplete(StreamMode mode) throws Exception {
        for (String finish : List.of("", ",\"finish_reason\":null", ",\"finish_reason\":\"\"")) {
            var outcome = chat(
                            mode,
                            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"}"
                                    + finish + "}]}")
                    .complete();

            assertThat(outcome.result().text()).isEqualTo("a");
            assertThat(outcome.result().choices().get(0).finishReason()).isNull();
            assertThat(outcome.warnings()).containsAll(mode.ofStream(WARNING));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: a whole message is a start, one start for each block, and a stop")
    void aMessageInPlaceOfAStreamIsItsEvents(StreamMode mode) throws Exception {
        String response = """
                {"id":"m1","type":"message","role":"assistant","model":"m","x_top":[1],"content":[
                {"type":"thinking","thinking":"hm","signature":"s"},
                {"type":"text","text":"Hello","citations":null,"x_block":1},
                {"type":"tool_use","id":"t","name":"f","input":{"x":[1]}},
                {"type":"brand_new","y":{}}],
                "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":0,"x_usage":null}}
                """;

        Outcome<MessageStreamEvent, Message> outcome = mode.messages(responding(response));

        assertWhole(outcome, response);
        assertThat(outcome.warnings()).isEqualTo(mode.ofStream(WARNING));
        assertThat(outcome.events())
                .extracting(event -> (Object) event.getClass())
                .containsExactly(
                        MessageStartEvent.class,
                        ContentBlockStartEvent.class,
                        ContentBlockStartEvent.class,
                        ContentBlockStartEvent.class,
                        ContentBlockStartEvent.class,
                        MessageStopEvent.class);
        assertThat(outcome.events().subList(1, 5))
                .extracting(event -> ((ContentBlockStartEvent) event).index())
                .containsExactly(0, 1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: a message without content, or without a stop_reason, is complete")
    void messageWithoutContentIsComplete(StreamMode mode) throws Exception {
        String response = "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[]}";

        var outcome = mode.messages(responding(response));

        assertWhole(outcome, response);
        assertThat(outcome.events()).hasSize(2);
        assertThat(outcome.warnings()).isEqualTo(mode.ofStream(WARNING));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: an error is typed")
    void errorIsTyped(StreamMode mode) throws Exception {
        String error = "{\"error\":{\"message\":\"boom\",\"code\":429}}";

        for (Outcome<?, ?> outcome : List.of(chat(mode, error), mode.messages(responding(error)))) {
            ApiException end = outcome.failure(RateLimitException.class);
            assertThat(end.message()).isEqualTo("boom");
            assertThat(end.status()).isEqualTo(200);
            assertThat(end.bodyText()).isEqualTo(error);
            assertThat(outcome.events()).isEmpty();
            assertThat(outcome.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-json-when-streaming: JSON that is neither, or truncated, is a protocol exception")
    void otherJsonIsAProtocolException(StreamMode mode) throws Exception {
        for (String body : List.of("{}", "[]", "{\"ok\":true}", "{\"choices\":[{\"index\":0", "")) {
            ProtocolException end = chat(mode, body).failure(ProtocolException.class);

            assertThat(end.status()).isEqualTo(200);
            assertThat(end.excerpt()).isEqualTo(body);
        }
    }
}
