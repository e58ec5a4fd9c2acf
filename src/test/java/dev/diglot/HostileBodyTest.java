// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static dev.diglot.testing.TestRequests.CHAT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.Dialect;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestSubscriber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading a body made to keep the reader busy ends at the deadline of its call, and when the call is cancelled. */
@Tag("load")
@Isolated
@Timeout(120)
class HostileBodyTest {
    private static final int SIZE = 16 * 1024 * 1024;
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration MOST = Duration.ofSeconds(3);
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    /** How many times the pieces of an endless body are sent: more than any call accepts. */
    private static final int ENDLESS = 500;

    /** What a server sends. */
    @SuppressWarnings("ImmutableEnumChecker") // of the JDK's kinds
    enum Body {
        NESTED_MEMBERS(JSON, () -> repeated("{\"x\":[", "{\"a\":".repeat(300) + "[]" + "}".repeat(300) + ",", "1]}")),
        MEMBERS_BESIDE_EACH_OTHER(JSON, () -> repeated("{\"x\":[", "{\"a\":{\"b\":[{},{}]}},", "1]}")),
        DIFFERENT_MEMBERS(JSON, () -> numbered("{", "\"k%\":{},", "\"x\":1}")),
        TINY_ITEMS(JSON, () -> repeated("{\"x\":[", "[],", "1]}")),
        ITEMS_OF_THE_REPLY(JSON, () -> repeated("{\"choices\":[", "{},", "{}],\"content\":[]}")),
        BLOCKS_OF_THE_REPLY(JSON, () -> repeated("{\"content\":[", "{\"type\":\"text\"},", "{}],\"choices\":[]}")),
        ITEMS_IN_PLACE_OF_THE_REPLY(JSON, () -> repeated("[", "0,", "0]")),
        ITEMS_THAT_NEVER_END(JSON, () -> repeated("{\"choices\":[],\"content\":[],\"x\":[", "[],", "")),
        FLIPPING_MEMBERS(JSON, () -> numbered("{\"k%\":0,", "\"k%\":0,\"id\":1,\"id\":\"x\",", "\"x\":1}")),
        AN_ERROR_OF_MANY_PARTS(JSON, () -> repeated("{\"error\":{\"message\":[", "{\"message\":\"a\"},", "1]}}")),
        OPEN_BRACES(JSON, () -> repeated("", "{\n", "")),
        BLANKS(JSON, () -> repeated("", " ", "{}")),
        INVALID_UTF8(JSON, () -> repeated("{\"x\":[\"\u00ff\",", "[],", "1]}")),
        LINES_OF_BRACES(EVENTS, () -> repeated("", "{\n", "")),
        LINES_OF_OBJECTS(EVENTS, () -> repeated("", "{}\n", "")),
        TINY_LINES(EVENTS, () -> repeated("", "x\n", "")),
        EMPTY_EVENTS(EVENTS, () -> repeated("", "data: {}\n\n", "")),
        EVENTS_OF_TINY_LINES(EVENTS, () -> repeated("", "data: {}\n".repeat(1000) + "\n", "")),
        ONE_EVENT_OF_TINY_LINES(EVENTS, () -> repeated("", "data:a\n", "\n")),
        ONE_EVENT_OF_EMPTY_LINES(EVENTS, () -> repeated("data:{\n", "data:\n", "\n")),
        DELTAS(EVENTS, () -> repeated("", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n", "")),
        ONE_EVENT_OF_CHOICES(EVENTS, () -> event("{\"choices\":[", "{},", "{}]}")),
        ONE_EVENT_OF_TOOL_CALLS(EVENTS, () -> event("{\"choices\":[{\"delta\":{\"tool_calls\":[", "{},", "{}]}}]}")),
        ONE_EVENT_OF_MEMBERS(EVENTS, () -> event("{\"choices\":[],\"x\":{\"a\":0", ",\"a\":1", "}}")),
        ONE_EVENT_OF_BLOCKS(
                EVENTS,
                () -> event("{\"type\":\"message_start\",\"message\":{\"content\":[", "{\"type\":\"text\"},", "{}]}}")),
        COMPRESSED_BLANKS(JSON, null) {
            @Override
            RawServer.Handler handler() throws IOException {
                return endless(JSON, gzip(new byte[0], " ".repeat(4096), SIZE));
            }
        },
        COMPRESSED_ITEMS(JSON, null) {
            @Override
            RawServer.Handler handler() throws IOException {
                byte[] member = gzip("{\"x\":[".getBytes(UTF_8), "[],".repeat(4096), 3 * SIZE);
                return exchange -> {
                    exchange.head(200, JSON, "content-encoding: gzip");
                    exchange.send(member);
                    exchange.end();
                };
            }
        },
        COMPRESSED_COMMENTS(EVENTS, null) {
            @Override
            RawServer.Handler handler() throws IOException {
                return endless(EVENTS, gzip(new byte[0], (":" + "x".repeat(60) + "\n").repeat(100), SIZE));
            }
        },
        COMPRESSED_EVENTS(EVENTS, null) {
            @Override
            RawServer.Handler handler() throws IOException {
                return endless(EVENTS, gzip(new byte[0], "data: {}\n\n".repeat(500), SIZE));
            }
        };

        private final String type;
        private final Supplier<byte[]> bytes;

        Body(String type, Supplier<byte[]> bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        /** Creates the body before it is requested, so that the time of the call does not include it. */
        RawServer.Handler handler() throws IOException {
            byte[] ready = bytes.get();
            return exchange -> {
                exchange.head(type);
                exchange.send(ready);
                exchange.end();
            };
        }

        private static RawServer.Handler endless(String type, byte[] member) {
            return exchange -> {
                exchange.head(200, type, "content-encoding: gzip");
                for (int i = 0; i < ENDLESS; i++) {
                    exchange.send(member);
                }
            };
        }
    }

    private static byte[] repeated(String before, String part, String after) {
        return (before + part.repeat(SIZE / part.length()) + after).getBytes(ISO_8859_1);
    }

    /** An event that is just below the bound. */
    private static byte[] event(String before, String part, String after) {
        String payload = before + part.repeat(SIZE / part.length() - 100) + after;
        return ("data: " + payload + "\n\n").getBytes(ISO_8859_1);
    }

    private static byte[] numbered(String before, String part, String after) {
        StringBuilder body = new StringBuilder(before.replace("%", ""));
        for (int i = 0; body.length() < SIZE; i++) {
            body.append(part.replace("%", String.valueOf(i)));
        }
        return body.append(after).toString().getBytes(UTF_8);
    }

    /** One member of gzip. */
    private static byte[] gzip(byte[] before, String part, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = part.getBytes(UTF_8);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(before);
            for (int done = 0; done < size; done += piece.length) {
                out.write(piece);
            }
        }
        return bytes.toByteArray();
    }

    /** Each body in two of the ten calls, so that each call reads several; all combinations would take many minutes. */
    static Stream<Arguments> calls() {
        List<Object[]> all = CallForm.calls().map(Arguments::get).toList();
        List<Arguments> calls = new ArrayList<>();
        for (Body body : Body.values()) {
            for (int place : new int[] {calls.size() / 2, calls.size() / 2 + 5}) {
                Object[] call = all.get(place % all.size());
                calls.add(Arguments.of(body, call[0], call[1]));
            }
        }
        return calls.stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void endsSoonAfterTheDeadline(Body body, CallForm form, Dialect dialect) throws Exception {
        try (RawServer server = RawServer.start(body.handler());
                Diglot client = client(server)) {
            RequestOptions options = RequestOptions.builder().deadline(DEADLINE).build();
            Duration collecting = collecting();
            long start = System.nanoTime();

            CallForm.End end = form.call(client, dialect, options);

            Duration elapsed = Duration.ofNanos(end.at() - start);
            assertThat(elapsed.minus(collecting().minus(collecting))).isLessThan(MOST);
        }
    }

    /** How long garbage collections have taken so far: during one, no thread can notice a deadline. */
    private static Duration collecting() {
        return Duration.ofMillis(ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
    }

    /** Returns whether one of the client's own threads is reading JSON or events. */
    private static boolean isReading() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("diglot-"))
                .flatMap(thread -> Stream.of(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().startsWith("dev.diglot.internal.json.")
                        || frame.getClassName().startsWith("dev.diglot.sse."));
    }

    private static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds until %s", what)
                    .isLessThan(SOON_NANOS);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TINY_ITEMS", "DIFFERENT_MEMBERS", "FLIPPING_MEMBERS", "ITEMS_OF_THE_REPLY"})
    void cancellingEndsTheReadingOfAWholeBody(Body body) throws Exception {
        byte[] bytes = body.bytes.get();
        CountDownLatch sent = new CountDownLatch(1);
        RawServer.Handler handler = exchange -> {
            exchange.head(JSON);
            exchange.send(bytes);
            exchange.end();
            sent.countDown();
        };
        try (RawServer server = RawServer.start(handler);
                Diglot client = client(server)) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(CHAT);
            assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
            await("the body is read", HostileBodyTest::isReading);

            call.cancel(true);

            await("nothing reads it", () -> !isReading());
            assertThat(call).isCancelled();
        }
    }

    /** What the server sends until the client disconnects: compressed or plain comments, or events. */
    enum Flood {
        COMPRESSED_COMMENTS {
            @Override
            void send(RawServer.Exchange exchange, CountDownLatch flowing) throws IOException {
                byte[] member = gzip(new byte[0], (":" + "x".repeat(60) + "\n").repeat(100), SIZE);
                flow(exchange, "content-encoding: gzip", member, flowing);
            }
        },
        COMPRESSED_EMPTY_LINES {
            @Override
            void send(RawServer.Exchange exchange, CountDownLatch flowing) throws IOException {
                flow(exchange, "content-encoding: gzip", gzip(new byte[0], "\n".repeat(4096), SIZE), flowing);
            }
        },
        COMPRESSED_EVENT_WITHOUT_END {
            @Override
            void send(RawServer.Exchange exchange, CountDownLatch flowing) throws IOException {
                flow(
                        exchange,
                        "content-encoding: gzip",
                        gzip(new byte[0], "data:\n".repeat(4096), SIZE / 100),
                        flowing);
            }
        },
        PLAIN_COMMENTS {
            @Override
            void send(RawServer.Exchange exchange, CountDownLatch flowing) throws IOException {
                flow(
                        exchange,
                        "x-a: b",
                        (":" + "x".repeat(60) + "\n").repeat(SIZE / 62).getBytes(UTF_8),
                        flowing);
            }
        };

        abstract void send(RawServer.Exchange exchange, CountDownLatch flowing) throws IOException;

        private static void flow(RawServer.Exchange exchange, String header, byte[] piece, CountDownLatch flowing)
                throws IOException {
            exchange.head(200, EVENTS, header);
            for (int i = 0; i < ENDLESS; i++) {
                exchange.send(piece);
                flowing.countDown();
            }
        }
    }

    /** How a call that reads a flood is cancelled; returns once the reader has ended. */
    enum Way {
        CLOSE {
            @Override
            void giveUp(Diglot client, CountDownLatch flowing) throws Exception {
                ChatStream stream = client.chat().stream(CHAT);
                FutureTask<Throwable> reader = reader(stream);
                flowing.await();
                stream.close();
                assertEnded(reader);
            }
        },
        CLOSE_CLIENT {
            @Override
            void giveUp(Diglot client, CountDownLatch flowing) throws Exception {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    FutureTask<Throwable> reader = reader(stream);
                    flowing.await();
                    client.close();
                    assertEnded(reader);
                }
            }
        },
        INTERRUPT {
            @Override
            void giveUp(Diglot client, CountDownLatch flowing) throws Exception {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    FutureTask<Throwable> reader = new FutureTask<>(() -> failure(stream));
                    Thread thread = new Thread(reader);
                    thread.start();
                    flowing.await();
                    thread.interrupt();
                    assertEnded(reader);
                }
            }
        },
        CANCEL {
            @Override
            void giveUp(Diglot client, CountDownLatch flowing) throws Exception {
                subscribed(client, Long.MAX_VALUE, flowing).cancel();
            }
        },
        CANCEL_WITHOUT_DEMAND {
            @Override
            void giveUp(Diglot client, CountDownLatch flowing) throws Exception {
                subscribed(client, 0, flowing).cancel();
            }
        };

