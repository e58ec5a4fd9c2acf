// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.read;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.stream.SseFixtures.textDelta;
import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.FinishReason;
import dev.diglot.model.Message;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every end of a stream is reported as what it is, over real HTTP. */
class StreamEndTest {
    /** The ways in which a server can stop before its response is complete. */
    enum Stop {
        END {
            @Override
            void stop(RawServer.Exchange exchange) throws Exception {
                exchange.end();
            }
        },
        CUT {
            @Override
            void stop(RawServer.Exchange exchange) throws Exception {
                exchange.cut();
            }
        },
        RESET {
            @Override
            void stop(RawServer.Exchange exchange) throws Exception {
                exchange.reset();
            }
        };

        abstract void stop(RawServer.Exchange exchange) throws Exception;

        RawServer after(String events) throws Exception {
            return RawServer.start(exchange -> {
                exchange.head("text/event-stream");
                exchange.send(events);
                try {
                    stop(exchange);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @Test
    void aCompleteChatStreamReturnsItsEventsTextAndResult() throws Exception {
        String events = says("Hel") + says("lo") + finishes("stop") + DONE;
        try (RawServer server = RawServer.streaming(events);
                Diglot client = TestClients.client(server)) {
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.text()).containsExactly("Hel", "lo");
                assertThat(stream.result().text()).isEqualTo("Hello");
                assertThat(stream.result().choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
                assertThat(stream.warnings()).isEmpty();
                assertThat(stream.requestId()).isEqualTo("req-1");
                assertThat(stream.headers()).containsKey("content-type");
            }
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.stream().map(ChatCompletionChunk::text)).containsExactly("Hel", "lo", "");
            }
        }
    }

    @Test
    void aCompleteMessagesStreamReturnsItsEventsTextAndResult() throws Exception {
        try (RawServer server = RawServer.streaming(messages("Hel", "lo"));
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThat(stream.text()).containsExactly("Hel", "lo");
            Message whole = stream.result();

            assertThat(whole.text()).isEqualTo("Hello");
            assertThat(whole.usage().inputTokens()).isEqualTo(5);
            assertThat(whole.usage().outputTokens()).isEqualTo(2);
            assertThat(stream.warnings()).isEmpty();
        }
    }

    @Test
    void resultReadsTheRemainingEvents() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + says("b") + finishes("stop") + DONE);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            Iterator<ChatCompletionChunk> chunks = stream.iterator();
            chunks.next();

            assertThat(stream.partial().text()).isEqualTo("a");
            assertThat(stream.result().text()).isEqualTo("ab");
            assertThat(chunks.hasNext()).isFalse();
            assertThat(chunks.hasNext()).isFalse();
            assertThatThrownBy(chunks::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void eventsCanBeReadOnlyOnce() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + finishes("stop") + DONE);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            Iterator<ChatCompletionChunk> chunks = stream.iterator();

