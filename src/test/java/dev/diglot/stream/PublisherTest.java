// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testing.Unreachable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams read through {@code publish}, over real HTTP. */
@Timeout(60)
class PublisherTest {
    private static final long ALL = Long.MAX_VALUE;

    @Test
    void eventsAreDeliveredInOrderAndThenTheEnd() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + says("b") + finishes("stop") + DONE);
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));

            assertThat(chunks.failure()).isNull();
            assertThat(chunks.next().text()).isEqualTo("a");
            assertThat(chunks.next().text()).isEqualTo("b");
            assertThat(chunks.next().choices().get(0).finishReason()).hasToString("stop");
            assertThat(chunks.hasNext()).isFalse();
        }
    }

    @Test
    void messageEventsArePublished() throws Exception {
        try (RawServer server = RawServer.streaming(messages("a", "b"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<MessageStreamEvent> events =
                    TestSubscriber.subscribe(client.messages().publish(MESSAGES));
            MessageAccumulator whole = new MessageAccumulator();

            assertThat(events.failure()).isNull();
            MessageStreamEvent event;
            do {
                event = events.next();
                whole.accept(event);
            } while (!(event instanceof MessageStopEvent));
            assertThat(whole.result().text()).isEqualTo("ab");
        }
    }

    @Test
    void nothingIsSentBeforeSubscription() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = TestClients.client(server)) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            assertThat(server.connections()).isZero();

            assertThat(TestSubscriber.subscribe(publisher).failure()).isNull();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void noMoreIsDeliveredThanWasRequested() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + says("b") + says("c") + DONE);
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            assertThat(chunks.next().text()).isEqualTo("a");
            assertThat(chunks.hasNext()).isFalse();

            chunks.subscription().request(1);
            assertThat(chunks.next().text()).isEqualTo("b");
            assertThat(chunks.hasNext()).isFalse();
            assertThat(chunks.hasEnded()).isFalse();

            chunks.subscription().request(1);
            assertThat(chunks.next().text()).isEqualTo("c");
            assertThat(chunks.failure()).isNull();
        }
    }

    @Test
    void theEndIsSignalledWithoutDemand() throws Exception {
        try (RawServer server = RawServer.streaming(DONE);
                Diglot client = TestClients.client(server)) {
            assertThat(TestSubscriber.subscribe(client.chat().publish(CHAT), 0).failure())
                    .isInstanceOf(StreamTruncatedException.class);
        }
    }

    @Test
    void aSlowSubscriberStopsTheServer() throws Exception {
        Semaphore sent = new Semaphore(0);
        try (RawServer server = RawServer.start(SseFixtures.flooding(sent));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            chunks.next();
            assertThat(sent.tryAcquire(SseFixtures.FLOOD, 1, TimeUnit.SECONDS))
                    .as("the server could send all")
                    .isFalse();

            chunks.subscription().request(ALL);
            assertThat(chunks.failure()).isNull();
            int count = 1;
            while (chunks.hasNext()) {
                chunks.next();
                count++;
            }
            assertThat(count).isEqualTo(SseFixtures.FLOOD + 1);
        }
    }

    @Test
    void cancellingFreesTheConnectionAndSignalsNothingMore() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + says("b"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            chunks.next();

            chunks.subscription().cancel();
            chunks.subscription().request(ALL);

            server.awaitClientGone();
            assertThat(chunks.hasNext()).isFalse();
            assertThat(chunks.hasEnded()).isFalse();
        }
    }

    @Test
    void cancelBeforeTheResponseHeadFreesTheConnection() throws Exception {
        try (RawServer server = RawServer.silentAfter("");
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            server.awaitSilence();

            chunks.subscription().cancel();

            server.awaitClientGone();
            assertThat(chunks.hasEnded()).isFalse();
        }
    }

    @Test
    void exceptionOfTheSubscriberFreesTheConnection() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks = new TestSubscriber<>(1, chunk -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.complete(e));
                throw new IllegalStateException("the subscriber's own failure");
            });

            client.chat().publish(CHAT).subscribe(chunks);

            server.awaitClientGone();
            assertThat(uncaught.get(5, TimeUnit.SECONDS)).hasMessage("the subscriber's own failure");
            assertThat(chunks.hasEnded()).isFalse();
        }
    }

    @Test
    void errorInTheStreamIsTypedAndHoldsThePartialResult() throws Exception {
        String error = data("{\"error\":{\"message\":\"slow down\",\"code\":429}}");
        try (RawServer server = RawServer.streaming(says("a") + error);
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));

            assertThat(chunks.failure())
                    .isInstanceOfSatisfying(
                            RateLimitException.class,
                            e -> assertThat(((ChatCompletion) e.partial()).text())
                                    .isEqualTo("a"));
            assertThat(chunks.next().text()).isEqualTo("a");
        }
    }

    @Test
    void truncationIsSignalledAfterTheReceivedEvents() throws Exception {
        try (RawServer server = RawServer.streaming(says("a"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);

            assertThat(chunks.next().text()).isEqualTo("a");
            assertThat(chunks.failure()).isInstanceOf(StreamTruncatedException.class);
        }
    }

    @Test
    void silenceEndsWithTheIdleTimeout() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = TestClients.client(server, Duration.ofMillis(150))) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));

            assertThat(chunks.failure())
                    .isInstanceOfSatisfying(
                            CallTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.IDLE));
            server.awaitClientGone();
        }
    }

    @Test
    void deadlineEndsAStreamThatIsNotSilent() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RawServer.Handler handler = exchange -> {
            exchange.head("text/event-stream");
            while (true) {
                exchange.send(says("a"));
                never.await(5, TimeUnit.MILLISECONDS);
            }
        };
        RequestOptions options =
                RequestOptions.builder().deadline(Duration.ofMillis(300)).build();
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT, options));

            assertThat(chunks.failure())
                    .isInstanceOfSatisfying(
                            CallTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE));
        }
    }

    @Test
    void errorResponseIsTyped() throws Exception {
        try (RawServer server = RawServer.responding(401, null, "{\"error\":{\"message\":\"no\"}}");
                Diglot client = TestClients.client(server)) {
            assertThat(TestSubscriber.subscribe(client.chat().publish(CHAT)).failure())
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void anUnreachableEndpointIsSignalled() throws Exception {
        try (Unreachable nobody = Unreachable.refusing();
                Diglot client = TestClients.client(nobody.url())) {
            assertThat(TestSubscriber.subscribe(client.chat().publish(CHAT)).failure())
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.requestSent()).isFalse());
        }
    }

    @Test
    void closingTheClientIsSignalled() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"))) {
            Diglot client = TestClients.client(server);
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));
            chunks.next();

            client.close();

            assertThat(chunks.failure()).isInstanceOf(CallCancelledException.class);
            server.awaitClientGone();
        }
    }

    @Test
    void requestingNothingIsAnError() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = TestClients.client(server)) {
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            chunks.next();

            chunks.subscription().request(0);

            assertThat(chunks.failure())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least one");
            server.awaitClientGone();
        }
    }

    @Test
    void secondSubscriberIsRejected() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = TestClients.client(server)) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            assertThat(TestSubscriber.subscribe(publisher).failure()).isNull();

            assertThat(TestSubscriber.subscribe(publisher).failure())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("publish the request once more");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void signalsAreDeliveredOnDaemonThreadsOfTheClientOneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TestSubscriber<ChatCompletionChunk> chunks = new TestSubscriber<>(ALL, chunk -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
        });
        try (RawServer server = RawServer.streaming(says("a").repeat(5000) + finishes("stop"));
                Diglot client = TestClients.client(server)) {
            client.chat().publish(CHAT).subscribe(chunks);

            assertThat(chunks.failure()).isNull();
            assertThat(most).hasValue(1);
            assertThat(chunks.threads())
                    .allMatch(Thread::isDaemon)
                    .allMatch(thread -> thread.getName().startsWith("diglot-"));
        }
    }

    @Test
    void closingTheClientBeforeTheHeadIsSignalled() throws Exception {
        try (RawServer server = RawServer.silentAfter("")) {
            Diglot client = TestClients.client(server);
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));
            server.awaitSilence();

            client.close();

            assertThat(chunks.failure()).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void closingTheClientIsSignalledWithoutDemand() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + says("b"))) {
            Diglot client = TestClients.client(server);
            TestSubscriber<ChatCompletionChunk> chunks =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            chunks.next();

            client.close();
            chunks.subscription().request(ALL);

            assertThat(chunks.failure()).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void subscribingAfterTheClientWasClosedIsSignalled() throws Exception {
        try (RawServer server = RawServer.streaming(DONE)) {
            Diglot client = TestClients.client(server);
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            client.close();

            assertThat(TestSubscriber.subscribe(publisher).failure()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void nullSubscriberIsRejectedAndDoesNotCount() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = TestClients.client(server)) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);

            assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
            assertThat(TestSubscriber.subscribe(publisher).failure()).isNull();
        }
    }
}
