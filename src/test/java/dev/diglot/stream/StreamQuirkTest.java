// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.Calls.DONE;
import static dev.diglot.stream.Calls.END;
import static dev.diglot.stream.Calls.START;
import static dev.diglot.stream.Calls.STOP;
import static dev.diglot.stream.Calls.TEXT;
import static dev.diglot.stream.Calls.begins;
import static dev.diglot.stream.Calls.data;
import static dev.diglot.stream.Calls.delta;
import static dev.diglot.stream.Calls.ends;
import static dev.diglot.stream.Calls.finishes;
import static dev.diglot.stream.Calls.messages;
import static dev.diglot.stream.Calls.says;
import static dev.diglot.stream.Calls.textDelta;
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
import dev.diglot.stream.Form.Outcome;
import dev.diglot.testing.RawServer;
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
 * What endpoints that call themselves compatible do in their streams, over real HTTP, in both forms: what the caller
 * reads, what is warned of, and what goes back to the endpoint.
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

    /** Each line as an event. */
    private static String lines(String payloads) {
        return payloads.lines().map(Calls::data).collect(Collectors.joining());
    }

    /** Each line as the delta of a chunk's only choice. */
    private static String deltas(String deltas) {
        return deltas.lines()
                .map(delta ->
                        data("{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}"))
                .collect(Collectors.joining());
    }

    private static void assertJson(String actual, String expected) {
        assertThat(Trees.read(actual)).isEqualTo(Trees.read(expected));
    }

    /** What of the answer stands in the next request. */
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

    /** The message that holds these tool calls, as JSON. */
    private static String calling(String calls) {
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + calls + "]}";
    }

    /** One such call, as JSON. */
    private static String call(String id, String name, String arguments) {
        return "{\"type\":\"function\",\"id\":\"" + id + "\",\"function\":{\"name\":\"" + name + "\",\"arguments\":"
                + Json.write(arguments) + "}}";
    }

    @Nested
    class ToolCallsOfChat {
        private Outcome<ChatCompletionChunk, ChatCompletion> calls(Form form, String calls) throws Exception {
            String pieces =
                    calls.lines().map(call -> "{\"tool_calls\":[" + call + "]}").collect(Collectors.joining("\n"));
            return form.chat(deltas(pieces) + finishes("tool_calls") + DONE).completeWithoutWarning();
        }

        @InBothForms
        @DisplayName("tool-index-absent: two calls without index do not merge, and go back as two")
        void twoCallsWithoutIndexDoNotMerge(Form form) throws Exception {
            var outcome = calls(form, """
                    {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":"}}
                    {"id":"a","function":{"arguments":"1}"}}
                    {"id":"b","type":"function","function":{"name":"f","arguments":""}}
                    {"function":{"arguments":"{}"}}
                    """);

            assertCalls(outcome.whole(), "a f {\"x\":1}", "b f {}");
            assertSentBack(outcome.whole(), calling(call("a", "f", "{\"x\":1}") + "," + call("b", "f", "{}")));
        }

        @InBothForms
        @DisplayName("tool-index-absent: nor do two calls without index and id")
        void twoCallsWithoutIndexAndIdDoNotMerge(Form form) throws Exception {
            String call = "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";

            var outcome = calls(form, call + "\n" + call);

            assertCalls(outcome.whole(), "null f {}", "null f {}");
            assertSentBack(outcome.whole(), calling(call + "," + call));
        }

        @InBothForms
        @DisplayName("tool-name-empty-first: the name that comes later counts")
        void aNameThatComesLaterCounts(Form form) throws Exception {
            var outcome = calls(form, """
                    {"index":0,"id":"a","type":"function","function":{"name":"","arguments":""}}
                    {"index":0,"function":{"name":"f","arguments":"{}"}}
                    """);

            assertCalls(outcome.whole(), "a f {}");
            assertSentBack(outcome.whole(), calling(call("a", "f", "{}")));
        }

        @InBothForms
        @DisplayName("tool-name-empty-later: empty and null names and ids erase nothing")
        void emptyNamesAndIdsEraseNothing(Form form) throws Exception {
            var outcome = calls(form, """
                    {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}}
                    {"index":0,"id":"","type":"","function":{"name":"","arguments":""}}
                    {"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"}"}}
                    """);

            assertCalls(outcome.whole(), "a f {}");
            assertSentBack(outcome.whole(), calling(call("a", "f", "{}")));
        }

        @InBothForms
        @DisplayName("tool-args-object: arguments given as an object are their JSON text, and go back as text")
        void argumentsGivenAsAnObjectAreText(Form form) throws Exception {
            var outcome = calls(form, """
                    {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":{"x":[1,"\u00e9"]}}}
                    """);

            assertCalls(outcome.whole(), "a f {\"x\":[1,\"\u00e9\"]}");
            assertSentBack(outcome.whole(), calling(call("a", "f", "{\"x\":[1,\"\u00e9\"]}")));
        }

        @InBothForms
        @DisplayName("tool-args-empty: empty arguments stay empty, and go back so")
        void emptyArgumentsStayEmpty(Form form) throws Exception {
            var outcome = calls(form, """
                    {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}
                    """);

            assertCalls(outcome.whole(), "a f ");
            assertSentBack(outcome.whole(), calling(call("a", "f", "")));
        }
    }

    @Nested
    class EndsOfChat {
        @InBothForms
        @DisplayName("finish-empty-string: an empty finish_reason is none, on any chunk")
        void anEmptyFinishReasonIsNone(Form form) throws Exception {
            var outcome = form.chat(lines("""
                    {"id":"c1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":""}]}
                    {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
                    {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":""}]}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.events())
                    .extracting(chunk -> chunk.choices().get(0).finishReason())
                    .containsExactly(null, FinishReason.STOP, null);
            assertThat(outcome.whole().choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(Trees.read(outcome.whole().toJson())
                            .at("/choices/0/finish_reason")
                            .textValue())
                    .isEqualTo("stop");
        }

        @InBothForms
        @DisplayName("finish-empty-string: nothing but empty ones is no end")
        void onlyEmptyFinishReasonsAreNoEnd(Form form) throws Exception {
            var outcome = form.chat(
                    data(
                            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}"));

            StreamTruncatedException end = outcome.end(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("a finish_reason for choice [0]");
            assertThat(((ChatCompletion) end.partial()).toJson())
                    .isEqualTo(outcome.whole().toJson());
            assertThat(outcome.warnings()).isEmpty();
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("finish-unknown: any text is kept, and ends the choice")
        void anUnknownFinishReasonIsKept(Form form) throws Exception {
            for (String reason : List.of("eos", "abort", "null", "insufficient_system_resource")) {
                var outcome = form.chat(says("a") + finishes(reason)).complete();

                assertThat(outcome.whole().choices().get(0).finishReason()).isEqualTo(FinishReason.of(reason));
                assertThat(outcome.warnings())
                        .isEqualTo(form.ofStream("[DONE] is missing; the response is complete without it"));
                assertThat(Trees.read(outcome.whole().toJson())
                                .at("/choices/0/finish_reason")
                                .textValue())
                        .isEqualTo(reason);
            }
        }

        @InBothForms
        @DisplayName("finish-absent: [DONE] ends the answer, with a warning; the reason stays null")
        void doneWithoutAFinishReasonIsWarnedOf(Form form) throws Exception {
            var outcome = form.chat(says("a") + DONE).complete();

            assertThat(outcome.whole().choices().get(0).finishReason()).isNull();
            assertThat(outcome.warnings())
                    .isEqualTo(form.ofStream("[DONE] was received without a finish_reason for choice [0]"));
            assertThat(Trees.read(outcome.whole().toJson())
                            .at("/choices/0/finish_reason")
                            .isNull())
                    .isTrue();
        }

        @InBothForms
        @DisplayName("finish-absent: neither a reason nor [DONE] is incomplete")
        void noFinishReasonAndNoDoneIsIncomplete(Form form) throws Exception {
            var outcome = form.chat(says("Hel") + says("lo"));

            StreamTruncatedException end = outcome.end(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("a finish_reason for choice [0]");
            assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("Hello");
            assertThat(outcome.events()).hasSize(2);
            assertThat(outcome.warnings()).isEmpty();
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"Hello\"}");
        }

        @InBothForms
        @DisplayName("done-missing: the finish_reason of every choice is an end, with a warning")
        void everyFinishReasonIsAnEnd(Form form) throws Exception {
            var outcome = form.chat(says("a") + finishes("stop")).complete();

            assertThat(outcome.whole().text()).isEqualTo("a");
            assertThat(outcome.warnings())
                    .isEqualTo(form.ofStream("[DONE] is missing; the response is complete without it"));
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("done-missing: one of two finish_reasons is none")
        void oneOfTwoFinishReasonsIsNoEnd(Form form) throws Exception {
            var outcome = form.chat(lines("""
                    {"id":"c1","choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}
                    {"id":"c1","choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}
                    """));

            StreamTruncatedException end = outcome.end(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("a finish_reason for choice [0]");
            assertThat(outcome.whole().choices())
                    .extracting(choice -> choice.message().text() + choice.finishReason())
                    .containsExactly("anull", "bstop");
            assertThat(outcome.warnings()).isEmpty();
        }

        @InBothForms
        @DisplayName("done-then-open: complete at [DONE], though the server sends on and stays")
        void doneIsTheEnd(Form form) throws Exception {
            var outcome = form.chat(exchange -> {
                        exchange.head("text/event-stream");
                        exchange.send(says("a") + finishes("stop") + DONE + says("b"));
                        exchange.awaitClientGone();
                    })
                    .completeWithoutWarning();

            assertThat(outcome.events()).hasSize(2);
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }
    }

    @Nested
    class MembersOfChat {
        @InBothForms
        @DisplayName("choices-empty: first, between and last: given to the caller, and nothing said")
        void chunksWithoutChoicesAreGiven(Form form) throws Exception {
            String empty = data("{\"id\":\"c1\",\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}");
            String last = data("{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":3}}");

            var outcome = form.chat(empty + says("a") + empty + finishes("stop") + last + DONE)
                    .completeWithoutWarning();

            assertThat(outcome.events()).extracting(ChatCompletionChunk::text).containsExactly("", "a", "", "", "");
            assertJson(
                    outcome.whole().toJson(),
                    "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                            + "{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"prompt_tokens\":3},\"prompt_filter_results\":[{\"x\":1}]}");
        }

        @InBothForms
        @DisplayName("choices-null-or-missing, message-null: given to the caller, and nothing said")
        void chunksWithoutChoicesOrDeltaAreGiven(Form form) throws Exception {
            String odd = lines("""
                    {"id":"c1","choices":null}
                    {"id":"c1"}
                    {"id":"c1","choices":[{"index":0}]}
                    {"id":"c1","choices":[{"index":0,"delta":null}]}
                    """);

            var outcome = form.chat(odd + says("a") + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.events()).extracting(ChatCompletionChunk::text).containsExactly("", "", "", "", "a", "");
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("content-list: text parts are the text, thinking parts the reasoning; the parts go back")
        void partsAreJoinedAndKept(Form form) throws Exception {
            var outcome = form.chat(deltas("""
                    {"content":[{"type":"thinking","thinking":[{"type":"text","text":"Let "}]}]}
                    {"content":[{"type":"thinking","thinking":[{"type":"text","text":"me"}]}]}
                    {"content":[{"type":"text","text":"Fo"}]}
                    {"content":[{"type":"text","text":"ur"},{"type":"reference","reference_ids":[1]}]}
                    """) + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.events()).extracting(ChatCompletionChunk::text).containsExactly("", "", "Fo", "ur", "");
            assertThat(outcome.events())
                    .extracting(ChatCompletionChunk::reasoning)
                    .containsExactly("Let ", "me", "", "", "");
            assertThat(outcome.whole().text()).isEqualTo("Four");
            assertThat(outcome.whole().reasoning()).isEqualTo("Let me");
            assertSentBack(
                    outcome.whole(),
                    "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
                            + "\"text\":\"Let me\"}]},{\"type\":\"text\",\"text\":\"Four\"},"
                            + "{\"type\":\"reference\",\"reference_ids\":[1]}]}");
        }

        @InBothForms
        @DisplayName("meta-fields-missing: absent, null and empty are none; the first that says something counts")
        void metaFieldsMayBeMissing(Form form) throws Exception {
            var outcome = form.chat(lines("""
                    {"id":"","object":"","created":null,"model":"","choices":[{"delta":{"content":"a"}}]}
                    {"id":"c1","created":5,"model":"m","choices":[]}
                    {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.whole().id()).isEqualTo("c1");
            assertThat(outcome.whole().created()).isEqualTo(5);
            assertThat(outcome.whole().model()).isEqualTo("m");
            assertThat(outcome.events().get(2).id()).isNull();
            assertThat(Trees.read(outcome.whole().toJson()).at("/id").textValue())
                    .isEqualTo("c1");
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("meta-fields-missing: all of them, all the time")
        void metaFieldsMayAllBeMissing(Form form) throws Exception {
            var outcome = form.chat(lines("""
                    {"choices":[{"delta":{"content":"a"}}]}
                    {"choices":[{"delta":{},"finish_reason":"stop"}]}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.whole().id()).isNull();
            assertThat(outcome.whole().created()).isNull();
            assertThat(outcome.whole().model()).isNull();
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InBothForms
        @DisplayName("role-empty: an empty or null role is none; assistant goes back")
        void anEmptyRoleIsNone(Form form) throws Exception {
            var outcome = form.chat(deltas("""
                    {"role":"","content":"a"}
                    {"role":null,"content":"b"}
                    """) + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.whole().text()).isEqualTo("ab");
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"ab\"}");
        }

        @InBothForms
        @DisplayName("usage-null-members: a later null erases no number")
        void nullsInTheUsageEraseNothing(Form form) throws Exception {
            var outcome = form.chat(lines("""
                    {"choices":[{"delta":{"content":"a"}}],"usage":null}
                    {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":null}}
                    {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":null,"completion_tokens":2}}
                    {"choices":[],"usage":null}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.events().get(0).usage()).isNull();
            assertThat(outcome.events().get(2).usage().promptTokens()).isNull();
            assertThat(outcome.whole().usage().promptTokens()).isEqualTo(5);
            assertThat(outcome.whole().usage().completionTokens()).isEqualTo(2);
            assertThat(outcome.whole().usage().totalTokens()).isNull();
            assertJson(
                    Trees.read(outcome.whole().toJson()).at("/usage").toString(),
                    "{\"prompt_tokens\":5,\"completion_tokens\":2}");
        }

        @InBothForms
        @DisplayName("usage-cached-names: one accessor over all spellings; each is written as it came")
        void cachedTokensUnderAnyName(Form form) throws Exception {
            for (String usage : List.of(
                    "{\"prompt_tokens_details\":{\"cached_token\":4}}",
                    "{\"prompt_tokens_details\":{\"cached_tokens\":4}}",
                    "{\"prompt_cache_hit_tokens\":4}",
                    "{\"num_cached_tokens\":4}",
                    "{\"cached_tokens\":4}")) {
                String last = data("{\"choices\":[],\"usage\":" + usage + "}");

                var outcome =
                        form.chat(says("a") + finishes("stop") + last + DONE).completeWithoutWarning();

                assertThat(outcome.whole().usage().cachedTokens()).as(usage).isEqualTo(4);
                assertThat(outcome.events().get(2).usage().cachedTokens())
                        .as(usage)
                        .isEqualTo(4);
                assertJson(Trees.read(outcome.whole().toJson()).at("/usage").toString(), usage);
            }
        }

        @InBothForms
        @DisplayName("reasoning-names: one accessor over all names, the same text once; each goes back as it came")
        void reasoningUnderAnyName(Form form) throws Exception {
            for (String name : List.of("reasoning_content", "reasoning")) {
                var outcome = form.chat(deltas("{\"" + name + "\":\"Let \"}\n{\"" + name + "\":\"me\"}")
                                + says("a")
                                + finishes("stop")
                                + DONE)
                        .completeWithoutWarning();

                assertThat(outcome.events())
                        .extracting(ChatCompletionChunk::reasoning)
                        .containsExactly("Let ", "me", "", "");
                assertThat(outcome.whole().reasoning()).isEqualTo("Let me");
                assertSentBack(
                        outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\",\"" + name + "\":\"Let me\"}");
            }
        }

        @InBothForms
        @DisplayName("reasoning-names: reasoning_details beside reasoning say it once")
        void reasoningDetailsSayItOnce(Form form) throws Exception {
            var outcome = form.chat(deltas("""
                    {"reasoning":"Let ","reasoning_details":[{"type":"reasoning.text","text":"Let ","index":0}]}
                    {"reasoning":"me","reasoning_details":[{"type":"reasoning.text","text":"me","index":0}]}
                    {"reasoning_details":[{"type":"reasoning.text","signature":"s","index":0}]}
                    """) + finishes("stop") + DONE).completeWithoutWarning();

            assertThat(outcome.events())
                    .extracting(ChatCompletionChunk::reasoning)
                    .startsWith("Let ", "me", "");
            assertThat(outcome.whole().reasoning()).isEqualTo("Let me");
            assertThat(outcome.whole().message().reasoningDetails())
                    .extracting(detail -> detail.text() + " " + detail.signature())
                    .contains("Let me null");
        }

        @InBothForms
        @DisplayName("reasoning-must-return: the next request carries it, and the unknown members")
        void theNextRequestCarriesTheReasoning(Form form) throws Exception {
            var requests = new LinkedBlockingQueue<String>();
            String call =
                    "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
            String answer =
                    deltas("{\"reasoning_content\":\"hm\",\"x_secret\":{\"s\":1}}\n{\"tool_calls\":[" + call + "]}")
                            + finishes("tool_calls")
                            + DONE;
            RawServer.Handler handler = exchange -> {
                requests.add(exchange.request());
                exchange.head("text/event-stream");
                exchange.send(answer);
                exchange.end();
            };

            try (RawServer server = RawServer.start(handler);
                    Diglot client = Calls.client(server)) {
                Outcome<ChatCompletionChunk, ChatCompletion> first = form.chat(client);
                ChatAssistantMessage message = first.complete().whole().message();
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
        void unknownMembersAreWrittenBack(Form form) throws Exception {
            var outcome = form.chat(lines("""
                    {"id":"c1","provider":"p","x_groq":{"id":"g"},"p":"abc","choices":[{"index":0,"delta":{"content":"a","x_delta":[1]},"x_choice":{"a":1}}]}
                    {"id":"c1","citations":["u"],"choices":[{"index":0,"delta":{},"finish_reason":"stop","x_choice":{"b":2}}],"usage":{"prompt_tokens":1,"x_cost":0.5},"time_info":{"t":0.25}}
                    """) + DONE).completeWithoutWarning();

            assertThat(outcome.events().get(0).additionalProperties()).containsEntry("provider", "p");
            assertThat(outcome.whole().additionalProperties()).containsEntry("x_groq", Map.of("id", "g"));
            assertThat(outcome.whole().usage().additionalProperties()).containsEntry("x_cost", 0.5);
            assertJson(outcome.whole().toJson(), """
                    {"id":"c1","object":"chat.completion","provider":"p","x_groq":{"id":"g"},"p":"abc","citations":["u"],
                    "time_info":{"t":0.25},"usage":{"prompt_tokens":1,"x_cost":0.5},"choices":[{"index":0,
                    "message":{"role":"assistant","content":"a","x_delta":[1]},"finish_reason":"stop","x_choice":{"a":1,"b":2}}]}
                    """);
            assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\",\"x_delta\":[1]}");
        }
    }

    @Nested
    class ErrorsInStreams {
        @InBothForms
        @DisplayName("error-in-stream-data, error-flat, error-code-number: typed, with what came before")
        void anErrorInAChatStreamIsTyped(Form form) throws Exception {
            for (String error : List.of(
                    data("{\"error\":{\"message\":\"boom\",\"code\":429}}"),
                    "event: error\n" + data("{\"error\":{\"message\":\"boom\",\"code\":429}}"),
                    data("{\"object\":\"error\",\"message\":\"boom\",\"type\":\"x\",\"code\":429}"),
                    data("{\"id\":\"c1\",\"choices\":[],\"error\":{\"message\":\"boom\",\"code\":\"429\"}}"),
                    data("{\"id\":\"c1\",\"choices\":null,\"error\":{\"message\":\"boom\",\"code\":429}}"))) {
                var outcome = form.chat(says("a") + error + says("b") + DONE);

                RateLimitException end = outcome.end(RateLimitException.class);
                assertThat(end.message()).as(error).isEqualTo("boom");
                assertThat(end.code()).as(error).isEqualTo("429");
                assertThat(end.status()).isEqualTo(200);
                assertThat(((ChatCompletion) end.partial()).toJson())
                        .isEqualTo(outcome.whole().toJson());
                assertThat(outcome.events()).as(error).hasSize(1);
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InBothForms
        @DisplayName("error-in-stream-data: an error that is only a text is an error with that text")
        void anErrorThatIsOnlyATextIsTyped(Form form) throws Exception {
            for (String event : List.of("", "event: error\n")) {
                var outcome = form.chat(says("a") + event + data("{\"error\":\"boom\"}"));

                ApiException end = outcome.end(ApiException.class);
                assertThat(end.message()).isEqualTo("boom");
                assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("a");
                assertThat(end.bodyText()).isEqualTo("{\"error\":\"boom\"}");
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InBothForms
        @DisplayName("error-wrong-family, error-in-stream-data: both shapes are read in a messages stream")
        void anErrorOfEitherShapeInAMessagesStreamIsTyped(Form form) throws Exception {
            for (String error : List.of(
                    "event: error\n"
                            + data(
                                    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"boom\"}}"),
                    data("{\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":529}}"))) {
                var outcome = form.messages(START + begins(0, TEXT) + textDelta(0, "Hel") + error + STOP);

                OverloadedException end = outcome.end(OverloadedException.class);
                assertThat(end.message()).as(error).isEqualTo("boom");
                assertThat(((Message) end.partial()).toJson())
                        .isEqualTo(outcome.whole().toJson());
                assertThat(outcome.events()).as(error).hasSize(3);
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.whole(), "[{\"type\":\"text\",\"text\":\"Hel\"}]");
            }
        }

        @InBothForms
        @DisplayName("error-in-stream-data: JSON on several lines in place of the events is an error with its words")
        void anErrorOnSeveralLinesIsTyped(Form form) throws Exception {
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
                var chat = form.chat(body);
                var messages = form.messages(body);

                for (Outcome<?, ?> outcome : List.of(chat, messages)) {
                    RateLimitException end = outcome.end(RateLimitException.class);
                    assertThat(end.message()).isEqualTo("boom: too many");
                    assertThat(end.status()).isEqualTo(200);
                    assertThat(outcome.events()).isEmpty();
                }
                assertThat(chat.whole().choices()).isEmpty();
                assertThat(messages.whole().content()).isEmpty();
                assertThat(chat.warnings()).isEmpty();
                assertThat(messages.warnings()).isEmpty();
            }
        }

        @InBothForms
        @DisplayName("error-html: a web page that calls itself an event stream is shown, not only its first line")
        void aWebPageInPlaceOfTheEventsIsShown(Form form) throws Exception {
            String page =
                    "<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n<body>Please</body>\n</html>\n";

            ProtocolException end = form.chat(page).end(ProtocolException.class);
            ProtocolException other = form.messages(page).end(ProtocolException.class);

            assertThat(end.excerpt()).contains("<!DOCTYPE html>", "Sign in", "Please", "</html>");
            assertThat(end.status()).isEqualTo(200);
            assertThat(end).hasMessageContaining("not an event stream");
            assertThat(other.excerpt()).isEqualTo(end.excerpt());
        }

        @InBothForms
        @DisplayName("error-html: a web page in place of a stream is told with its content type")
        void aWebPageInPlaceOfAStreamIsTold(Form form) throws Exception {
            ProtocolException end = form.chat(exchange -> {
                        exchange.head("text/html; charset=utf-8");
                        exchange.send("<html>\n<p>Sign in</p>\n</html>");
                        exchange.end();
                    })
                    .end(ProtocolException.class);

            assertThat(end)
                    .hasMessageContaining("text/html; charset=utf-8")
                    .hasMessageContaining("not an event stream");
            assertThat(end.excerpt()).contains("Sign in", "</html>");
        }

        @InBothForms
        @DisplayName("never-ends: a stream that stalls ends by the idle timeout, with what came")
        void silenceEndsByTheIdleTimeout(Form form) throws Exception {
            try (RawServer server = RawServer.silentAfterEvents(says("a"));
                    Diglot client = Calls.client(server, Duration.ofMillis(300))) {
                var outcome = form.chat(client);

                CallTimeoutException end = outcome.end(CallTimeoutException.class);
                assertThat(end.phase()).isEqualTo(CallTimeoutException.Phase.IDLE);
                assertThat(end.limit()).isEqualTo(Duration.ofMillis(300));
                assertThat(outcome.events()).hasSize(1);
                assertThat(outcome.warnings()).isEmpty();
                assertSentBack(outcome.whole(), "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }
    }

    @Nested
    class LinesOfBoth {
        private static final String CHAT_TEXT = "{\"role\":\"assistant\",\"content\":\"Hello\"}";

        @InBothForms
        @DisplayName("crlf: line ends do not matter")
        void lineEndsDoNotMatter(Form form) throws Exception {
            for (String end : List.of("\n", "\r\n", "\r")) {
                var chat = form.chat((says("Hel") + says("lo") + finishes("stop") + DONE).replace("\n", end))
                        .completeWithoutWarning();
                var messages = form.messages(("event: x\n" + messages("Hel", "lo")).replace("\n", end))
                        .completeWithoutWarning();

                assertThat(chat.events()).hasSize(3);
                assertSentBack(chat.whole(), CHAT_TEXT);
                assertJson(messages.whole().toJson(), HELLO);
            }
        }

        @InBothForms
        @DisplayName("comments, blank-event: no events, wherever they stand")
        void commentsAndBlankEventsAreNoEvents(Form form) throws Exception {
            String odd = """
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
            String chat = (says("Hel") + says("lo") + finishes("stop") + DONE).replace("data:", odd + "data:");

            var ofChat = form.chat(chat).completeWithoutWarning();
            var ofMessages = form.messages(messages("Hel", "lo").replace("data:", odd + "data:"))
                    .completeWithoutWarning();

            assertThat(ofChat.events()).hasSize(3);
            assertSentBack(ofChat.whole(), CHAT_TEXT);
            assertThat(ofMessages.events()).hasSize(7);
            assertJson(ofMessages.whole().toJson(), HELLO);
        }

        @InBothForms
        @DisplayName("comments: they count as life for the idle timer")
        void commentsCountAsLife(Form form) throws Exception {
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
                    Diglot client = Calls.client(server, Duration.ofMillis(800))) {
                var outcome = form.chat(client).completeWithoutWarning();

                assertThat(outcome.events()).hasSize(2);
                assertSentBack(outcome.whole(), CHAT_TEXT);
            }
        }
    }

    @Nested
    class EventsOfMessages {
        @InBothForms
        @DisplayName("event-name-missing: the kind is data.type, without event lines and under wrong ones")
        void theKindOfAnEventIsItsType(Form form) throws Exception {
            String plain = messages("Hel", "lo");
            for (String events : List.of(
                    plain,
                    plain.replace("data:", "event: message\ndata:"),
                    plain.replace("data:", "event: message_stop\ndata:"))) {
                var outcome = form.messages(events).completeWithoutWarning();

                assertThat(outcome.events()).hasSize(7);
                assertThat(outcome.whole().text()).isEqualTo("Hello");
                assertJson(outcome.whole().toJson(), HELLO);
            }
        }

        @InBothForms
        @DisplayName("block-index-wrong: a delta for a block that never began goes to the last one, with a warning")
        void aDeltaForABlockThatNeverBeganGoesToTheLastOne(Form form) throws Exception {
            var outcome = form.messages(
                            START + begins(1, TEXT) + textDelta(0, "Hel") + textDelta(0, "lo") + ends(1) + END + STOP)
                    .complete();

            assertThat(outcome.whole().text()).isEqualTo("Hello");
            assertThat(outcome.warnings())
                    .containsExactly(
                            "a delta names content block 0, which never started; it is added to the block that started last");
            assertJson(outcome.whole().toJson(), HELLO);
        }

        @InBothForms
        @DisplayName("block-index-wrong: start 2, delta 3")
        void aDeltaForTheNextIndexGoesToTheLastOneToo(Form form) throws Exception {
            var outcome = form.messages(START
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
                    outcome.whole(), "[{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}]");
        }

        @InBothForms
        @DisplayName("block-unknown: unknown blocks, deltas and events are kept in place, and the blocks go back")
        void unknownBlocksAreKeptInPlace(Form form) throws Exception {
            var outcome = form.messages(START
                            + begins(0, "{\"type\":\"fallback\",\"from\":{\"model\":\"a\"}}")
                            + ends(0)
                            + begins(1, "{\"type\":\"compaction\",\"content\":null}")
                            + delta(1, "{\"type\":\"compaction_delta\",\"content\":\"The end\"}")
                            + ends(1)
                            + data("{\"type\":\"brand_new\",\"x\":[1]}")
                            + begins(2, TEXT)
                            + textDelta(2, "Hello")
                            + END
                            + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.events().get(1)).isNotInstanceOf(MessageStreamEvent.Unknown.class);
            assertThat(outcome.events().get(6)).isInstanceOf(MessageStreamEvent.Unknown.class);
            assertThat(outcome.whole().content().get(0)).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(outcome.whole().text()).isEqualTo("Hello");
            assertSentBack(
                    outcome.whole(),
                    "[{\"type\":\"fallback\",\"from\":{\"model\":\"a\"}},{\"type\":\"compaction\",\"content\":\"The end\"},"
                            + "{\"type\":\"text\",\"text\":\"Hello\"}]");
        }

        @InBothForms
        @DisplayName("start-missing: an empty message is assumed, with a warning")
        void anEmptyMessageIsAssumed(Form form) throws Exception {
            var outcome = form.messages(begins(0, TEXT) + textDelta(0, "Hello") + ends(0) + END + STOP)
                    .complete();

            assertThat(outcome.whole().id()).isNull();
            assertThat(outcome.whole().text()).isEqualTo("Hello");
            assertThat(outcome.warnings()).containsExactly("message_start is missing; an empty message is assumed");
            assertJson(
                    outcome.whole().toJson(),
                    "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],"
                            + "\"stop_reason\":\"end_turn\",\"usage\":{\"output_tokens\":2}}");
        }

        @InBothForms
        @DisplayName("start-missing: nor does a message_delta at the beginning need one")
        void aMessageDeltaMayBeFirst(Form form) throws Exception {
            var outcome = form.messages(END + STOP).complete();

            assertThat(outcome.whole().stopReason()).isEqualTo(StopReason.END_TURN);
            assertThat(outcome.warnings()).containsExactly("message_start is missing; an empty message is assumed");
            assertSentBack(outcome.whole(), "[]");
        }

        @InBothForms
        @DisplayName("stop-twice-or-none: the first message_stop ends, the last stop_reason wins")
        void theFirstStopEndsAndTheLastReasonWins(Form form) throws Exception {
            String again = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}");

            var outcome = form.messages(
                            START + begins(0, TEXT) + textDelta(0, "a") + END + again + STOP + textDelta(0, "b") + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.events()).hasSize(6);
            assertThat(outcome.whole().stopReason()).isEqualTo(StopReason.MAX_TOKENS);
            assertJson(outcome.whole().toJson(), HELLO.replace("Hello", "a").replace("end_turn", "max_tokens"));
        }

        @InBothForms
        @DisplayName("stop-twice-or-none: without message_stop it is truncated")
        void withoutMessageStopItIsTruncated(Form form) throws Exception {
            var outcome = form.messages(START + begins(0, TEXT) + textDelta(0, "Hello") + ends(0) + END);

            StreamTruncatedException end = outcome.end(StreamTruncatedException.class);
            assertThat(end.missing()).isEqualTo("message_stop");
            assertJson(((Message) end.partial()).toJson(), HELLO);
            assertThat(outcome.warnings()).isEmpty();
            assertJson(outcome.whole().toJson(), HELLO);
        }

        @InBothForms
        @DisplayName("usage-late, usage-null-members: later numbers win, zero too; nulls erase none")
        void lateUsageWins(Form form) throws Exception {
            String start = START.replace(
                    "{\"input_tokens\":5}",
                    "{\"input_tokens\":0,\"output_tokens\":0,\"cache_read_input_tokens\":3,\"x\":1}");
            String late = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":"
                    + "{\"input_tokens\":7,\"output_tokens\":9,\"cache_read_input_tokens\":null,\"x\":0}}");
            String none = data("{\"type\":\"message_delta\",\"delta\":{},\"usage\":null}");

            var outcome = form.messages(start + late + none + STOP).completeWithoutWarning();

            assertThat(outcome.whole().usage().inputTokens()).isEqualTo(7);
            assertThat(outcome.whole().usage().outputTokens()).isEqualTo(9);
            assertThat(outcome.whole().usage().cacheReadInputTokens()).isEqualTo(3);
            assertJson(
                    Trees.read(outcome.whole().toJson()).at("/usage").toString(),
                    "{\"input_tokens\":7,\"output_tokens\":9,\"cache_read_input_tokens\":3,\"x\":0}");
        }

        @InBothForms
        @DisplayName("thinking-no-signature: thinking without signature, and a signature without thinking, go back")
        void thinkingAndSignatureAreOptional(Form form) throws Exception {
            var outcome = form.messages(START
                            + begins(0, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                            + delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                            + ends(0)
                            + begins(1, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                            + delta(1, "{\"type\":\"signature_delta\",\"signature\":\"s\"}")
                            + ends(1)
                            + END
                            + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.whole().thinking()).isEqualTo("hm");
            assertThat(outcome.whole().content())
                    .extracting(block -> ((ThinkingBlock) block).signature())
                    .containsExactly(null, "s");
            assertSentBack(
                    outcome.whole(),
                    "[{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}]");
        }

        @InBothForms
        @DisplayName("ids-foreign: ids are opaque, and the tool's goes back")
        void idsAreOpaque(Form form) throws Exception {
            var outcome = form.messages(START.replace("\"m1\"", "\"chatcmpl-1\"")
                            + begins(0, "{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"f\",\"input\":{}}")
                            + delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1}\"}")
                            + END
                            + STOP)
                    .completeWithoutWarning();

            assertThat(outcome.whole().id()).isEqualTo("chatcmpl-1");
            assertThat(outcome.whole().toolUses().get(0).id()).isEqualTo("call_a");
            assertThat(outcome.whole().toolUses().get(0).input()).isEqualTo(Map.of("x", 1));
            assertSentBack(
                    outcome.whole(), "[{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"f\",\"input\":{\"x\":1}}]");
        }
    }
}