            assertThat(chunks).hasNext();
            assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(stream::text).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("done-missing: a finish_reason for every choice is complete, with a warning")
    void finishReasonWithoutDoneIsCompleteHoweverTheConnectionEnds(Stop stop) throws Exception {
        try (RawServer server = stop.after(says("a") + finishes("stop"));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().text()).isEqualTo("a");
            assertThat(stream.warnings()).singleElement().asString().contains("[DONE]");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("done-missing: neither [DONE] nor a finish_reason is truncated, with the partial result")
    void chatStreamWithoutItsEndIsTruncated(Stop stop) throws Exception {
        try (RawServer server = stop.after(says("Hel") + says("lo"));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            List<ChatCompletionChunk> chunks = read(stream);
            StreamTruncatedException end = catchThrowableOfType(StreamTruncatedException.class, stream::result);

            assertThat(chunks).hasSize(2);
            assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("Hello");
            assertThat(end.missing()).contains("finish_reason").contains("0");
            assertThat(end.getCause() instanceof ConnectionException).isEqualTo(stop != Stop.END);
            assertThat(catchThrowable(stream::result)).isSameAs(end);
            assertThat(stream.partial().text()).isEqualTo("Hello");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("stop-twice-or-none: no message_stop is truncated, with the partial result")
    void messageStreamWithoutMessageStopIsTruncated(Stop stop) throws Exception {
        String all = messages("Hel", "lo");
        try (RawServer server = stop.after(all.substring(0, all.indexOf("data: {\"type\":\"message_stop")));
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            int events = read(stream).size();
            StreamTruncatedException end = catchThrowableOfType(StreamTruncatedException.class, stream::result);

            assertThat(events).isEqualTo(6);
            assertThat(((Message) end.partial()).text()).isEqualTo("Hello");
            assertThat(end.missing()).isEqualTo("message_stop");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTruncatedEventIsATruncationAndNotAProtocolException(Stop stop) throws Exception {
        try (RawServer server = stop.after(says("a") + "data: {\"id\":\"c1\",\"cho");
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThatThrownBy(stream::result).isInstanceOf(StreamTruncatedException.class);
            assertThat(stream.partial().text()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void lastEventNeedsNoBlankLine(Stop stop) throws Exception {
        try (RawServer server = stop.after(says("a") + "data: [DONE]");
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }

    @Test
    @DisplayName("finish-absent: [DONE] without a finish_reason is complete, with a warning")
    void doneWithoutAFinishReasonIsCompleteWithAWarning() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().text()).isEqualTo("a");
            assertThat(stream.result().choices().get(0).finishReason()).isNull();
            assertThat(stream.warnings()).singleElement().asString().contains("finish_reason");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ": only a comment\n\n", "data:\n\n"})
    void emptyStreamIsTruncated(String events) throws Exception {
        try (RawServer server = RawServer.streaming(events);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThatThrownBy(stream::result).isInstanceOf(StreamTruncatedException.class);
            assertThat(stream.partial().choices()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"boom\",\"code\":429}}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"boom\",\"type\":\"rate_limit_error\"}}\n\n",
                "event: message\ndata: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},"
                        + "\"finish_reason\":\"error\"}],\"error\":{\"message\":\"boom\",\"code\":429}}\n\n",
                "data: {\"object\":\"error\",\"message\":\"boom\",\"code\":429}\n\n",
                "{\"error\":{\"message\":\"boom\",\"code\":\"rate_limit_exceeded\"}}\n\n",
            })
    @DisplayName("error-in-stream-data, in every shape")
    void anErrorInAChatStreamIsTypedAndKeepsThePartialResult(String error) throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + error + DONE);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            List<ChatCompletionChunk> chunks = read(stream);
            ApiException end = catchThrowableOfType(ApiException.class, stream::result);

            assertThat(chunks).hasSize(1);
            assertThat(end).isInstanceOf(RateLimitException.class);
            assertThat(end.message()).isEqualTo("boom");
            assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("a");
            assertThat(catchThrowable(stream::result)).isSameAs(end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"error\":\"boom\"}", "boom", "\"boom\"", "{\"message\":\"boom\"}", "{\"detail\":\"boom\"}"})
    void errorEventIsAnErrorWithAnyPayload(String payload) throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + "event: error\n" + data(payload));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            ApiException end = catchThrowableOfType(ApiException.class, stream::result);

            assertThat(end.message()).contains("boom");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"boom\"}}\n\n",
                "data: {\"error\":{\"message\":\"boom\",\"type\":\"overloaded_error\"},\"type\":\"error\"}\n\n",
                "data: {\"error\":{\"message\":\"boom\",\"code\":529}}\n\n",
            })
    void anErrorInAMessagesStreamIsTypedAndKeepsThePartialResult(String error) throws Exception {
        String all = messages("Hel", "lo");
        try (RawServer server =
                        RawServer.streaming(all.substring(0, all.indexOf("data: {\"type\":\"message_stop")) + error);
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            ApiException end = catchThrowableOfType(ApiException.class, stream::result);

            assertThat(end).isInstanceOf(OverloadedException.class);
            assertThat(end.message()).isEqualTo("boom");
            assertThat(((Message) end.partial()).text()).isEqualTo("Hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{\"a\":1}{\"a\":1}", "[1]", "null", "{\"a\":"})
    void aPayloadThatIsNotOneJsonObjectIsAProtocolExceptionThatShowsIt(String payload) throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + data(payload) + says("b") + DONE);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            ProtocolException end = catchThrowableOfType(ProtocolException.class, stream::result);

            assertThat(end.excerpt()).isEqualTo(payload);
            assertThat(stream.partial().text()).isEqualTo("a");
        }
    }