        abstract void giveUp(Diglot client, CountDownLatch flowing) throws Exception;

        private static FutureTask<Throwable> reader(ChatStream stream) {
            FutureTask<Throwable> reader = new FutureTask<>(() -> failure(stream));
            new Thread(reader).start();
            return reader;
        }

        private static Throwable failure(ChatStream stream) {
            try {
                stream.result();
                return null;
            } catch (RuntimeException e) {
                return e;
            }
        }

        private static void assertEnded(FutureTask<Throwable> reader) throws Exception {
            assertThat(reader.get(SOON_NANOS, TimeUnit.NANOSECONDS)).isInstanceOf(CallCancelledException.class);
        }

        private static Flow.Subscription subscribed(Diglot client, long demand, CountDownLatch flowing)
                throws Exception {
            TestSubscriber<ChatCompletionChunk> subscriber = new TestSubscriber<>(demand, event -> {});
            client.chat().publish(CHAT).subscribe(subscriber);
            flowing.await();
            return subscriber.subscription();
        }
    }

    static Stream<Arguments> floods() {
        return Stream.of(Flood.values())
                .flatMap(flood -> Stream.of(Way.values()).map(way -> Arguments.of(flood, way)));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void givingUpEndsTheReadingOfAFlood(Flood flood, Way way) throws Exception {
        CountDownLatch flowing = new CountDownLatch(2);
        try (RawServer server = RawServer.start(exchange -> flood.send(exchange, flowing));
                Diglot client = client(server)) {
            way.giveUp(client, flowing);

            await("the connection is closed", () -> server.openConnections() == 0);
            await("nothing reads", () -> !isReading());
        }
    }
}
