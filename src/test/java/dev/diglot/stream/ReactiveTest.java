// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.START;
import static dev.diglot.stream.SseFixtures.TEXT;
import static dev.diglot.stream.SseFixtures.begins;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.stream.SseFixtures.textDelta;
import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.error.DiglotException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ContentBlockDeltaEvent;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.TextDelta;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.Readme;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestSubscriber;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams read through Reactor, Mutiny and RxJava, over real HTTP. */
@Timeout(60)
class ReactiveTest {
    static Stream<Arguments> libraries() {
        return Stream.of(ReactiveLibrary.values())
                .flatMap(library -> Stream.of(Dialect.values()).map(dialect -> Arguments.of(library, dialect)));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void allEventsArriveInOrder(ReactiveLibrary library, Dialect dialect) throws Exception {
        String[] pieces = IntStream.range(0, 500).mapToObj(i -> i + " ").toArray(String[]::new);
        try (RawServer server = RawServer.streaming(complete(dialect, pieces));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events = TestSubscriber.oneByOne(library.mapped(publish(client, dialect)));

            assertThat(events.failure()).isNull();
            assertThat(texts(events.events())).containsExactly(pieces);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void slowSubscriberStopsTheServer(ReactiveLibrary library, Dialect dialect) throws Exception {
        Semaphore sent = new Semaphore(0);
        String piece = "x".repeat(SseFixtures.FLOOD_CHARACTERS);
        RawServer.Handler flood = exchange -> {
            exchange.headAnd("text/event-stream", begin(dialect, "a"));
            for (int i = 0; i < SseFixtures.FLOOD; i++) {
                exchange.send(piece(dialect, piece));
                sent.release();
            }
        };
        try (RawServer server = RawServer.start(flood);
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.mapped(publish(client, dialect)), 1);
            events.next();

            assertThat(sent.tryAcquire(SseFixtures.FLOOD, 2, TimeUnit.SECONDS))
                    .as("the server could send all")
                    .isFalse();
            assertThat(events.hasNext() || events.hasEnded())
                    .as("received more than it requested")
                    .isFalse();
            events.subscription().cancel();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void errorInTheStreamIsTypedAndHoldsThePartialResult(ReactiveLibrary library, Dialect dialect) throws Exception {
        String error = dialect == Dialect.CHAT
                ? "{\"error\":{\"message\":\"slow down\",\"code\":429}}"
                : "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}";
        try (RawServer server = RawServer.streaming(begin(dialect, "a") + data(error));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.mapped(publish(client, dialect)));

            assertThat(events.failure())
                    .isInstanceOfSatisfying(
                            RateLimitException.class,
                            e -> assertThat(partialText(e)).isEqualTo("a"));
            assertThat(texts(events.events())).containsExactly("a");
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void truncationIsTypedAndHoldsThePartialResult(ReactiveLibrary library, Dialect dialect) throws Exception {
        try (RawServer server = RawServer.streaming(begin(dialect, "a"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.mapped(publish(client, dialect)));

            assertThat(events.failure())
                    .isInstanceOfSatisfying(
                            StreamTruncatedException.class,
                            e -> assertThat(partialText(e)).isEqualTo("a"));
            assertThat(texts(events.events())).containsExactly("a");
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void enoughEventsEndTheExchange(ReactiveLibrary library, Dialect dialect) throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(begin(dialect, "a") + piece(dialect, "b"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.take(publish(client, dialect), 2));

            assertThat(events.failure()).isNull();
            assertThat(events.events()).hasSize(2);
            server.awaitClientGone();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void timeoutEndsTheExchange(ReactiveLibrary library, Dialect dialect) throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(begin(dialect, "a"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events =
                    TestSubscriber.subscribe(library.timeout(publish(client, dialect), Duration.ofSeconds(2)));

            assertThat(events.failure().getClass().getSimpleName()).isEqualTo("TimeoutException");
            assertThat(events.events()).isNotEmpty();
            server.awaitClientGone();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void disposingEndsTheExchange(ReactiveLibrary library, Dialect dialect) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (RawServer server = RawServer.silentAfterEvents(begin(dialect, "a"));
                Diglot client = TestClients.client(server)) {
            Runnable dispose = library.subscribe(publish(client, dialect), event -> received.countDown());
            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();

            dispose.run();

            server.awaitClientGone();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aPublisherForEachSubscriptionCanBeRetried(ReactiveLibrary library, Dialect dialect) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        RawServer.Handler failsOnce = exchange -> {
            exchange.head("text/event-stream");
            exchange.send(requests.getAndIncrement() == 0 ? begin(dialect, "a") : complete(dialect, "b"));
            exchange.end();
        };
        try (RawServer server = RawServer.start(failsOnce);
                Diglot client = TestClients.client(server)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.retryOnce(() -> publish(client, dialect)));

            assertThat(events.failure()).isNull();
            assertThat(texts(events.events())).containsExactly("a", "b");
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void snippetOfTheReadmePrintsTheReply(ReactiveLibrary library, @TempDir Path folder) throws Exception {
        String name = "Snippet_" + library.name().toLowerCase(Locale.ROOT);
        List<Path> source = Readme.sources(folder, UnaryOperator.identity()).stream()
                .filter(file -> file.endsWith(name + ".java"))
                .toList();
        assertThat(Readme.compile(source, folder)).isEmpty();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                RawServer server = RawServer.streaming(complete(Dialect.CHAT, "4", "2"));
                Diglot client = TestClients.client(server);
                PrintStream print = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(print);

            loader.loadClass(name).getMethods()[0].invoke(null, "key", client, CHAT);
        } finally {
            System.setOut(console);
        }

        assertThat(printed).hasToString("42");
    }

    @SuppressWarnings("unchecked") // a test reads events of both dialects
    private static Flow.Publisher<Object> publish(Diglot client, Dialect dialect) {
        return (Flow.Publisher<Object>) (Flow.Publisher<?>)
                (dialect == Dialect.CHAT
                        ? client.chat().publish(CHAT)
                        : client.messages().publish(MESSAGES));
    }

    private static String complete(Dialect dialect, String... pieces) {
        if (dialect == Dialect.MESSAGES) {
            return messages(pieces);
        }
        StringBuilder events = new StringBuilder();
        for (String piece : pieces) {
            events.append(says(piece));
        }
        return events + finishes("stop") + DONE;
    }

    /** The events up to the first piece of text. */
    private static String begin(Dialect dialect, String piece) {
        return (dialect == Dialect.CHAT ? "" : START + begins(0, TEXT)) + piece(dialect, piece);
    }

    private static String piece(Dialect dialect, String piece) {
        return dialect == Dialect.CHAT ? says(piece) : textDelta(0, piece);
    }

    private static List<String> texts(List<Object> events) {
        return events.stream()
                .map(ReactiveTest::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String text(Object event) {
        if (event instanceof ChatCompletionChunk chunk) {
            return chunk.text();
        }
        return event instanceof ContentBlockDeltaEvent delta && delta.delta() instanceof TextDelta text
                ? text.text()
                : "";
    }

    private static String partialText(DiglotException failure) {
        return failure.partial() instanceof Message message
                ? message.text()
                : ((ChatCompletion) failure.partial()).text();
    }
}
