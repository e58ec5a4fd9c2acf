// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static dev.diglot.testing.TestClients.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.NotFoundException;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.PaymentRequiredException;
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
 * What endpoints that call themselves compatible do in whole responses and in errors, over real HTTP: what the caller
 * reads, and what is sent back to the endpoint. Whole responses have no warnings; those of streams are in
 * StreamQuirkTest.
 */
@Timeout(60)
class QuirkTest {
    /** In every form that waits for a whole response. */
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
                Diglot client = client(server)) {
            return form.call(client, dialect);
        }
    }

    private static End json(CallForm form, Dialect dialect, int status, String body) throws Exception {
        return call(form, dialect, status + " X\r\ncontent-type: application/json", body);
    }

    private static ApiException error(CallForm form, Dialect dialect, int status, String body) throws Exception {
        return json(form, dialect, status, body).failure(ApiException.class);
    }

    /** The completion with this JSON; nothing of it is lost. */
    private static ChatCompletion chat(CallForm form, String body) throws Exception {
        ChatCompletion reply = json(form, Dialect.CHAT, 200, body).chat();
        assertJson(reply.toJson(), body);
        return reply;
    }

    /** The completion whose first choice has this message. */
    private static ChatCompletion saying(CallForm form, String message) throws Exception {
        return chat(form, "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":" + message + "}]}");
    }

    /** The reply with this message. */
    private static Message message(CallForm form, String body) throws Exception {
        Message reply = json(form, Dialect.MESSAGES, 200, body).message();
        assertJson(reply.toJson(), body);
        return reply;
    }

    private static void assertJson(String actual, String expected) {
        assertThat(Trees.read(actual)).isEqualTo(Trees.read(expected));
    }

    /** The part of the reply in the next request. */
    private static void assertSentBack(ChatCompletion reply, String message) {
        String next = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"), reply.message()))
                .build()
                .toJson();
        assertJson(Trees.read(next).at("/messages/1").toString(), message);
    }

    private static void assertSentBack(Message reply, String content) {
        String next =
                MessageRequest.builder("m", List.of(reply.toParam())).build().toJson();
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
        @DisplayName("tool-args-object: arguments sent as an object are their JSON text, and are sent back as text")
        void argumentsSentAsAnObjectAreText(CallForm form) throws Exception {
            String message = calling("{\"x\":[1,\"\u00e9\"]}");

            ChatCompletion reply = saying(form, message);

            assertThat(reply.toolCalls().get(0).function().arguments()).isEqualTo("{\"x\":[1,\"\u00e9\"]}");
            assertSentBack(reply, calling("\"{\\\"x\\\":[1,\\\"\u00e9\\\"]}\""));
        }

        @InWholeForms
        @DisplayName("tool-args-empty: empty arguments stay empty, and go back so")
        void emptyArgumentsStayEmpty(CallForm form) throws Exception {
            String message = calling("\"\"");

            ChatCompletion reply = saying(form, message);

            assertThat(reply.toolCalls().get(0).function().arguments()).isEmpty();
            assertSentBack(reply, message);
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
            ChatCompletion reply = ending(form, ",\"finish_reason\":\"\"");

            assertThat(reply.choices().get(0).finishReason()).isNull();
            assertSentBack(reply, "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @InWholeForms
        @DisplayName("finish-unknown: any text is kept")
        void anUnknownFinishReasonIsKept(CallForm form) throws Exception {
            for (String reason : List.of("eos", "abort", "null", "insufficient_system_resource")) {
                ChatCompletion reply = ending(form, ",\"finish_reason\":\"" + reason + "\"");

                assertThat(reply.choices().get(0).finishReason()).isEqualTo(FinishReason.of(reason));
                assertThat(reply.choices().get(0).finishReason().value()).isEqualTo(reason);
            }
        }

        @InWholeForms
        @DisplayName("finish-absent: absent is null, and the reply is complete")
        void anAbsentFinishReasonIsNull(CallForm form) throws Exception {
            for (String finish : List.of("", ",\"finish_reason\":null")) {
                ChatCompletion reply = ending(form, finish);

                assertThat(reply.choices().get(0).finishReason()).isNull();
                assertThat(reply.text()).isEqualTo("a");
                assertSentBack(reply, "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InWholeForms
        @DisplayName("choices-empty: a completion without a choice is readable, and has no text")
        void aCompletionWithoutAChoiceHasNoText(CallForm form) throws Exception {
            ChatCompletion reply = chat(form, "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"total_tokens\":7}}");

            assertThat(reply.text()).isEmpty();
            assertThat(reply.toolCalls()).isEmpty();
            assertThat(reply.usage().totalTokens()).isEqualTo(7);
            assertSentBack(reply, "{\"role\":\"assistant\"}");
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
                ChatCompletion reply = chat(form, "{\"id\":\"c1\",\"choices\":[" + choice + "]}");

                assertThat(reply.text()).isEmpty();
                assertThat(reply.reasoning()).isEmpty();
                assertThat(reply.toolCalls()).isEmpty();
                assertThat(reply.choices().get(0).finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
                assertSentBack(reply, "{\"role\":\"assistant\"}");
            }
        }

        @InWholeForms
        @DisplayName("content-list: text parts are the text, thinking parts the reasoning, and all parts go back")
        void contentMayBeAList(CallForm form) throws Exception {
            String message = "{\"role\":\"assistant\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                    + "{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"brand_new\",\"x\":[1]},"
                    + "{\"type\":\"text\",\"text\":\"lo\"}]}";

            ChatCompletion reply = saying(form, message);

            assertThat(reply.text()).isEqualTo("Hello");
            assertThat(reply.reasoning()).isEqualTo("hm");
            assertThat(reply.message().content().asList()).hasSize(4);
            assertSentBack(reply, message);
        }

        @InWholeForms
        @DisplayName("meta-fields-missing: id, object, created and model may be absent or null")
        void metaFieldsAreOptional(CallForm form) throws Exception {
            String choices = "\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]}";
            for (String body :
                    List.of("{" + choices, "{\"id\":null,\"object\":null,\"created\":null,\"model\":null," + choices)) {
                ChatCompletion reply = chat(form, body);

                assertThat(reply.id()).isNull();
                assertThat(reply.object()).isNull();
                assertThat(reply.created()).isNull();
                assertThat(reply.model()).isNull();
                assertThat(reply.choices().get(0).index()).isNull();
                assertThat(reply.text()).isEqualTo("a");
                assertSentBack(reply, "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InWholeForms
        @DisplayName("role-empty: a message with an empty role, or none, is read, and goes back as the assistant's")
        void aRoleMayBeEmpty(CallForm form) throws Exception {
            for (String message : List.of(
                    "{\"content\":\"a\"}", "{\"role\":null,\"content\":\"a\"}", "{\"role\":\"\",\"content\":\"a\"}")) {
                ChatCompletion reply = saying(form, message);

                assertThat(reply.text()).isEqualTo("a");
                assertSentBack(reply, "{\"role\":\"assistant\",\"content\":\"a\"}");
            }
        }

        @InWholeForms
        @DisplayName("usage-null-members: usage and its numbers may be null")
        void usageMayBeNull(CallForm form) throws Exception {
            String choices = "\"choices\":[{\"message\":{\"content\":\"a\"}}]}";

            assertThat(chat(form, "{\"usage\":null," + choices).usage()).isNull();
            ChatCompletion reply = chat(
                    form,
                    "{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":2,\"prompt_tokens_details\":null},"
                            + choices);

            assertThat(reply.usage().promptTokens()).isNull();
            assertThat(reply.usage().completionTokens()).isEqualTo(2);
            assertThat(reply.usage().totalTokens()).isNull();
            assertThat(reply.usage().cachedTokens()).isNull();
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
                ChatCompletion reply =
                        chat(form, "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":" + usage + "}");

                assertThat(reply.usage().cachedTokens()).isEqualTo(7);
                assertJson(reply.usage().toJson(), usage);
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

                ChatCompletion reply = saying(form, message);

                assertThat(reply.reasoning()).isEqualTo("hm");
                assertSentBack(reply, message);
            }
        }

        @InWholeForms
        @DisplayName("extra-top-members: unknown members are kept on every object, and the message's go back")
        void unknownMembersAreKept(CallForm form) throws Exception {
            String message = "{\"role\":\"assistant\",\"content\":\"a\",\"annotations\":[],\"p\":null}";
            String body = "{\"obfuscation\":\"x\",\"x_groq\":{\"id\":\"r\"},\"provider\":\"p\",\"citations\":[\"c\"],"
                    + "\"prompt_filter_results\":[{\"prompt_index\":0}],\"time_info\":{\"t\":0.25},\"choices\":["
                    + "{\"index\":0,\"p\":\"abc\",\"message\":" + message + "}],\"usage\":{\"queue_time\":0.5}}";

            ChatCompletion reply = chat(form, body);

            assertThat(reply.additionalProperties())
                    .containsKeys("obfuscation", "x_groq", "provider", "citations", "prompt_filter_results")
                    .containsEntry("x_groq", Map.of("id", "r"));
            assertThat(reply.choices().get(0).additionalProperties()).containsEntry("p", "abc");
            assertThat(reply.usage().additionalProperties()).containsKey("queue_time");
            assertSentBack(reply, message);
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
            String content =
                    "[{\"type\":\"other_example\",\"from\":{\"model\":\"a\"}},{\"type\":\"text\",\"text\":\"a\"},"
                            + "{\"x\":1,\"type\":\"example\"}]";

            Message reply = message(form, of(content));

            assertThat(reply.content().get(0)).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(reply.content().get(2)).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(reply.text()).isEqualTo("a");
            assertSentBack(reply, content);
        }

        @InWholeForms
        @DisplayName("thinking-no-signature: thinking without signature, and a signature without thinking, go back")
        void thinkingAndSignatureAreOptional(CallForm form) throws Exception {
            String content = "[{\"type\":\"thinking\",\"thinking\":\"hm\"},"
                    + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}]";

            Message reply = message(form, of(content));

            assertThat(reply.thinking()).isEqualTo("hm");
            assertThat(reply.content())
                    .extracting(block -> ((ThinkingBlock) block).signature())
                    .containsExactly(null, "s");
            assertSentBack(reply, content);
        }

        @InWholeForms
        @DisplayName("ids-foreign: ids are opaque, and the tool's goes back")
        void idsAreOpaque(CallForm form) throws Exception {
            String content = "[{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"f\",\"input\":{\"x\":1}}]";

            Message reply = message(form, of(content).replace("m1", "chatcmpl-1"));

            assertThat(reply.id()).isEqualTo("chatcmpl-1");
            assertThat(reply.toolUses().get(0).id()).isEqualTo("call_a");
            assertSentBack(reply, content);
        }

        @InWholeForms
        @DisplayName("usage-null-members: usage and its numbers may be null")
        void usageMayBeNull(CallForm form) throws Exception {
            assertThat(message(form, "{\"content\":[],\"usage\":null}").usage()).isNull();
            Message reply = message(
                    form,
                    "{\"content\":[],\"usage\":{\"input_tokens\":null,\"output_tokens\":2,\"cache_read_input_tokens\":null}}");

            assertThat(reply.usage().inputTokens()).isNull();
            assertThat(reply.usage().outputTokens()).isEqualTo(2);
            assertThat(reply.usage().cacheReadInputTokens()).isNull();
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
        @DisplayName("status-529-408-402: 529 and 408 are retried, 402 and 413 never")
        void someStatusesAreRetriedAndSomeNever(CallForm form, Dialect dialect) throws Exception {
            Map<Integer, Class<? extends ApiException>> again =
                    Map.of(529, OverloadedException.class, 408, ApiException.class);
            Map<Integer, Class<? extends ApiException>> never =
                    Map.of(402, PaymentRequiredException.class, 413, RequestTooLargeException.class);
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
            try (RawServer server = RawServer.start(handler);
                    Diglot client = retrying(server).build()) {
                JsonModel request = CallForm.request(dialect, "hi");
                assertThat(form.call(client, request, RequestOptions.none()).failure())
                        .isExactlyInstanceOf(kind);
                return server.requests();
            }
        }
    }
}
