// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.Calls.DONE;
import static dev.diglot.stream.Calls.finishes;
import static dev.diglot.stream.Calls.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.json.JsonModel;
import dev.diglot.stream.Form.Outcome;
import dev.diglot.testing.Compressed;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers to a stream request that are not what was asked for, or not what they say. */
@Timeout(60)
class OddResponseTest {
    private static final String CHAT_ANSWER = "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[%s]%s}";
    private static final String CHOICE =
            "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":\"stop\"}";
    private static final String USAGE = ",\"usage\":{\"total_tokens\":3}";

    private static RawServer.Handler answering(int status, String type, String encoding, byte[] body) {
        return exchange -> {
            exchange.head(status, type, "content-encoding: " + encoding);
            exchange.send(body);
            exchange.end();
        };
    }

    private static RawServer.Handler whole(String body) {
        return answering(200, "application/json", "identity", body.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<String> chatAnswers() {
        String message = "\"content\":\"a\"";
        return Stream.of(
                CHAT_ANSWER.formatted(CHOICE, ""), // no usage
                CHAT_ANSWER.formatted(CHOICE, ",\"system_fingerprint\":null" + USAGE),
                CHAT_ANSWER.formatted(CHOICE.replace(message, message + ",\"refusal\":null"), USAGE),
                CHAT_ANSWER.formatted(CHOICE.replace(",\"finish", ",\"logprobs\":null,\"finish"), USAGE),
                CHAT_ANSWER.formatted(CHOICE.replace(message, message + ",\"tool_calls\":[]"), USAGE),
                CHAT_ANSWER.formatted(
                        CHOICE.replace(
                                "\"a\"", "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]"),
                        USAGE),
                CHAT_ANSWER.formatted(CHOICE.replace(",\"finish_reason\":\"stop\"", ""), USAGE),
                CHAT_ANSWER.formatted(CHOICE + "," + CHOICE, USAGE));
    }

    @ParameterizedTest
    @MethodSource("chatAnswers")
    @DisplayName("error-json-when-streaming: nothing is added, dropped or joined")
    void aWholeChatAnswerIsExactlyTheWhole(String answer) throws Exception {
        assertThat(Trees.read(
                        Form.BLOCKING.chat(whole(answer)).complete().whole().toJson()))
                .isEqualTo(Trees.read(answer));
    }

    @ParameterizedTest
    @EnumSource
    void aWholeMessageWithANullBlockNeverThrowsButTyped(Form form) throws Exception {
        String answer = "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[null]}";

        Outcome<?, ? extends JsonModel> outcome = form.messages(whole(answer));

        assertThat(outcome.end()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswerWithoutAFinishReasonDoesNotSpeakOfDone(Form form) throws Exception {
        var outcome = form.chat(whole(CHAT_ANSWER.formatted(CHOICE.replace("\"stop\"", "null"), USAGE)));

        assertThat(outcome.warnings()).noneMatch(warning -> warning.contains("[DONE]"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: plain bytes that are called gzip are read, with a warning; a web page stays one")
    void plainBytesThatAreCalledGzipAreRead(Form form) throws Exception {
        byte[] events = ("event: x\n" + says("a") + finishes("stop") + DONE).getBytes(StandardCharsets.UTF_8);
        byte[] page = "<html><body>Sign in please</body></html>".getBytes(StandardCharsets.UTF_8);

        var read =
                form.chat(answering(200, "text/event-stream", "gzip", events)).complete();

        assertThat(read.whole().text()).isEqualTo("a");
        assertThat(read.warnings())
                .isEqualTo(form.ofStream("the response is not compressed, though its content-encoding says so"));
        assertThat(form.chat(answering(200, "text/event-stream", "gzip", page)).end())
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: the plain body of an error that is called gzip is the raw body")
    void thePlainBodyOfAnErrorThatIsCalledGzipIsRead(Form form) throws Exception {
        String error = "{\"error\":{\"message\":\"boom\",\"code\":429}}";

        ApiException end = form.chat(answering(429, "application/json", "gzip", error.getBytes(StandardCharsets.UTF_8)))
                .end(RateLimitException.class);

        assertThat(end.message()).isEqualTo("boom");
        assertThat(end.bodyText()).isEqualTo(error);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: a body of several gzip members is read to its end (RFC 1952)")
    void severalGzipMembersAreRead(Form form) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String piece : List.of(says("a"), says("b"), finishes("stop") + DONE)) {
            body.writeBytes(Compressed.GZIP.of(piece));
        }

        var outcome = form.chat(answering(200, "text/event-stream", "gzip", body.toByteArray()))
                .complete();

        assertThat(outcome.whole().text()).isEqualTo("ab");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-in-stream-data: JSON on several lines after events")
    void anErrorOnSeveralLinesAfterEventsIsTyped(Form form) throws Exception {
        String error = """
                {
                  "error": {
                    "message": "boom",
                    "code": 429
                  }
                }
                """;

        assertThat(form.chat(says("a") + error).end()).isInstanceOf(RateLimitException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-html: a web page that begins with a blank, or plain text, in place of the events")
    void otherTextInPlaceOfTheEventsIsShown(Form form) throws Exception {
        for (String body : List.of("  <html>\n<body>Sign in</body></html>\n", "upstream connect error\n")) {
            assertThat(form.chat(body).end()).as(body).isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatTheStreamSaysBackIsTakenOut(Form form) throws Exception {
        String key = TestKey.value();
        String error = "{\"error\":{\"message\":\"wrong key " + key + "\"}}";
        try (RawServer server = RawServer.streaming(Calls.data(error));
                Diglot client =
                        Diglot.builder().baseUrl(server.url()).apiKey(key).build()) {
            assertThat(form.chat(client).end()).hasMessageContaining("wrong key ***");
        }
    }
}
