// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.NotFoundException;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.RequestTooLargeException;
import dev.diglot.error.ServerException;
import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Dialect;
import dev.diglot.model.FinishReason;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.ThinkingBlock;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What endpoints that call themselves compatible do in whole answers and in errors, over real HTTP: what the caller
 * reads, and what goes back to the endpoint. Whole answers have no warnings; those of streams are in StreamQuirkTest.
 */
@Timeout(60)
class QuirkTest {
    /** In every form that waits for a whole answer. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STREAM", "PUBLISH"})
    @interface InWholeForms {}

    /** In every form. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource
    @interface InEachForm {}

    /** In every form and dialect. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    @interface InEachCall {}

    private static End call(CallForm form, Dialect dialect, String head, String body) throws Exception {
        RawServer.Handler handler =
                exchange -> exchange.raw("HTTP/1.1 " + head + "\r\nconnection: close\r\ncontent-length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        try (RawServer server = RawServer.start(handler);
                Diglot client = client(server, RetryPolicy.none())) {
            return form.call(client, dialect);
        }
    }

    private static Diglot client(RawServer server, RetryPolicy policy) {
        return Diglot.builder()
                .baseUrl(server.url())
                .apiKey(TestKey.value())
                .retryPolicy(policy)
                .build();
    }

    private static End json(CallForm form, Dialect dialect, int status, String body) throws Exception {
        return call(form, dialect, status + " X\r\ncontent-type: application/json", body);
    }

    private static ApiException error(CallForm form, Dialect dialect, int status, String body) throws Exception {
        return json(form, dialect, status, body).failure(ApiException.class);
    }

    /** The answer whose JSON is this; nothing of it is lost. */
    private static ChatCompletion chat(CallForm form, String body) throws Exception {
        ChatCompletion answer = json(form, Dialect.CHAT, 200, body).chat();
        assertJson(answer.toJson(), body);
        return answer;
    }

