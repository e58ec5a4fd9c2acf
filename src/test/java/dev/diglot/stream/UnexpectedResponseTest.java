// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.json.JsonModel;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.Compressed;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
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

/** Responses to a stream request that are not what was requested, or not what their head declares. */
@Timeout(60)
class UnexpectedResponseTest {
    private static final String CHAT_RESPONSE = "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[%s]%s}";
    private static final String CHOICE =
            "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":\"stop\"}";
    private static final String USAGE = ",\"usage\":{\"total_tokens\":3}";

    private static RawServer.Handler responding(int status, String type, String encoding, byte[] body) {
        return exchange -> {
            exchange.head(status, type, "content-encoding: " + encoding);
            exchange.send(body);
            exchange.end();
        };
    }

    private static RawServer.Handler whole(String body) {
        return responding(200, "application/json", "identity", body.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<String> chatResponses() {
        String message = "\"content\":\"a\"";
        return Stream.of(
                CHAT_RESPONSE.formatted(CHOICE, ""), // no usage
                CHAT_RESPONSE.formatted(CHOICE, ",\"system_fingerprint\":null" + USAGE),
                CHAT_RESPONSE.formatted(CHOICE.replace(message, message + ",\"refusal\":null"), USAGE),
                CHAT_RESPONSE.formatted(CHOICE.replace(",\"finish", ",\"logprobs\":null,\"finish"), USAGE),
                CHAT_RESPONSE.formatted(CHOICE.replace(message, message + ",\"tool_calls\":[]"), USAGE),
                CHAT_RESPONSE.formatted(
                        CHOICE.replace(
                                "\"a\"", "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]"),
                        USAGE),
                CHAT_RESPONSE.formatted(CHOICE.replace(",\"finish_reason\":\"stop\"", ""), USAGE),
                CHAT_RESPONSE.formatted(CHOICE + "," + CHOICE, USAGE));
    }

    @ParameterizedTest
    @MethodSource("chatResponses")
    @DisplayName("error-json-when-streaming: nothing is added, dropped or joined")
    void aChatResponseInPlaceOfAStreamIsExactlyTheResult(String response) throws Exception {
        assertThat(Trees.read(StreamMode.BLOCKING
                        .chat(whole(response))
                        .complete()
                        .result()
                        .toJson()))
                .isEqualTo(Trees.read(response));
    }

    @ParameterizedTest
    @EnumSource
    void aMessageWithANullBlockThrowsOnlyTypedExceptions(StreamMode mode) throws Exception {
        String response = "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[null]}";

        Outcome<?, ? extends JsonModel> outcome = mode.messages(whole(response));

        assertThat(outcome.failure()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aResponseWithoutAFinishReasonDoesNotMentionDone(StreamMode mode) throws Exception {
        var outcome = mode.chat(whole(CHAT_RESPONSE.formatted(CHOICE.replace("\"stop\"", "null"), USAGE)));

        assertThat(outcome.warnings()).noneMatch(warning -> warning.contains("[DONE]"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: plain bytes that are called gzip are read, with a warning; a web page stays one")
    void plainBytesThatAreCalledGzipAreRead(StreamMode mode) throws Exception {
        byte[] events = ("event: x\n" + says("a") + finishes("stop") + DONE).getBytes(StandardCharsets.UTF_8);
        byte[] page = "<html><body>Sign in please</body></html>".getBytes(StandardCharsets.UTF_8);

        var read =
                mode.chat(responding(200, "text/event-stream", "gzip", events)).complete();

        assertThat(read.result().text()).isEqualTo("a");
        assertThat(read.warnings())
                .isEqualTo(mode.ofStream("the response is not compressed, though its content-encoding says so"));
        assertThat(mode.chat(responding(200, "text/event-stream", "gzip", page)).failure())
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: the plain body of an error that is called gzip is the raw body")
    void thePlainBodyOfAnErrorThatIsCalledGzipIsRead(StreamMode mode) throws Exception {
        String error = "{\"error\":{\"message\":\"boom\",\"code\":429}}";

        ApiException end = mode.chat(
                        responding(429, "application/json", "gzip", error.getBytes(StandardCharsets.UTF_8)))
                .failure(RateLimitException.class);

        assertThat(end.message()).isEqualTo("boom");
        assertThat(end.bodyText()).isEqualTo(error);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: a body of several gzip members is read to its end (RFC 1952)")
    void severalGzipMembersAreRead(StreamMode mode) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String piece : List.of(says("a"), says("b"), finishes("stop") + DONE)) {
            body.writeBytes(Compressed.GZIP.of(piece));
        }

        var outcome = mode.chat(responding(200, "text/event-stream", "gzip", body.toByteArray()))
                .complete();

        assertThat(outcome.result().text()).isEqualTo("ab");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-in-stream-data: JSON on several lines after events")
    void anErrorOnSeveralLinesAfterEventsIsTyped(StreamMode mode) throws Exception {
        String error = """
                {
                  "error": {
                    "message": "boom",
                    "code": 429
                  }
                }
                """;

        assertThat(mode.chat(says("a") + error).failure()).isInstanceOf(RateLimitException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("error-html: a web page that begins with a blank, or plain text, in place of the events")
    void otherTextInPlaceOfTheEventsIsShown(StreamMode mode) throws Exception {
        for (String body : List.of("  <html>\n<body>Sign in</body></html>\n", "upstream connect error\n")) {
            assertThat(mode.chat(body).failure()).as(body).isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyEchoedByTheStreamIsRedacted(StreamMode mode) throws Exception {
        String key = TestKey.value();
        String error = "{\"error\":{\"message\":\"wrong key " + key + "\"}}";
        try (RawServer server = RawServer.streaming(SseFixtures.data(error));
                Diglot client = TestClients.builder(server).apiKey(key).build()) {
            assertThat(mode.read(client, CHAT).failure()).hasMessageContaining("wrong key ***");
        }
    }
}
