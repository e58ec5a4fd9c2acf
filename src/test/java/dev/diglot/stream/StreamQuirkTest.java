// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.END;
import static dev.diglot.stream.SseFixtures.START;
import static dev.diglot.stream.SseFixtures.STOP;
import static dev.diglot.stream.SseFixtures.TEXT;
import static dev.diglot.stream.SseFixtures.begins;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.delta;
import static dev.diglot.stream.SseFixtures.ends;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.stream.SseFixtures.textDelta;
import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.FinishReason;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.StopReason;
import dev.diglot.model.ThinkingBlock;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Trees;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What endpoints that call themselves compatible do in their streams, over real HTTP, in both modes: what the caller
 * reads, which warnings there are, and what is sent back to the endpoint.
 */
@Timeout(60)
class StreamQuirkTest {
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource
    @interface InBothForms {}

    private static final String HELLO = "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\","
            + "\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}";

    /** Makes each line an event. */
    private static String lines(String payloads) {
        return payloads.lines().map(SseFixtures::data).collect(Collectors.joining());
    }

    /** Makes each line the delta of a chunk's only choice. */
    private static String deltas(String deltas) {
        return deltas.lines()
                .map(delta ->
                        data("{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}"))
                .collect(Collectors.joining());
    }

    private static void assertJson(String actual, String expected) {
        assertThat(Trees.read(actual)).isEqualTo(Trees.read(expected));
    }

    /** The part of the reply in the next request. */
    private static void assertSentBack(ChatCompletion whole, String message) {
        String next = ChatCompletionRequest.builder("m", List.of(whole.message()))
                .build()
                .toJson();
        assertJson(next, "{\"model\":\"m\",\"messages\":[" + message + "]}");
    }

    private static void assertSentBack(Message whole, String content) {
        assertJson(whole.toParam().toJson(), "{\"role\":\"assistant\",\"content\":" + content + "}");
    }

    private static void assertCalls(ChatCompletion whole, String... idNameArguments) {
        assertThat(whole.toolCalls())
                .extracting(call -> call.id() + " " + call.function().name() + " "
                        + call.function().arguments())
                .containsExactly(idNameArguments);
    }

    /** Returns a message with these tool calls, as JSON. */
    private static String calling(String calls) {
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + calls + "]}";
    }

    /** Returns a tool call, as JSON. */
    private static String call(String id, String name, String arguments) {
        return "{\"type\":\"function\",\"id\":\"" + id + "\",\"function\":{\"name\":\"" + name + "\",\"arguments\":"
                + Json.write(arguments) + "}}";
    }

    @Nested
    class ToolCallsOfChat {
        private Outcome<ChatCompletionChunk, ChatCompletion> calls(StreamMode mode, String calls) throws Exception {
            String pieces =
                    calls.lines().map(call -> "{\"tool_calls\":[" + call + "]}").collect(Collectors.joining("\n"));
            return mode.chat(deltas(pieces) + finishes("tool_calls") + DONE).completeWithoutWarning();
        }

        @InBothForms
        @DisplayName("tool-index-absent: two calls without index stay separate")
        void callsWithoutIndexStaySeparate(StreamMode mode) throws Exception {
            var outcome = calls(mode, """
                    {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":"}}
                    {"id":"a","function":{"arguments":"1}"}}
                    {"id":"b","type":"function","function":{"name":"f","arguments":""}}
                    {"function":{"arguments":"{}"}}
                    """);

            assertCalls(outcome.result(), "a f {\"x\":1}", "b f {}");
            assertSentBack(outcome.result(), calling(call("a", "f", "{\"x\":1}") + "," + call("b", "f", "{}")));
        }

        @InBothForms
        @DisplayName("tool-index-absent: two calls without index and id stay separate")
        void callsWithoutIndexAndIdStaySeparate(StreamMode mode) throws Exception {
            String call = "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";

            var outcome = calls(mode, call + "\n" + call);

            assertCalls(outcome.result(), "null f {}", "null f {}");
            assertSentBack(outcome.result(), calling(call + "," + call));
        }

        @InBothForms
        @DisplayName("tool-name-empty-first: the later name is used")
        void aNameReceivedLaterCounts(StreamMode mode) throws Exception {
            var outcome = calls(mode, """
                    {"index":0,"id":"a","type":"function","function":{"name":"","arguments":""}}
                    {"index":0,"function":{"name":"f","arguments":"{}"}}
                    """);

            assertCalls(outcome.result(), "a f {}");
            assertSentBack(outcome.result(), calling(call("a", "f", "{}")));
        }

        @InBothForms
        @DisplayName("tool-name-empty-later: empty and null names and ids replace nothing")
        void emptyNamesAndIdsReplaceNothing(StreamMode mode) throws Exception {
            var outcome = calls(mode, """
                    {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}}
                    {"index":0,"id":"","type":"","function":{"name":"","arguments":""}}
                    {"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"}"}}
                    """);

            assertCalls(outcome.result(), "a f {}");
            assertSentBack(outcome.result(), calling(call("a", "f", "{}")));
        }

