// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.testing.Compressed;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Trees;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that compress although it was not requested, over real HTTP, in both modes. */
@Tag("thorough")
@Timeout(60)
class CompressedStreamTest {
    private static final String EVENTS = says("Hel") + ": comment\n\n" + says("l\u00f6") + finishes("stop") + DONE;
    private static final String WHOLE = "{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"Hell\u00f6\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"total_tokens\":3}}";

    static Stream<Arguments> formsAndKinds() {
        return Stream.of(StreamMode.values())
                .flatMap(mode -> Stream.of(Compressed.values()).map(kind -> Arguments.of(mode, kind)));
    }

    /** Responds with these pieces of a body, and completes it. */
    private static RawServer.Handler responding(int status, String type, String encoding, byte[]... pieces) {
        return exchange -> {
            exchange.head(status, type, "content-encoding: " + encoding);
            for (byte[] piece : pieces) {
                exchange.send(piece);
            }
            exchange.end();
        };
    }

    private static RawServer.Handler streaming(Compressed kind, byte[]... pieces) {
        return responding(200, "text/event-stream", kind.encoding(), pieces);
    }

    private static byte[][] pieces(byte[] body, Random random) {
        int[] ends =
                random.ints(random.nextInt(12), 0, body.length + 1).sorted().toArray();
        byte[][] pieces = new byte[ends.length + 1][];
        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            pieces[i] = Arrays.copyOfRange(body, start, ends[i]);
            start = ends[i];
        }
        pieces[ends.length] = Arrays.copyOfRange(body, start, body.length);
        return pieces;
    }

    private static byte[][] bytes(byte[] body) {
        byte[][] bytes = new byte[body.length][];
        Arrays.setAll(bytes, i -> new byte[] {body[i]});
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: a chat stream is decoded, at once, byte by byte and in pieces of any size")
    void chatStreamIsDecoded(StreamMode mode, Compressed kind) throws Exception {
        byte[] body = kind.of(EVENTS);
        Random random = new Random(3);
        for (byte[][] pieces : List.of(
                new byte[][] {body}, bytes(body), pieces(body, random), pieces(body, random), pieces(body, random))) {
            var outcome = mode.chat(streaming(kind, pieces)).complete();

            assertThat(outcome.events()).hasSize(3);
            assertThat(outcome.result().text()).isEqualTo("Hell\u00f6");
            assertThat(outcome.warnings()).isEmpty();
            assertThat(Trees.read(outcome.result().message().toJson()))
                    .isEqualTo(Trees.read("{\"role\":\"assistant\",\"content\":\"Hell\u00f6\"}"));
        }
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: a messages stream is decoded")
    void messageStreamIsDecoded(StreamMode mode, Compressed kind) throws Exception {
        byte[] body = kind.of(messages("Hel", "l\u00f6"));

        var outcome = mode.messages(streaming(kind, bytes(body))).complete();

        assertThat(outcome.events()).hasSize(7);
        assertThat(outcome.result().text()).isEqualTo("Hell\u00f6");
        assertThat(outcome.warnings()).isEmpty();
        assertThat(Trees.read(outcome.result().toParam().toJson()))
                .isEqualTo(Trees.read(
                        "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hell\u00f6\"}]}"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: a flushed event is delivered before the next one is received")
    void aFlushedEventIsDeliveredAtOnce(Compressed kind) throws Exception {
        List<byte[]> pieces = kind.flushed(says("a"), says("b"), finishes("stop") + DONE);
        CountDownLatch read = new CountDownLatch(1);
        RawServer.Handler handler = exchange -> {
            exchange.head(200, "text/event-stream", "content-encoding: " + kind.encoding());
            exchange.send(pieces.get(0));
            if (read.await(10, TimeUnit.SECONDS)) {
                for (byte[] piece : pieces.subList(1, pieces.size())) {
                    exchange.send(piece);
                }
                exchange.end();
            }
        };
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.iterator().next().text()).isEqualTo("a");
            read.countDown();

            assertThat(stream.result().text()).isEqualTo("ab");
            assertThat(stream.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: a cut stream returns the received events, then the truncation")
    void aTruncatedStreamDeliversWhatWasReceived(StreamMode mode, Compressed kind) throws Exception {
        List<byte[]> pieces = kind.flushed(says("Hel"), says("lo"), finishes("stop"));
        byte[] half = Arrays.copyOf(pieces.get(2), pieces.get(2).length / 2);

        for (boolean inGoodOrder : new boolean[] {true, false}) {
            var outcome = mode.chat(exchange -> {
                exchange.head(200, "text/event-stream", "content-encoding: " + kind.encoding());
                exchange.send(pieces.get(0));
                exchange.send(pieces.get(1));
                exchange.send(half);
                if (inGoodOrder) {
                    exchange.end();
                } else {
                    exchange.cut();
                }
            });

            StreamTruncatedException end = outcome.failure(StreamTruncatedException.class);
            assertThat(outcome.events()).hasSize(2);
            assertThat(((ChatCompletion) end.partial()).text()).isEqualTo("Hello");
            assertThat(end.missing()).contains("finish_reason");
            assertThat(end.getCause() instanceof ConnectionException).isEqualTo(!inGoodOrder);
            assertThat(outcome.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: a whole response in place of a stream is decoded")
    void aResponseInPlaceOfAStreamIsDecoded(StreamMode mode, Compressed kind) throws Exception {
        byte[] body = kind.of(WHOLE);

        var outcome = mode.chat(responding(200, "application/json", kind.encoding(), bytes(body)))
                .complete();

        assertThat(outcome.events()).hasSize(1);
        assertThat(outcome.warnings())
                .isEqualTo(mode.ofStream("the endpoint sent a whole response in place of a stream"));
        assertThat(Trees.read(outcome.result().toJson())).isEqualTo(Trees.read(WHOLE));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: a whole response is decoded")
    void aResponseIsDecoded(Compressed kind) throws Exception {
        byte[] body = kind.of(WHOLE);
        try (RawServer server = RawServer.start(
                        responding(200, "application/json", kind.encoding(), pieces(body, new Random(9))));
                Diglot client = TestClients.client(server)) {
            assertThat(Trees.read(client.chat().create(CHAT).toJson())).isEqualTo(Trees.read(WHOLE));
            assertThat(Trees.read(client.chat()
                            .createAsync(CHAT)
                            .get(20, TimeUnit.SECONDS)
                            .toJson()))
                    .isEqualTo(Trees.read(WHOLE));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: a truncated response is a protocol exception that shows what was received")
    void aTruncatedResponseShowsWhatWasReceived(Compressed kind) throws Exception {
        byte[] body = kind.of(WHOLE);
        byte[] cut = Arrays.copyOf(body, body.length - 30);
        try (RawServer server = RawServer.start(responding(200, "application/json", kind.encoding(), cut));
                Diglot client = TestClients.client(server)) {
            ProtocolException end = catchThrowableOfType(
                    ProtocolException.class, () -> client.chat().create(CHAT));

            assertThat(end.excerpt()).startsWith("{\"id\":\"c1\"").hasSizeLessThan(WHOLE.length());
        }
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: an error is decoded, instead of the stream and inside it")
    void errorIsDecoded(StreamMode mode, Compressed kind) throws Exception {
        String error = "{\"error\":{\"message\":\"boom\",\"code\":429}}";
        byte[] events = kind.of(says("a") + data(error));

        ApiException status = mode.chat(responding(429, "application/json", kind.encoding(), kind.of(error)))
                .failure(RateLimitException.class);
        var inside = mode.chat(streaming(kind, events));

        assertThat(status.message()).isEqualTo("boom");
        assertThat(status.bodyText()).isEqualTo(error);
        assertThat(inside.failure(RateLimitException.class).message()).isEqualTo("boom");
        assertThat(inside.events()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: malformed data is a protocol exception, after the events before it")
    void brokenDataIsAProtocolException(StreamMode mode, Compressed kind) throws Exception {
        byte[] good = kind.flushed(says("a")).get(0);
        byte[] noise = new byte[2000];
        Arrays.fill(noise, (byte) 0xFF);

        var stream = mode.chat(streaming(kind, good, noise));
        ProtocolException whole = mode.chat(responding(200, "application/json", kind.encoding(), good, noise))
                .failure(ProtocolException.class);

        assertThat(stream.failure(ProtocolException.class)).hasMessageContaining("content-encoding");
        assertThat(stream.events()).hasSize(1);
        assertThat(stream.result().text()).isEqualTo("a");
        assertThat(stream.warnings()).isEmpty();
        assertThat(whole.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: plain bytes with content-encoding deflate are read, as events and as an error")
    void plainBytesWithContentEncodingDeflateAreRead(StreamMode mode) throws Exception {
        byte[] events = EVENTS.getBytes(StandardCharsets.UTF_8);
        String error = "{\"error\":{\"message\":\"boom\",\"code\":429}}";
        byte[] body = error.getBytes(StandardCharsets.UTF_8);

        var stream = mode.chat(responding(200, "text/event-stream", "deflate", events))
                .complete();
        ApiException status =
                mode.chat(responding(429, "application/json", "deflate", body)).failure(RateLimitException.class);

        assertThat(stream.warnings())
                .isEqualTo(mode.ofStream("the response is not compressed, though its content-encoding says so"));
        assertThat(status.message()).isEqualTo("boom");
        assertThat(status.bodyText()).isEqualTo(error);
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    @DisplayName("gzip-stream: a body that inflates over the limit is rejected")
    void bodyThatInflatesOverTheLimitIsRejected(StreamMode mode, Compressed kind) throws Exception {
        byte[] bomb = kind.of(new byte[8_000_000]);
        RawServer.Handler whole = responding(200, "application/json", kind.encoding(), bomb);
        RawServer.Handler stream = streaming(kind, bomb);

        assertThat(bomb).hasSizeLessThan(10_000);
        for (RawServer.Handler handler : List.of(whole, stream)) {
            try (RawServer server = RawServer.start(handler);
                    Diglot client = TestClients.builder(server)
                            .maxBodyBytes(100_000)
                            .maxEventBytes(100_000)
                            .build()) {
                ProtocolException end = mode.read(client, CHAT).failure(ProtocolException.class);
                Throwable other = catchThrowable(() -> client.chat().create(CHAT));

                assertThat(end).hasMessageContaining(handler == whole ? "(maxBodyBytes)" : "(maxEventBytes)");
                assertThat(other)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("100000 bytes (maxBodyBytes)");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gzip-stream: an error body that inflates over the limit is typed by its beginning")
    void errorThatInflatesOverTheLimitIsTyped(Compressed kind) throws Exception {
        String error = "{\"error\":{\"message\":\"boom\",\"code\":429},\"x\":\"" + " ".repeat(8_000_000) + "\"}";
        byte[] bomb = kind.of(error.getBytes(StandardCharsets.UTF_8));
        try (RawServer server = RawServer.start(responding(429, "application/json", kind.encoding(), bomb));
                Diglot client =
                        TestClients.retrying(server).maxBodyBytes(100_000).build()) {
            RateLimitException end = catchThrowableOfType(
                    RateLimitException.class, () -> client.chat().create(CHAT));

            assertThat(end.bodyText()).startsWith("{\"error\":{\"message\":\"boom\"");
            assertThat(end.body()).hasSize(64 * 1024);
        }
    }
}