    @Test
    void excerptIsBounded() throws Exception {
        try (RawServer server = RawServer.streaming(data("x".repeat(100_000)));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            ProtocolException end = catchThrowableOfType(ProtocolException.class, stream::result);

            assertThat(end.excerpt()).isEqualTo("x".repeat(500));
        }
    }

    @Test
    void aWebPageDeclaredAsAnEventStreamIsAProtocolException() throws Exception {
        try (RawServer server = RawServer.streaming("<!DOCTYPE html><p>Sign in</p>\n</html>\n");
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThatThrownBy(stream::result)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("not an event stream")
                    .hasMessageContaining("Sign in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"upstream connect error\n", "upstream connect error", ""})
    void aPlainTextInPlaceOfAStreamIsAProtocolExceptionThatShowsIt(String body) throws Exception {
        RawServer.Handler handler = exchange -> {
            exchange.head("text/plain");
            exchange.send(body);
            exchange.end();
        };
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            ProtocolException end = catchThrowableOfType(ProtocolException.class, stream::result);

            assertThat(end.status()).isEqualTo(200);
            assertThat(end).hasMessageContaining("not an event stream");
            assertThat(end.excerpt()).isEqualTo(body.strip());
        }
    }

    @Test
    void anEventOverTheBoundIsAProtocolExceptionAfterTheEventsBefore() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + says("x".repeat(5000)) + DONE);
                Diglot client = TestClients.builder(server).maxEventBytes(2000).build();
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThatThrownBy(stream::result)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("2000 bytes (maxEventBytes)");
            assertThat(stream.partial().text()).isEqualTo("a");
        }
    }

    @Test
    void malformedUtf8InAPayloadIsReplaced() throws Exception {
        byte[] events = (says("a#b") + DONE).getBytes(StandardCharsets.UTF_8);
        events[new String(events, StandardCharsets.ISO_8859_1).indexOf('#')] = (byte) 0xFF;
        RawServer.Handler handler = exchange -> {
            exchange.head("text/event-stream");
            exchange.send(events);
            exchange.end();
        };
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().text()).isEqualTo("a\uFFFDb");
        }
    }

    @Test
    @DisplayName("stop-twice-or-none: the first message_stop ends")
    void eventsAfterTheFirstMessageStopAreNotRead() throws Exception {
        try (RawServer server =
                        RawServer.streaming(messages("a") + textDelta(0, "b") + data("{\"type\":\"message_stop\"}"));
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThat(read(stream)).hasSize(6);
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }

    @Test
    @DisplayName("event-name-missing: the type of an event comes from its JSON, whatever its name")
    void typeOfAnEventComesFromItsJson() throws Exception {
        String events = messages("a").replace("data:", "event: message\ndata:");
        try (RawServer server = RawServer.streaming(events);
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }

    @Test
    @DisplayName("crlf, comments, blank-event")
    void lineEndsCommentsAndBlankEventsAreIgnored() throws Exception {
        String events =
                ": hi\n\n" + says("a") + "data:\n\n: keep-alive\n\nevent: ping\ndata:\n\n" + finishes("stop") + DONE;
        try (RawServer server = RawServer.streaming("\uFEFF" + events.replace("\n", "\r\n"));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(read(stream)).hasSize(2);
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }
}
