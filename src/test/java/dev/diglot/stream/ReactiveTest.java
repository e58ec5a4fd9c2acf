// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.START;
import static dev.diglot.stream.SseFixtures.TEXT;
import static dev.diglot.stream.SseFixtures.begins;
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
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.TextDelta;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams read through Reactor, Mutiny and RxJava, over real HTTP. */
@Timeout(60)
class ReactiveTest {
    private static final Reply AB = Reply.text("a", "b");

    static Stream<Arguments> libraries() {
        return Stream.of(ReactiveLibrary.values())
                .flatMap(library -> Stream.of(Dialect.values()).map(dialect -> Arguments.of(library, dialect)));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void allEventsArriveInOrder(ReactiveLibrary library, Dialect dialect) throws Exception {
        String[] pieces = IntStream.range(0, 500).mapToObj(i -> i + " ").toArray(String[]::new);
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text(pieces));
                Diglot client = TestClients.client(endpoint)) {
            TestSubscriber<Object> events = TestSubscriber.oneByOne(library.mapped(publish(client, dialect)));

            assertThat(events.failure()).isNull();
            assertThat(texts(events.events())).containsExactly(pieces);
        }
    }

    @Tag("thorough") // waits for two seconds
    @ParameterizedTest
    @MethodSource("libraries")
    void slowSubscriberStopsTheServer(ReactiveLibrary library, Dialect dialect) throws Exception {
        Semaphore sent = new Semaphore(0);
        String piece = "x".repeat(SseFixtures.FLOOD_CHARACTERS);
        RawServer.Handler flood = exchange -> {
            exchange.headAnd("text/event-stream", dialect == Dialect.CHAT ? says("a") : START + begins(0, TEXT));
            for (int i = 0; i < SseFixtures.FLOOD; i++) {
                exchange.send(dialect == Dialect.CHAT ? says(piece) : textDelta(0, piece));
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
        Reply reply = AB.errorAfterEvents(eventsUpToFirstPiece(dialect), ErrorKind.RATE_LIMIT);
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                Diglot client = TestClients.client(endpoint)) {
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
        try (FakeEndpoint endpoint = FakeEndpoint.start(cutAfterFirstPiece(dialect, Cut.END));
                Diglot client = TestClients.client(endpoint)) {
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
        try (FakeEndpoint endpoint = FakeEndpoint.start(cutAfterFirstPiece(dialect, Cut.STALL));
                Diglot client = TestClients.client(endpoint)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.take(publish(client, dialect), 2));

            assertThat(events.failure()).isNull();
            assertThat(events.events()).hasSize(2);
            assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled())
                    .isTrue();
        }
    }

    @Tag("thorough") // waits for two seconds
    @ParameterizedTest
    @MethodSource("libraries")
    void timeoutEndsTheExchange(ReactiveLibrary library, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(cutAfterFirstPiece(dialect, Cut.STALL));
                Diglot client = TestClients.client(endpoint)) {
            TestSubscriber<Object> events =
                    TestSubscriber.subscribe(library.timeout(publish(client, dialect), Duration.ofSeconds(2)));

            assertThat(events.failure().getClass().getSimpleName()).isEqualTo("TimeoutException");
            assertThat(events.events()).isNotEmpty();
            assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void disposingEndsTheExchange(ReactiveLibrary library, Dialect dialect) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (FakeEndpoint endpoint = FakeEndpoint.start(cutAfterFirstPiece(dialect, Cut.STALL));
                Diglot client = TestClients.client(endpoint)) {
            Runnable dispose = library.subscribe(publish(client, dialect), event -> received.countDown());
            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();

            dispose.run();

            assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aPublisherForEachSubscriptionCanBeRetried(ReactiveLibrary library, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(cutAfterFirstPiece(dialect, Cut.END), Reply.text("b"));
                Diglot client = TestClients.client(endpoint)) {
            TestSubscriber<Object> events = TestSubscriber.subscribe(library.retryOnce(() -> publish(client, dialect)));

            assertThat(events.failure()).isNull();
            assertThat(texts(events.events())).containsExactly("a", "b");
            assertThat(endpoint.requests()).hasSize(2);
        }
    }

    @SuppressWarnings("unchecked") // a test reads events of both dialects
    private static Flow.Publisher<Object> publish(Diglot client, Dialect dialect) {
        return (Flow.Publisher<Object>) (Flow.Publisher<?>)
                (dialect == Dialect.CHAT
                        ? client.chat().publish(CHAT)
                        : client.messages().publish(MESSAGES));
    }

    private static int eventsUpToFirstPiece(Dialect dialect) {
        return dialect == Dialect.CHAT ? 2 : 3;
    }

    private static Reply cutAfterFirstPiece(Dialect dialect, Cut cut) {
        return AB.cutAfterEvents(eventsUpToFirstPiece(dialect), cut);
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