    /** The answer whose first choice has this message. */
    private static ChatCompletion saying(CallForm form, String message) throws Exception {
        return chat(form, "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":" + message + "}]}");
    }

    /** The answer with this message. */
    private static Message message(CallForm form, String body) throws Exception {
        Message answer = json(form, Dialect.MESSAGES, 200, body).message();
        assertJson(answer.toJson(), body);
        return answer;
    }

    private static void assertJson(String actual, String expected) {
        assertThat(Trees.read(actual)).isEqualTo(Trees.read(expected));
    }

    /** What of the answer stands in the next request. */
    private static void assertSentBack(ChatCompletion answer, String message) {
        String next = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"), answer.message()))
                .build()
                .toJson();
        assertJson(Trees.read(next).at("/messages/1").toString(), message);
    }

    private static void assertSentBack(Message answer, String content) {
        String next =
                MessageRequest.builder("m", List.of(answer.toParam())).build().toJson();
        assertJson(
                Trees.read(next).at("/messages/0").toString(), "{\"role\":\"assistant\",\"content\":" + content + "}");
    }

    @Nested
    class AnswersOfChat {
        private String calling(String arguments) {
            return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"f\",\"arguments\":" + arguments + "}}]}";
        }

        @InWholeForms
        @DisplayName("tool-args-object: arguments given as an object are their JSON text, and go back as text")
        void argumentsGivenAsAnObjectAreText(CallForm form) throws Exception {
            String message = calling("{\"x\":[1,\"\u00e9\"]}");

            ChatCompletion answer = saying(form, message);

            assertThat(answer.toolCalls().get(0).function().arguments()).isEqualTo("{\"x\":[1,\"\u00e9\"]}");
            assertSentBack(answer, calling("\"{\\\"x\\\":[1,\\\"\u00e9\\\"]}\""));
        }

        @InWholeForms
        @DisplayName("tool-args-empty: empty arguments stay empty, and go back so")
        void emptyArgumentsStayEmpty(CallForm form) throws Exception {
            String message = calling("\"\"");

            ChatCompletion answer = saying(form, message);

            assertThat(answer.toolCalls().get(0).function().arguments()).isEmpty();
            assertSentBack(answer, message);
        }

        private ChatCompletion ending(CallForm form, String finish) throws Exception {
            return chat(
                    form,
                    "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"}" + finish
                            + "}]}");
        }

        @InWholeForms
        @DisplayName("finish-empty-string: an empty finish_reason is none, and kept")
        void anEmptyFinishReasonIsNone(CallForm form) throws Exception {
            ChatCompletion answer = ending(form, ",\"finish_reason\":\"\"");

            assertThat(answer.choices().get(0).finishReason()).isNull();
            assertSentBack(answer, "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InWholeForms
        @DisplayName("finish-unknown: any text is kept")
        void anUnknownFinishReasonIsKept(CallForm form) throws Exception {
            for (String reason : List.of("eos", "abort", "null", "insufficient_system_resource")) {
                ChatCompletion answer = ending(form, ",\"finish_reason\":\"" + reason + "\"");

                assertThat(answer.choices().get(0).finishReason()).isEqualTo(FinishReason.of(reason));
                assertThat(answer.choices().get(0).finishReason().value()).isEqualTo(reason);
            }
        }

        @InWholeForms
        @DisplayName("finish-absent: absent is null, and the answer is whole")
        void anAbsentFinishReasonIsNull(CallForm form) throws Exception {
            for (String finish : List.of("", ",\"finish_reason\":null")) {
                ChatCompletion answer = ending(form, finish);

                assertThat(answer.choices().get(0).finishReason()).isNull();
                assertThat(answer.text()).isEqualTo("a");
                assertSentBack(answer, "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InWholeForms
        @DisplayName("choices-empty: an answer without a choice is readable, and says nothing")
        void anAnswerWithoutAChoiceSaysNothing(CallForm form) throws Exception {
            ChatCompletion answer = chat(form, "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"total_tokens\":7}}");

            assertThat(answer.text()).isEmpty();
            assertThat(answer.toolCalls()).isEmpty();
            assertThat(answer.usage().totalTokens()).isEqualTo(7);
            assertSentBack(answer, "{\"role\":\"assistant\"}");
        }

        @InEachForm
        @DisplayName("choices-null-or-missing: an error inside is typed")
        void anErrorInPlaceOfChoicesIsTyped(CallForm form) throws Exception {
            String error = "\"error\":{\"message\":\"slow down\",\"code\":429}}";
            for (String body : List.of("{\"choices\":null," + error, "{\"id\":\"c1\"," + error, "{" + error)) {
                ApiException e = error(form, Dialect.CHAT, 200, body);

                assertThat(e).isInstanceOf(RateLimitException.class);
                assertThat(e.status()).isEqualTo(200);
                assertThat(e.message()).isEqualTo("slow down");
                assertThat(e.bodyText()).isEqualTo(body);
            }
        }

        @InEachForm
        @DisplayName("choices-null-or-missing: without an error it is a protocol error with status and excerpt")
        void noChoicesAreAProtocolError(CallForm form) throws Exception {
            for (String body : List.of("{\"id\":\"c1\",\"choices\":null}", "{\"id\":\"c1\"}", "{}")) {
                ProtocolException e = json(form, Dialect.CHAT, 200, body).failure(ProtocolException.class);

                assertThat(e.status()).isEqualTo(200);
                assertThat(e.excerpt()).isEqualTo(body);
                assertThat(e).hasMessageContaining("lacks choices").hasMessageContaining(body);
            }
        }

        @InWholeForms
        @DisplayName("message-null: a choice without a message is readable, and its message empty")
        void aChoiceWithoutAMessageIsReadable(CallForm form) throws Exception {
            for (String choice : List.of(
                    "{\"index\":0,\"finish_reason\":\"content_filter\"}",
                    "{\"index\":0,\"finish_reason\":\"content_filter\",\"message\":null}")) {
                ChatCompletion answer = chat(form, "{\"id\":\"c1\",\"choices\":[" + choice + "]}");

                assertThat(answer.text()).isEmpty();
                assertThat(answer.reasoning()).isEmpty();
                assertThat(answer.toolCalls()).isEmpty();
                assertThat(answer.choices().get(0).finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
                assertSentBack(answer, "{\"role\":\"assistant\"}");
            }
        }

        @InWholeForms
        @DisplayName("content-list: text parts are the text, thinking parts the reasoning, and all parts go back")
        void contentMayBeAList(CallForm form) throws Exception {
            String message = "{\"role\":\"assistant\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                    + "{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"brand_new\",\"x\":[1]},"
                    + "{\"type\":\"text\",\"text\":\"lo\"}]}";

            ChatCompletion answer = saying(form, message);

            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.reasoning()).isEqualTo("hm");
            assertThat(answer.message().content().asList()).hasSize(4);
            assertSentBack(answer, message);
        }

        @InWholeForms
        @DisplayName("meta-fields-missing: id, object, created and model may be absent or null")
        void metaFieldsAreOptional(CallForm form) throws Exception {
            String choices = "\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]}";
            for (String body :
                    List.of("{" + choices, "{\"id\":null,\"object\":null,\"created\":null,\"model\":null," + choices)) {
                ChatCompletion answer = chat(form, body);

                assertThat(answer.id()).isNull();
                assertThat(answer.object()).isNull();
                assertThat(answer.created()).isNull();
                assertThat(answer.model()).isNull();
                assertThat(answer.choices().get(0).index()).isNull();
                assertThat(answer.text()).isEqualTo("a");
                assertSentBack(answer, "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InWholeForms
        @DisplayName("role-empty: a message with an empty role, or none, is read, and goes back as the assistant's")
        void aRoleMayBeEmpty(CallForm form) throws Exception {
            for (String message : List.of(
                    "{\"content\":\"a\"}", "{\"role\":null,\"content\":\"a\"}", "{\"role\":\"\",\"content\":\"a\"}")) {
                ChatCompletion answer = saying(form, message);

                assertThat(answer.text()).isEqualTo("a");
                assertSentBack(answer, "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InWholeForms
        @DisplayName("usage-null-members: usage and its numbers may be null")
        void usageMayBeNull(CallForm form) throws Exception {
            String choices = "\"choices\":[{\"message\":{\"content\":\"a\"}}]}";

            assertThat(chat(form, "{\"usage\":null," + choices).usage()).isNull();
            ChatCompletion answer = chat(
                    form,
                    "{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":2,\"prompt_tokens_details\":null},"
                            + choices);

            assertThat(answer.usage().promptTokens()).isNull();
            assertThat(answer.usage().completionTokens()).isEqualTo(2);
            assertThat(answer.usage().totalTokens()).isNull();
            assertThat(answer.usage().cachedTokens()).isNull();
        }

        @InWholeForms
        @DisplayName("usage-cached-names: one accessor over all spellings, and each is kept")
        void cachedTokensHaveManyNames(CallForm form) throws Exception {
            for (String usage : List.of(
                    "{\"prompt_tokens_details\":{\"cached_token\":7}}",
                    "{\"prompt_tokens_details\":{\"cached_tokens\":7}}",
                    "{\"prompt_cache_hit_tokens\":7}",
                    "{\"num_cached_tokens\":7}",
                    "{\"cached_tokens\":7}")) {
                ChatCompletion answer =
                        chat(form, "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":" + usage + "}");

                assertThat(answer.usage().cachedTokens()).isEqualTo(7);
                assertJson(answer.usage().toJson(), usage);
            }
        }

        @InWholeForms
        @DisplayName("reasoning-names, reasoning-must-return: under any name, the same once, and it goes back")
        void reasoningHasManyNamesAndGoesBack(CallForm form) throws Exception {
            String call = ",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"arguments\":\"{}\"}}],\"x_unknown\":{\"y\":1}}";
            for (String reasoning : List.of(
                    "\"reasoning_content\":\"hm\"",
                    "\"reasoning\":\"hm\"",
                    "\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"",
                    "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\",\"signature\":\"s\"}]")) {
                String message = "{\"role\":\"assistant\",\"content\":\"\"," + reasoning + call;

                ChatCompletion answer = saying(form, message);

                assertThat(answer.reasoning()).isEqualTo("hm");
                assertSentBack(answer, message);
            }
        }

        @InWholeForms
        @DisplayName("extra-top-members: unknown members are kept on every object, and the message's go back")
        void unknownMembersAreKept(CallForm form) throws Exception {
            String message = "{\"role\":\"assistant\",\"content\":\"a\",\"annotations\":[],\"p\":null}";
            String body = "{\"obfuscation\":\"x\",\"x_groq\":{\"id\":\"r\"},\"provider\":\"p\",\"citations\":[\"c\"],"
                    + "\"prompt_filter_results\":[{\"prompt_index\":0}],\"time_info\":{\"t\":0.25},\"choices\":["
                    + "{\"index\":0,\"p\":\"abc\",\"message\":" + message + "}],\"usage\":{\"queue_time\":0.5}}";

            ChatCompletion answer = chat(form, body);

            assertThat(answer.additionalProperties())
                    .containsKeys("obfuscation", "x_groq", "provider", "citations", "prompt_filter_results")
                    .containsEntry("x_groq", Map.of("id", "r"));
            assertThat(answer.choices().get(0).additionalProperties()).containsEntry("p", "abc");
            assertThat(answer.usage().additionalProperties()).containsKey("queue_time");
            assertSentBack(answer, message);
        }
    }

    @Nested
    class AnswersOfMessages {
        private String of(String content) {
            return "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":" + content
                    + ",\"stop_reason\":\"end_turn\"}";
        }

        @InWholeForms
        @DisplayName("block-unknown: unknown blocks are kept in place, and go back")
        void unknownBlocksAreKeptInPlace(CallForm form) throws Exception {
            String content = "[{\"type\":\"fallback\",\"from\":{\"model\":\"a\"}},{\"type\":\"text\",\"text\":\"a\"},"
                    + "{\"x\":1,\"type\":\"advisor\"}]";

            Message answer = message(form, of(content));

            assertThat(answer.content().get(0)).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(answer.content().get(2)).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(answer.text()).isEqualTo("a");
            assertSentBack(answer, content);
        }

        @InWholeForms
        @DisplayName("thinking-no-signature: thinking without signature, and a signature without thinking, go back")
        void thinkingAndSignatureAreOptional(CallForm form) throws Exception {
            String content = "[{\"type\":\"thinking\",\"thinking\":\"hm\"},"
                    + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}]";

            Message answer = message(form, of(content));

            assertThat(answer.thinking()).isEqualTo("hm");
            assertThat(answer.content())
                    .extracting(block -> ((ThinkingBlock) block).signature())
                    .containsExactly(null, "s");
            assertSentBack(answer, content);
        }

        @InWholeForms
        @DisplayName("ids-foreign: ids are opaque, and the tool's goes back")
        void idsAreOpaque(CallForm form) throws Exception {
            String content = "[{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"f\",\"input\":{\"x\":1}}]";

            Message answer = message(form, of(content).replace("m1", "chatcmpl-1"));

            assertThat(answer.id()).isEqualTo("chatcmpl-1");
            assertThat(answer.toolUses().get(0).id()).isEqualTo("call_a");
            assertSentBack(answer, content);
        }

        @InWholeForms
        @DisplayName("usage-null-members: usage and its numbers may be null")
        void usageMayBeNull(CallForm form) throws Exception {
            assertThat(message(form, "{\"content\":[],\"usage\":null}").usage()).isNull();
            Message answer = message(
                    form,
                    "{\"content\":[],\"usage\":{\"input_tokens\":null,\"output_tokens\":2,\"cache_read_input_tokens\":null}}");

            assertThat(answer.usage().inputTokens()).isNull();
            assertThat(answer.usage().outputTokens()).isEqualTo(2);
            assertThat(answer.usage().cacheReadInputTokens()).isNull();
        }
    }

    @Nested
    class Errors {
        @InEachCall
        @DisplayName("error-code-number: a code that is a number is its text")
        void aNumericCodeIsText(CallForm form, Dialect dialect) throws Exception {
            String body = "{\"error\":{\"message\":\"slow down\",\"code\":1302,\"type\":null}}";

            ApiException e = error(form, dialect, 429, body);

            assertThat(e).isInstanceOf(RateLimitException.class).hasMessage("HTTP 429, 1302: slow down");
            assertThat(e.code()).isEqualTo("1302");
            assertThat(e.bodyText()).isEqualTo(body);
        }

        @InEachCall
        @DisplayName("error-flat: the words are found in all shapes, and the body is kept")
        void wordsAreFoundInAllShapes(CallForm form, Dialect dialect) throws Exception {
            for (String body : List.of(
                    "{\"object\":\"error\",\"message\":\"no\",\"type\":\"NotFoundError\",\"code\":404}",
                    "{\"code\":\"c\",\"message\":\"no\",\"requestid\":\"r\"}",
                    "{\"detail\":\"no\"}",
                    "{\"detail\":[{\"msg\":\"no\"}]}",
                    "{\"error\":\"no\"}",
                    "{\"status\":\"failure\",\"message\":\"no\"}")) {
                ApiException e = error(form, dialect, 404, body);

                assertThat(e).isInstanceOf(NotFoundException.class);
                assertThat(e.message()).isEqualTo("no");
                assertThat(e.bodyText()).isEqualTo(body);
            }
        }

        @InEachCall
        @DisplayName("error-wrong-family: both shapes are read on both endpoints")
        void bothShapesAreReadOnBothEndpoints(CallForm form, Dialect dialect) throws Exception {
            for (String body : List.of(
                    "{\"error\":{\"message\":\"bad key\",\"type\":\"authentication_error\",\"code\":\"invalid_api_key\"}}",
                    "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"bad key\"}}")) {
                ApiException e = error(form, dialect, 401, body);

                assertThat(e).isInstanceOf(AuthenticationException.class);
                assertThat(e.message()).isEqualTo("bad key");
                assertThat(e.type()).isEqualTo("authentication_error");
            }
        }

        @InEachCall
        @DisplayName("error-html: the status types it, with the content type and the first 500 characters")
        void htmlIsTypedByItsStatus(CallForm form, Dialect dialect) throws Exception {
            String html = "<html>" + "x".repeat(1000);
            DiglotException e = call(form, dialect, "502 X\r\ncontent-type: text/html", html)
                    .failure(ServerException.class);

            assertThat(e).hasMessageContaining("text/html").hasMessageEndingWith(html.substring(0, 500));
            assertThat(((ApiException) e).bodyText()).isEqualTo(html);
        }

        @InEachCall
        @DisplayName("error-html: HTML with 200 is an error too")
        void htmlWith200IsAProtocolError(CallForm form, Dialect dialect) throws Exception {
            String html = "<html>" + "x".repeat(1000);
            ProtocolException e = call(form, dialect, "200 X\r\ncontent-type: text/html", html)
                    .failure(ProtocolException.class);

            assertThat(e.status()).isEqualTo(200);
            assertThat(e.excerpt()).isEqualTo(html.substring(0, 500));
            assertThat(e).hasMessageContaining("text/html");
        }

        @InEachCall
        @DisplayName("error-nested-json-text: another provider's error inside the message stays text")
        void anErrorInsideTheMessageStaysText(CallForm form, Dialect dialect) throws Exception {
            for (String words : List.of(
                    "litellm.RateLimitError: {\"error\": {\"code\": 429, \"message\": \"inner\"}}",
                    "{'error': {'message': 'inner', 'code': None}}",
                    "{\"error\":{\"message\":\"inner\",\"code\":\"rate_limit_exceeded\"}}")) {
                String body = "{\"error\":{\"message\":" + Json.write(words) + ",\"code\":\"500\"}}";

                ApiException e = error(form, dialect, 500, body);

                assertThat(e).isExactlyInstanceOf(ServerException.class).hasMessage("HTTP 500: " + words);
                assertThat(e.message()).isEqualTo(words);
                assertThat(e.code()).isEqualTo("500");
                assertThat(e.bodyText()).isEqualTo(body);
            }
        }

        @InEachCall
        @DisplayName(
                "retry-after-forms: milliseconds first if they can be read, else seconds, else a date; past is zero")
        void retryAfterIsReadInAllForms(CallForm form, Dialect dialect) throws Exception {
            Map<String, Duration> forms = Map.of(
                    "retry-after: 8", Duration.ofSeconds(8),
                    "retry-after: 1.5", Duration.ofMillis(1500),
                    "retry-after-ms: 250\r\nretry-after: 8", Duration.ofMillis(250),
                    "retry-after-ms: soon\r\nretry-after: 8", Duration.ofSeconds(8),
                    "date: Tue, 01 Jul 2025 10:00:00 GMT\r\nretry-after: Tue, 01 Jul 2025 10:00:42 GMT",
                            Duration.ofSeconds(42),
                    "retry-after: Wed, 21 Oct 2015 07:28:00 GMT", Duration.ZERO,
                    "retry-after: -3", Duration.ZERO,
                    "retry-after: 99999999999999", Duration.ofDays(365));
            for (Map.Entry<String, Duration> one : forms.entrySet()) {
                ApiException e =
                        call(form, dialect, "429 X\r\n" + one.getKey(), "{}").failure(RateLimitException.class);

                assertThat(e.retryAfter()).as(one.getKey()).isEqualTo(one.getValue());
            }
        }

        @InEachCall
        @DisplayName("status-529-408-402: 529 and 408 are made again, 402 and 413 never")
        void someStatusesAreMadeAgainAndSomeNever(CallForm form, Dialect dialect) throws Exception {
            Map<Integer, Class<? extends ApiException>> again =
                    Map.of(529, OverloadedException.class, 408, ApiException.class);
            Map<Integer, Class<? extends ApiException>> never =
                    Map.of(402, ApiException.class, 413, RequestTooLargeException.class);
            for (Map.Entry<Integer, Class<? extends ApiException>> one : again.entrySet()) {
                assertThat(requests(form, dialect, one.getKey(), one.getValue()))
                        .isEqualTo(3);
            }
            for (Map.Entry<Integer, Class<? extends ApiException>> one : never.entrySet()) {
                assertThat(requests(form, dialect, one.getKey(), one.getValue()))
                        .isEqualTo(1);
            }
        }

        private int requests(CallForm form, Dialect dialect, int status, Class<? extends ApiException> kind)
                throws Exception {
            RawServer.Handler handler = exchange ->
                    exchange.raw("HTTP/1.1 " + status + " X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            RetryPolicy atOnce = RetryPolicy.standard().withBackoff(Duration.ZERO, Duration.ZERO);
            try (RawServer server = RawServer.start(handler);
                    Diglot client = client(server, atOnce)) {
                JsonModel request = CallForm.request(dialect, "hi");
                assertThat(form.call(client, request, RequestOptions.none()).failure())
                        .isExactlyInstanceOf(kind);
                return server.requests();
            }
        }
    }
}