        @InBothForms
        @DisplayName("tool-args-object: arguments sent as an object are their JSON text, and are sent back as text")
        void argumentsSentAsAnObjectAreText(StreamMode mode) throws Exception {
            var outcome = calls(mode, """
                    {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":{"x":[1,"\u00e9"]}}}
                    """);

            assertCalls(outcome.result(), "a f {\"x\":[1,\"\u00e9\"]}");
            assertSentBack(outcome.result(), calling(call("a", "f", "{\"x\":[1,\"\u00e9\"]}")));
        }

        @InBothForms
        @DisplayName("tool-args-empty: empty arguments stay empty, also in the next request")
        void emptyArgumentsStayEmpty(StreamMode mode) throws Exception {
            var outcome = calls(mode, """
                    {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}
                    """);

            assertCalls(outcome.result(), "a f ");
            assertSentBack(outcome.result(), calling(call("a", "f", "")));
        }
    }

    @Nested
    class EndsOfChat {
        @InBothForms
        @DisplayName("finish-empty-string: an empty finish_reason counts as missing, on any chunk")
        void emptyFinishReasonCountsAsMissing(StreamMode mode) throws Exception {
            var outcome = mode.chat(lines("""
                    {"id":"c1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":""}]}
                    {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
                    {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":""}]}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.events())
                    .extracting(chunk -> chunk.choices().get(0).finishReason())
                    .containsExactly(null, FinishReason.STOP, null);
            assertThat(outcome.result().choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(Trees.read(outcome.result().toJson())
                            .at("/choices/0/finish_reason")
                            .textValue())
                    .isEqualTo("stop");
        }

        @InBothForms
        @DisplayName("finish-empty-string: only empty finish_reasons do not complete the stream")
        void onlyEmptyFinishReasonsDoNotCompleteTheStream(StreamMode mode) throws Exception {
            var outcome = mode.chat(
                    data(
                            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}"));

            StreamTruncatedException end = outcome.failure(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("a finish_reason for choice [0]");
            assertThat(((ChatCompletion) end.partial()).toJson())
                    .isEqualTo(outcome.result().toJson());
            assertThat(outcome.warnings()).isEmpty();
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("finish-unknown: any text is kept and finishes the choice")
        void unknownFinishReasonIsKept(StreamMode mode) throws Exception {
            for (String reason : List.of("eos", "abort", "null", "insufficient_system_resource")) {
                var outcome = mode.chat(says("a") + finishes(reason)).complete();

                assertThat(outcome.result().choices().get(0).finishReason()).isEqualTo(FinishReason.of(reason));
                assertThat(outcome.warnings())
                        .isEqualTo(mode.ofStream("[DONE] is missing; the response is complete without it"));
                assertThat(Trees.read(outcome.result().toJson())
                                .at("/choices/0/finish_reason")
                                .textValue())
                        .isEqualTo(reason);
            }
        }

        @InBothForms
        @DisplayName("finish-absent: [DONE] ends the reply, with a warning; the reason stays null")
        void doneWithoutAFinishReasonIsAWarning(StreamMode mode) throws Exception {
            var outcome = mode.chat(says("a") + DONE).complete();

            assertThat(outcome.result().choices().get(0).finishReason()).isNull();
            assertThat(outcome.warnings())
                    .isEqualTo(mode.ofStream("[DONE] was received without a finish_reason for choice [0]"));
            assertThat(Trees.read(outcome.result().toJson())
                            .at("/choices/0/finish_reason")
                            .isNull())
                    .isTrue();
        }

        @InBothForms
        @DisplayName("finish-absent: without a reason and [DONE] the stream is truncated")
        void streamWithoutFinishReasonAndDoneIsTruncated(StreamMode mode) throws Exception {
            var outcome = mode.chat(says("Hel") + says("lo"));

            StreamTruncatedException end = outcome.failure(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("a finish_reason for choice [0]");
            assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("Hello");
            assertThat(outcome.events()).hasSize(2);
            assertThat(outcome.warnings()).isEmpty();
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"Hello\"}");
        }

        @InBothForms
        @DisplayName("done-missing: a finish_reason for every choice completes the stream, with a warning")
        void finishReasonOfEveryChoiceCompletesTheStream(StreamMode mode) throws Exception {
            var outcome = mode.chat(says("a") + finishes("stop")).complete();

            assertThat(outcome.result().text()).isEqualTo("a");
            assertThat(outcome.warnings())
                    .isEqualTo(mode.ofStream("[DONE] is missing; the response is complete without it"));
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("done-missing: one of two finish_reasons does not complete the stream")
        void oneOfTwoFinishReasonsDoesNotCompleteTheStream(StreamMode mode) throws Exception {
            var outcome = mode.chat(lines("""
                    {"id":"c1","choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}
                    {"id":"c1","choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}
                    """));

            StreamTruncatedException end = outcome.failure(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("a finish_reason for choice [0]");
            assertThat(outcome.result().choices())
                    .extracting(choice -> choice.message().text() + choice.finishReason())
                    .containsExactly("anull", "bstop");
            assertThat(outcome.warnings()).isEmpty();
        }

        @InBothForms
        @DisplayName("done-then-open: complete at [DONE], although the server goes on sending")
        void doneEndsTheStream(StreamMode mode) throws Exception {
            var outcome = mode.chat(exchange -> {
                        exchange.head("text/event-stream");
                        exchange.send(says("a") + finishes("stop") + DONE + says("b"));
                        exchange.awaitClientGone();
                    })
                    .completeWithoutWarning();

            assertThat(outcome.events()).hasSize(2);
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }
    }

    @Nested
    class MembersOfChat {
        @InBothForms
        @DisplayName("choices-empty: first, between and last: delivered to the caller, without a warning")
        void chunksWithoutChoicesAreDelivered(StreamMode mode) throws Exception {
            String empty = data("{\"id\":\"c1\",\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}");
            String last = data("{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":3}}");

            var outcome = mode.chat(empty + says("a") + empty + finishes("stop") + last + DONE)
                    .completeWithoutWarning();

            assertThat(outcome.events()).extracting(ChatCompletionChunk::text).containsExactly("", "a", "", "", "");
            assertJson(
                    outcome.result().toJson(),
                    "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                            + "{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"prompt_tokens\":3},\"prompt_filter_results\":[{\"x\":1}]}");
        }

        @InBothForms
        @DisplayName("choices-null-or-missing, message-null: delivered to the caller, without a warning")
        void chunksWithoutChoicesOrDeltaAreDelivered(StreamMode mode) throws Exception {
            String unusual = lines("""
                    {"id":"c1","choices":null}
                    {"id":"c1"}
                    {"id":"c1","choices":[{"index":0}]}
                    {"id":"c1","choices":[{"index":0,"delta":null}]}
                    """);

            var outcome =
                    mode.chat(unusual + says("a") + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.events()).extracting(ChatCompletionChunk::text).containsExactly("", "", "", "", "a", "");
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName(
                "content-list: text parts are the text, thinking parts the reasoning; the next request has the parts")
        void partsAreAppendedAndKept(StreamMode mode) throws Exception {
            var outcome = mode.chat(deltas("""
                    {"content":[{"type":"thinking","thinking":[{"type":"text","text":"Let "}]}]}
                    {"content":[{"type":"thinking","thinking":[{"type":"text","text":"me"}]}]}
                    {"content":[{"type":"text","text":"Fo"}]}
                    {"content":[{"type":"text","text":"ur"},{"type":"reference","reference_ids":[1]}]}
                    """) + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.events()).extracting(ChatCompletionChunk::text).containsExactly("", "", "Fo", "ur", "");
            assertThat(outcome.events())
                    .extracting(ChatCompletionChunk::reasoning)
                    .containsExactly("Let ", "me", "", "", "");
            assertThat(outcome.result().text()).isEqualTo("Four");
            assertThat(outcome.result().reasoning()).isEqualTo("Let me");
            assertSentBack(
                    outcome.result(),
                    "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
                            + "\"text\":\"Let me\"}]},{\"type\":\"text\",\"text\":\"Four\"},"
                            + "{\"type\":\"reference\",\"reference_ids\":[1]}]}");
        }

        @InBothForms
        @DisplayName("meta-fields-missing: null and empty values count as missing; the first other value is used")
        void metaFieldsMayBeMissing(StreamMode mode) throws Exception {
            var outcome = mode.chat(lines("""
                    {"id":"","object":"","created":null,"model":"","choices":[{"delta":{"content":"a"}}]}
                    {"id":"c1","created":5,"model":"m","choices":[]}
                    {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.result().id()).isEqualTo("c1");
            assertThat(outcome.result().created()).isEqualTo(5);
            assertThat(outcome.result().model()).isEqualTo("m");
            assertThat(outcome.events().get(2).id()).isNull();
            assertThat(Trees.read(outcome.result().toJson()).at("/id").textValue())
                    .isEqualTo("c1");
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("meta-fields-missing: all of them may be missing in every chunk")
        void metaFieldsMayAllBeMissing(StreamMode mode) throws Exception {
            var outcome = mode.chat(lines("""
                    {"choices":[{"delta":{"content":"a"}}]}
                    {"choices":[{"delta":{},"finish_reason":"stop"}]}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.result().id()).isNull();
            assertThat(outcome.result().created()).isNull();
            assertThat(outcome.result().model()).isNull();
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("role-empty: an empty or null role becomes assistant")
        void emptyRoleBecomesAssistant(StreamMode mode) throws Exception {
            var outcome = mode.chat(deltas("""
                    {"role":"","content":"a"}
                    {"role":null,"content":"b"}
                    """) + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.result().text()).isEqualTo("ab");
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"ab\"}");
        }

        @InBothForms
        @DisplayName("usage-null-members: a later null replaces no number")
        void nullsInTheUsageReplaceNothing(StreamMode mode) throws Exception {
            var outcome = mode.chat(lines("""
                    {"choices":[{"delta":{"content":"a"}}],"usage":null}
                    {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":null}}
                    {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":null,"completion_tokens":2}}
                    {"choices":[],"usage":null}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.events().get(0).usage()).isNull();
            assertThat(outcome.events().get(2).usage().promptTokens()).isNull();
            assertThat(outcome.result().usage().promptTokens()).isEqualTo(5);
            assertThat(outcome.result().usage().completionTokens()).isEqualTo(2);
            assertThat(outcome.result().usage().totalTokens()).isNull();
            assertJson(
                    Trees.read(outcome.result().toJson()).at("/usage").toString(),
                    "{\"prompt_tokens\":5,\"completion_tokens\":2}");
        }

        @InBothForms
        @DisplayName("usage-cached-names: one accessor over all spellings; each is written unchanged")
        void cachedTokensUnderAnyName(StreamMode mode) throws Exception {
            for (String usage : List.of(
                    "{\"prompt_tokens_details\":{\"cached_token\":4}}",
                    "{\"prompt_tokens_details\":{\"cached_tokens\":4}}",
                    "{\"prompt_cache_hit_tokens\":4}",
                    "{\"num_cached_tokens\":4}",
                    "{\"cached_tokens\":4}")) {
                String last = data("{\"choices\":[],\"usage\":" + usage + "}");

                var outcome =
                        mode.chat(says("a") + finishes("stop") + last + DONE).completeWithoutWarning();

                assertThat(outcome.result().usage().cachedTokens()).as(usage).isEqualTo(4);
                assertThat(outcome.events().get(2).usage().cachedTokens())
                        .as(usage)
                        .isEqualTo(4);
                assertJson(Trees.read(outcome.result().toJson()).at("/usage").toString(), usage);
            }
        }

        @InBothForms
        @DisplayName("reasoning-names: one accessor over all names, the same text once; each is sent back unchanged")
        void reasoningUnderAnyName(StreamMode mode) throws Exception {
            for (String name : List.of("reasoning_content", "reasoning")) {
                var outcome = mode.chat(deltas("{\"" + name + "\":\"Let \"}\n{\"" + name + "\":\"me\"}")
                                + says("a")
                                + finishes("stop")
                                + DONE)
                        .completeWithoutWarning();

                assertThat(outcome.events())
                        .extracting(ChatCompletionChunk::reasoning)
                        .containsExactly("Let ", "me", "", "");
                assertThat(outcome.result().reasoning()).isEqualTo("Let me");
                assertSentBack(
                        outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\",\"" + name + "\":\"Let me\"}");
            }
        }

        @InBothForms
        @DisplayName("reasoning-names: the text of reasoning_details and reasoning is returned once")
        void reasoningDetailsAreReturnedOnce(StreamMode mode) throws Exception {
            var outcome = mode.chat(deltas("""
                    {"reasoning":"Let ","reasoning_details":[{"type":"reasoning.text","text":"Let ","index":0}]}
                    {"reasoning":"me","reasoning_details":[{"type":"reasoning.text","text":"me","index":0}]}
                    {"reasoning_details":[{"type":"reasoning.text","signature":"s","index":0}]}
                    """) + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.events())
                    .extracting(ChatCompletionChunk::reasoning)
                    .startsWith("Let ", "me", "");
            assertThat(outcome.result().reasoning()).isEqualTo("Let me");
            assertThat(outcome.result().message().reasoningDetails())
                    .extracting(detail -> detail.text() + " " + detail.signature())
                    .contains("Let me null");
        }

        @InBothForms
        @DisplayName("reasoning-must-return: the next request contains it, and the unknown members")
        void nextRequestContainsTheReasoning(StreamMode mode) throws Exception {
            var requests = new LinkedBlockingQueue<String>();
            String call =
                    "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
            String response =
                    deltas("{\"reasoning_content\":\"hm\",\"x_secret\":{\"s\":1}}\n{\"tool_calls\":[" + call + "]}")
                            + finishes("tool_calls")
                            + DONE;
            RawServer.Handler handler = exchange -> {
                requests.add(exchange.request());
                exchange.head("text/event-stream");
                exchange.send(response);
                exchange.end();
            };

            try (RawServer server = RawServer.start(handler);
                    Diglot client = TestClients.client(server)) {
                Outcome<ChatCompletionChunk, ChatCompletion> first = mode.read(client, CHAT);
                ChatAssistantMessage message = first.complete().result().message();
                client.chat().stream(
                                ChatCompletionRequest.builder("m", List.of(message, ChatMessage.tool("a", "sunny")))
                                        .build())
                        .close();

                assertThat(message.reasoning()).isEqualTo("hm");
                assertThat(first.warnings()).isEmpty();
            }
            requests.take();
            String second = requests.take();
            assertJson(
                    Trees.read(second.substring(second.indexOf("\r\n\r\n") + 4))
                            .at("/messages/0")
                            .toString(),
                    "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"x_secret\":{\"s\":1},"
                            + "\"tool_calls\":[" + call("a", "f", "{}") + "]}");
        }

        @InBothForms
        @DisplayName("extra-top-members: unknown members of every object are kept and written back")
        void unknownMembersAreWrittenBack(StreamMode mode) throws Exception {
            var outcome = mode.chat(lines("""
                    {"id":"c1","provider":"p","x_groq":{"id":"g"},"p":"abc","choices":[{"index":0,"delta":{"content":"a","x_delta":[1]},"x_choice":{"a":1}}]}
                    {"id":"c1","citations":["u"],"choices":[{"index":0,"delta":{},"finish_reason":"stop","x_choice":{"b":2}}],"usage":{"prompt_tokens":1,"x_cost":0.5},"time_info":{"t":0.25}}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.events().get(0).additionalProperties()).containsEntry("provider", "p");
            assertThat(outcome.result().additionalProperties()).containsEntry("x_groq", Map.of("id", "g"));
            assertThat(outcome.result().usage().additionalProperties()).containsEntry("x_cost", 0.5);
            assertJson(outcome.result().toJson(), """
                    {"id":"c1","object":"chat.completion","provider":"p","x_groq":{"id":"g"},"p":"abc","citations":["u"],
                    "time_info":{"t":0.25},"usage":{"prompt_tokens":1,"x_cost":0.5},"choices":[{"index":0,
                    "message":{"role":"assistant","content":"a","x_delta":[1]},"finish_reason":"stop","x_choice":{"a":1,"b":2}}]}
                    """);
            assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\",\"x_delta\":[1]}");
        }
    }

    @Nested
    class ErrorsInStreams {
        @InBothForms
        @DisplayName("error-in-stream-data, error-flat, error-code-number: typed, with the partial result")
        void errorInAChatStreamIsTyped(StreamMode mode) throws Exception {
            for (String error : List.of(
                    data("{\"error\":{\"message\":\"boom\",\"code\":429}}"),
                    "event: error\n" + data("{\"error\":{\"message\":\"boom\",\"code\":429}}"),
                    data("{\"object\":\"error\",\"message\":\"boom\",\"type\":\"x\",\"code\":429}"),
                    data("{\"id\":\"c1\",\"choices\":[],\"error\":{\"message\":\"boom\",\"code\":\"429\"}}"),
                    data("{\"id\":\"c1\",\"choices\":null,\"error\":{\"message\":\"boom\",\"code\":429}}"))) {
                var outcome = mode.chat(says("a") + error + says("b") + DONE);

                RateLimitException end = outcome.failure(RateLimitException.class);
                assertThat(end.message()).as(error).isEqualTo("boom");
                assertThat(end.code()).as(error).isEqualTo("429");
                assertThat(end.status()).isEqualTo(200);
                assertThat(((ChatCompletion) end.partial()).toJson())
                        .isEqualTo(outcome.result().toJson());
                assertThat(outcome.events()).as(error).hasSize(1);
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InBothForms
        @DisplayName("error-in-stream-data: an error that is only a text has that text as its message")
        void errorThatIsOnlyATextIsTyped(StreamMode mode) throws Exception {
            for (String event : List.of("", "event: error\n")) {
                var outcome = mode.chat(says("a") + event + data("{\"error\":\"boom\"}"));

                ApiException end = outcome.failure(ApiException.class);
                assertThat(end.message()).isEqualTo("boom");
                assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("a");
                assertThat(end.bodyText()).isEqualTo("{\"error\":\"boom\"}");
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InBothForms
        @DisplayName("error-wrong-family, error-in-stream-data: both forms are read in a message stream")
        void errorOfEitherFormInAMessageStreamIsTyped(StreamMode mode) throws Exception {
            for (String error : List.of(
                    "event: error\n"
                            + data(
                                    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"boom\"}}"),
                    data("{\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":529}}"))) {
                var outcome = mode.messages(START + begins(0, TEXT) + textDelta(0, "Hel") + error + STOP);

                OverloadedException end = outcome.failure(OverloadedException.class);
                assertThat(end.message()).as(error).isEqualTo("boom");
                assertThat(((Message) end.partial()).toJson())
                        .isEqualTo(outcome.result().toJson());
                assertThat(outcome.events()).as(error).hasSize(3);
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.result(), "[{\"type\":\"text\",\"text\":\"Hel\"}]");
            }
        }

        @InBothForms
        @DisplayName("error-in-stream-data: JSON on several lines instead of the events is an error with its message")
        void errorOnSeveralLinesIsTyped(StreamMode mode) throws Exception {
            String error = """
                    {
                      "error": {
                        "message": "boom: too many",
                        "code": 429,

                        "metadata": {"raw": null}
                      }
                    }
                    """;
            for (String body : List.of(error, error.replace("\n", "\r\n"), error.strip(), "\n" + error)) {
                var chat = mode.chat(body);
                var messages = mode.messages(body);

                for (Outcome<?, ?> outcome : List.of(chat, messages)) {
                    RateLimitException end = outcome.failure(RateLimitException.class);
                    assertThat(end.message()).isEqualTo("boom: too many");
                    assertThat(end.status()).isEqualTo(200);
                    assertThat(outcome.events()).isEmpty();
                }
                assertThat(chat.result().choices()).isEmpty();
                assertThat(messages.result().content()).isEmpty();
                assertThat(chat.warnings()).isEmpty();
                assertThat(messages.warnings()).isEmpty();
            }
        }

        @InBothForms
        @DisplayName("error-html: a web page with the content type of events is shown, not only its first line")
        void webPageInsteadOfTheEventsIsShown(StreamMode mode) throws Exception {
            String page =
                    "<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n<body>Please</body>\n</html>\n";

            ProtocolException end = mode.chat(page).failure(ProtocolException.class);
            ProtocolException other = mode.messages(page).failure(ProtocolException.class);

            assertThat(end.excerpt()).contains("<!DOCTYPE html>", "Sign in", "Please", "</html>");
            assertThat(end.status()).isEqualTo(200);
            assertThat(end).hasMessageContaining("not an event stream");
            assertThat(other.excerpt()).isEqualTo(end.excerpt());
        }

        @InBothForms
        @DisplayName("error-html: a web page in place of a stream is reported with its content type")
        void aWebPageInPlaceOfAStreamIsReported(StreamMode mode) throws Exception {
            ProtocolException end = mode.chat(exchange -> {
                        exchange.head("text/html; charset=utf-8");
                        exchange.send("<html>\n<p>Sign in</p>\n</html>");
                        exchange.end();
                    })
                    .failure(ProtocolException.class);

            assertThat(end)
                    .hasMessageContaining("text/html; charset=utf-8")
                    .hasMessageContaining("not an event stream");
            assertThat(end.excerpt()).contains("Sign in", "</html>");
        }

        @InBothForms
        @DisplayName("never-ends: a stream that stalls ends by the idle timeout, with the partial result")
        void silenceEndsWithTheIdleTimeout(StreamMode mode) throws Exception {
            try (RawServer server = RawServer.silentAfterEvents(says("a"));
                    Diglot client = TestClients.client(server, Duration.ofMillis(300))) {
                var outcome = mode.read(client, CHAT);

                CallTimeoutException end = outcome.failure(CallTimeoutException.class);
                assertThat(end.phase()).isEqualTo(CallTimeoutException.Phase.IDLE);
                assertThat(end.limit()).isEqualTo(Duration.ofMillis(300));
                assertThat(outcome.events()).hasSize(1);
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.result(), "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }
    }

    @Nested
    class LinesOfBoth {
        private static final String CHAT_TEXT = "{\"role\":\"assistant\",\"content\":\"Hello\"}";

        @InBothForms
        @DisplayName("crlf: every line end is accepted")
        void everyLineEndIsAccepted(StreamMode mode) throws Exception {
            for (String end : List.of("\n", "\r\n", "\r")) {
                var chat = mode.chat((says("Hel") + says("lo") + finishes("stop") + DONE).replace("\n", end))
                        .completeWithoutWarning();
                var messages = mode.messages(("event: x\n" + messages("Hel", "lo")).replace("\n", end))
                        .completeWithoutWarning();

                assertThat(chat.events()).hasSize(3);
                assertSentBack(chat.result(), CHAT_TEXT);
                assertJson(messages.result().toJson(), HELLO);
            }
        }

        @InBothForms
        @DisplayName("comments, blank-event: no events in any position")
        void commentsAndBlankEventsAreNoEvents(StreamMode mode) throws Exception {
            String unusual = """
                    : OPENROUTER PROCESSING

                    :

                    id: 7
                    : x

                    data:

                    event: ping

                    retry: 3

                    : x-a: 1
                    : x-b: 2
                    """;
            String chat = (says("Hel") + says("lo") + finishes("stop") + DONE).replace("data:", unusual + "data:");

            var ofChat = mode.chat(chat).completeWithoutWarning();
            var ofMessages = mode.messages(messages("Hel", "lo").replace("data:", unusual + "data:"))
                    .completeWithoutWarning();

            assertThat(ofChat.events()).hasSize(3);
            assertSentBack(ofChat.result(), CHAT_TEXT);
            assertThat(ofMessages.events()).hasSize(7);
            assertJson(ofMessages.result().toJson(), HELLO);
        }

        @InBothForms
        @DisplayName("comments: they count as activity for the idle timeout")
        void commentsCountAsActivity(StreamMode mode) throws Exception {
            var never = new CountDownLatch(1);
            RawServer.Handler handler = exchange -> {
                exchange.head("text/event-stream");
                for (int i = 0; i < 12; i++) {
                    exchange.send(": keep-alive\n\n");
                    never.await(100, TimeUnit.MILLISECONDS);
                }
                exchange.send(says("Hello") + finishes("stop") + DONE);
                exchange.end();
            };
            try (RawServer server = RawServer.start(handler);
                    Diglot client = TestClients.client(server, Duration.ofMillis(800))) {
                var outcome = mode.read(client, CHAT).completeWithoutWarning();

                assertThat(outcome.events()).hasSize(2);
                assertSentBack(outcome.result(), CHAT_TEXT);
            }
        }
    }

    @Nested
    class EventsOfMessages {
        @InBothForms
        @DisplayName("event-name-missing: the type comes from the JSON, without event lines and with wrong ones")
        void typeOfAnEventComesFromItsJson(StreamMode mode) throws Exception {
            String plain = messages("Hel", "lo");
            for (String events : List.of(
                    plain,
                    plain.replace("data:", "event: message\ndata:"),
                    plain.replace("data:", "event: message_stop\ndata:"))) {
                var outcome = mode.messages(events).completeWithoutWarning();

                assertThat(outcome.events()).hasSize(7);
                assertThat(outcome.result().text()).isEqualTo("Hello");
                assertJson(outcome.result().toJson(), HELLO);
            }
        }

        @InBothForms
        @DisplayName("block-index-wrong: a delta whose block never started is added to the last block, with a warning")
        void deltaOfABlockThatNeverStartedIsAddedToTheLastBlock(StreamMode mode) throws Exception {
            var outcome = mode.messages(
                            START + begins(1, TEXT) + textDelta(0, "Hel") + textDelta(0, "lo") + ends(1) + END + STOP)
                    .complete();

            assertThat(outcome.result().text()).isEqualTo("Hello");
            assertThat(outcome.warnings())
                    .containsExactly(
                            "a delta names content block 0, which never started; it is added to the block that started last");
            assertJson(outcome.result().toJson(), HELLO);
        }

        @InBothForms
        @DisplayName("block-index-wrong: start 2, delta 3")
        void deltaOfTheNextIndexIsAddedToTheLastBlock(StreamMode mode) throws Exception {
            var outcome = mode.messages(START
                            + begins(2, TEXT)
                            + textDelta(3, "Hel")
                            + ends(2)
                            + begins(3, TEXT)
                            + textDelta(3, "lo")
                            + END
                            + STOP)
                    .complete();

            assertThat(outcome.warnings())
                    .containsExactly(
                            "a delta names content block 3, which never started; it is added to the block that started last");
            assertSentBack(
                    outcome.result(), "[{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}]");
        }

        @InBothForms
        @DisplayName(
                "block-unknown: unknown blocks, deltas and events are kept in place; the next request has the blocks")
        void unknownBlocksAreKeptInPlace(StreamMode mode) throws Exception {
            var outcome = mode.messages(START
                            + begins(0, "{\"type\":\"other_example\",\"from\":{\"model\":\"a\"}}")
                            + ends(0)
                            + begins(1, "{\"type\":\"example\",\"content\":null}")
                            + delta(1, "{\"type\":\"example_delta\",\"content\":\"The end\"}")
                            + ends(1)
                            + data("{\"type\":\"brand_new\",\"x\":[1]}")
                            + begins(2, TEXT)
                            + textDelta(2, "Hello")
                            + END
                            + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.events().get(1)).isNotInstanceOf(MessageStreamEvent.Unknown.class);
            assertThat(outcome.events().get(6)).isInstanceOf(MessageStreamEvent.Unknown.class);
            assertThat(outcome.result().content().get(0)).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(outcome.result().text()).isEqualTo("Hello");
            assertSentBack(
                    outcome.result(),
                    "[{\"type\":\"other_example\",\"from\":{\"model\":\"a\"}},{\"type\":\"example\",\"content\":\"The end\"},"
                            + "{\"type\":\"text\",\"text\":\"Hello\"}]");
        }

        @InBothForms
        @DisplayName("start-missing: an empty message is assumed, with a warning")
        void emptyMessageIsAssumed(StreamMode mode) throws Exception {
            var outcome = mode.messages(begins(0, TEXT) + textDelta(0, "Hello") + ends(0) + END + STOP)
                    .complete();

            assertThat(outcome.result().id()).isNull();
            assertThat(outcome.result().text()).isEqualTo("Hello");
            assertThat(outcome.warnings()).containsExactly("message_start is missing; an empty message is assumed");
            assertJson(
                    outcome.result().toJson(),
                    "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],"
                            + "\"stop_reason\":\"end_turn\",\"usage\":{\"output_tokens\":2}}");
        }

        @InBothForms
        @DisplayName("start-missing: a message_delta may be the first event")
        void messageDeltaMayBeTheFirstEvent(StreamMode mode) throws Exception {
            var outcome = mode.messages(END + STOP).complete();

            assertThat(outcome.result().stopReason()).isEqualTo(StopReason.END_TURN);
            assertThat(outcome.warnings()).containsExactly("message_start is missing; an empty message is assumed");
            assertSentBack(outcome.result(), "[]");
        }

        @InBothForms
        @DisplayName("stop-twice-or-none: the first message_stop ends, the last stop_reason wins")
        void firstMessageStopEndsAndLastStopReasonWins(StreamMode mode) throws Exception {
            String again = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}");

            var outcome = mode.messages(
                            START + begins(0, TEXT) + textDelta(0, "a") + END + again + STOP + textDelta(0, "b") + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.events()).hasSize(6);
            assertThat(outcome.result().stopReason()).isEqualTo(StopReason.MAX_TOKENS);
            assertJson(outcome.result().toJson(), HELLO.replace("Hello", "a").replace("end_turn", "max_tokens"));
        }

        @InBothForms
        @DisplayName("stop-twice-or-none: without message_stop the stream is truncated")
        void streamWithoutMessageStopIsTruncated(StreamMode mode) throws Exception {
            var outcome = mode.messages(START + begins(0, TEXT) + textDelta(0, "Hello") + ends(0) + END);

            StreamTruncatedException end = outcome.failure(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("message_stop");
            assertJson(((Message) end.partial()).toJson(), HELLO);
            assertThat(outcome.warnings()).isEmpty();
            assertJson(outcome.result().toJson(), HELLO);
        }

        @InBothForms
        @DisplayName("usage-late, usage-null-members: later numbers win, even 0; nulls replace none")
        void latestTokenCountWins(StreamMode mode) throws Exception {
            String start = START.replace(
                    "{\"input_tokens\":5}",
                    "{\"input_tokens\":0,\"output_tokens\":0,\"cache_read_input_tokens\":3,\"x\":1}");
            String late = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":"
                    + "{\"input_tokens\":7,\"output_tokens\":9,\"cache_read_input_tokens\":null,\"x\":0}}");
            String none = data("{\"type\":\"message_delta\",\"delta\":{},\"usage\":null}");

            var outcome = mode.messages(start + late + none + STOP).completeWithoutWarning();

            assertThat(outcome.result().usage().inputTokens()).isEqualTo(7);
            assertThat(outcome.result().usage().outputTokens()).isEqualTo(9);
            assertThat(outcome.result().usage().cacheReadInputTokens()).isEqualTo(3);
            assertJson(
                    Trees.read(outcome.result().toJson()).at("/usage").toString(),
                    "{\"input_tokens\":7,\"output_tokens\":9,\"cache_read_input_tokens\":3,\"x\":0}");
        }

        @InBothForms
        @DisplayName(
                "thinking-no-signature: thinking without signature, and a signature without thinking, are sent back")
        void thinkingAndSignatureAreOptional(StreamMode mode) throws Exception {
            var outcome = mode.messages(START
                            + begins(0, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                            + delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                            + ends(0)
                            + begins(1, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                            + delta(1, "{\"type\":\"signature_delta\",\"signature\":\"s\"}")
                            + ends(1)
                            + END
                            + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.result().thinking()).isEqualTo("hm");
            assertThat(outcome.result().content())
                    .extracting(block -> ((ThinkingBlock) block).signature())
                    .containsExactly(null, "s");
            assertSentBack(
                    outcome.result(),
                    "[{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}]");
        }

        @InBothForms
        @DisplayName("ids-foreign: ids are opaque; the id of a tool call is sent back")
        void idsAreOpaque(StreamMode mode) throws Exception {
            var outcome = mode.messages(START.replace("\"m1\"", "\"chatcmpl-1\"")
                            + begins(0, "{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"f\",\"input\":{}}")
                            + delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1}\"}")
                            + END
                            + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.result().id()).isEqualTo("chatcmpl-1");
            assertThat(outcome.result().toolUses().get(0).id()).isEqualTo("call_a");
            assertThat(outcome.result().toolUses().get(0).input()).isEqualTo(Map.of("x", 1));
            assertSentBack(
                    outcome.result(), "[{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"f\",\"input\":{\"x\":1}}]");
        }
    }
}
