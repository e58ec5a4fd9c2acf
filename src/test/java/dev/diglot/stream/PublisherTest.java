// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.Calls.CHAT;
import static dev.diglot.stream.Calls.DONE;
import static dev.diglot.stream.Calls.MESSAGES;
import static dev.diglot.stream.Calls.data;
import static dev.diglot.stream.Calls.finishes;
import static dev.diglot.stream.Calls.messages;
import static dev.diglot.stream.Calls.says;
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

/** The published form of a stream, over real HTTP. */
@Timeout(60)
class PublisherTest {
    private static final long ALL = Long.MAX_VALUE;

    @Test
    void eventsComeInOrderAndThenTheEnd() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + says("b") + finishes("stop") + DONE);
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), ALL);

            assertThat(chunks.end()).isNull();
            assertThat(chunks.next().text()).isEqualTo("a");
            assertThat(chunks.next().text()).isEqualTo("b");
            assertThat(chunks.next().choices().get(0).finishReason()).hasToString("stop");
            assertThat(chunks.hasNext()).isFalse();
        }
    }

    @Test
    void messagesArePublishedToo() throws Exception {
        try (RawServer server = RawServer.streaming(messages("a", "b"));
                Diglot client = Calls.client(server)) {
            Collector<MessageStreamEvent> events =
                    Collector.of(client.messages().publish(MESSAGES), ALL);
            MessageAccumulator whole = new MessageAccumulator();

            assertThat(events.end()).isNull();
            MessageStreamEvent event;
            do {
                event = events.next();
                whole.accept(event);
            } while (!(event instanceof MessageStopEvent));
            assertThat(whole.result().text()).isEqualTo("ab");
        }
    }

    @Test
    void nothingIsSentBeforeSomeoneSubscribes() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = Calls.client(server)) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            assertThat(server.connections()).isZero();

            assertThat(Collector.of(publisher, ALL).end()).isNull();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void noMoreComesThanWasAskedFor() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + says("b") + says("c") + DONE);
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);
            assertThat(chunks.next().text()).isEqualTo("a");
            assertThat(chunks.hasNext()).isFalse();

            chunks.subscription().request(1);
            assertThat(chunks.next().text()).isEqualTo("b");
            assertThat(chunks.hasNext()).isFalse();
            assertThat(chunks.hasEnded()).isFalse();

            chunks.subscription().request(1);
            assertThat(chunks.next().text()).isEqualTo("c");
            assertThat(chunks.end()).isNull();
        }
    }

    @Test
    void theEndIsToldThoughNothingMoreWasAskedFor() throws Exception {
        try (RawServer server = RawServer.streaming(DONE);
                Diglot client = Calls.client(server)) {
            assertThat(Collector.of(client.chat().publish(CHAT), 0).end()).isInstanceOf(StreamTruncatedException.class);
        }
    }

    @Test
    void aSubscriberThatIsSlowStopsTheServer() throws Exception {
        Semaphore sent = new Semaphore(0);
        try (RawServer server = RawServer.start(Calls.flooding(sent));
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);
            chunks.next();
            assertThat(sent.tryAcquire(Calls.FLOOD, 1, TimeUnit.SECONDS))
                    .as("the server could send all")
                    .isFalse();

            chunks.subscription().request(ALL);
            assertThat(chunks.end()).isNull();
            int count = 1;
            while (chunks.hasNext()) {
                chunks.next();
                count++;
            }
            assertThat(count).isEqualTo(Calls.FLOOD + 1);
        }
    }

    @Test
    void cancellingFreesTheConnectionAndTellsNothingMore() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + says("b"));
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);
            chunks.next();

            chunks.subscription().cancel();
            chunks.subscription().request(ALL);

            server.awaitClientGone();
            assertThat(chunks.hasNext()).isFalse();
            assertThat(chunks.hasEnded()).isFalse();
        }
    }

    @Test
    void cancellingBeforeTheHeadFreesTheConnection() throws Exception {
        try (RawServer server = RawServer.silentAfter("");
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);
            server.awaitSilence();

            chunks.subscription().cancel();

            server.awaitClientGone();
            assertThat(chunks.hasEnded()).isFalse();
        }
    }

    @Test
    void aSubscriberThatFailsFreesTheConnection() throws Exception {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = Calls.client(server)) {
            client.chat().publish(CHAT).subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> told.complete(e));
                    subscription.request(1);
                }

                @Override
                public void onNext(ChatCompletionChunk chunk) {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> told.complete(e));
                    throw new IllegalStateException("the subscriber's own fault");
                }

                @Override
                public void onError(Throwable cause) {
                    told.complete(new AssertionError("told once more", cause));
                }

                @Override
                public void onComplete() {
                    told.complete(new AssertionError("told once more"));
                }
            });

            server.awaitClientGone();
            assertThat(told.get(5, TimeUnit.SECONDS)).hasMessage("the subscriber's own fault");
        }
    }

    @Test
    void errorInTheStreamIsTypedAndHoldsWhatCameBefore() throws Exception {
        String error = data("{\"error\":{\"message\":\"slow down\",\"code\":429}}");
        try (RawServer server = RawServer.streaming(says("a") + error);
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), ALL);

            assertThat(chunks.end())
                    .isInstanceOfSatisfying(
                            RateLimitException.class,
                            e -> assertThat(((ChatCompletion) e.partial()).text())
                                    .isEqualTo("a"));
            assertThat(chunks.next().text()).isEqualTo("a");
        }
    }

    @Test
    void truncationIsToldAfterWhatHadArrived() throws Exception {
        try (RawServer server = RawServer.streaming(says("a"));
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);

            assertThat(chunks.next().text()).isEqualTo("a");
            assertThat(chunks.end()).isInstanceOf(StreamTruncatedException.class);
        }
    }

    @Test
    void silenceEndsByTheIdleTimeout() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = Calls.client(server, Duration.ofMillis(150))) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), ALL);

            assertThat(chunks.end())
                    .isInstanceOfSatisfying(
                            CallTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.IDLE));
            server.awaitClientGone();
        }
    }

    @Test
    void theDeadlineEndsAStreamThatIsNotSilent() throws Exception {
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
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT, options), ALL);

            assertThat(chunks.end())
                    .isInstanceOfSatisfying(
                            CallTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE));
        }
    }

    @Test
    void errorInPlaceOfAStreamIsTyped() throws Exception {
        try (RawServer server = RawServer.answering(401, null, "{\"error\":{\"message\":\"no\"}}");
                Diglot client = Calls.client(server)) {
            assertThat(Collector.of(client.chat().publish(CHAT), ALL).end())
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void anEndpointThatIsNotThereIsTold() throws Exception {
        try (Unreachable nobody = Unreachable.refusing();
                Diglot client = Calls.client(nobody.url())) {
            assertThat(Collector.of(client.chat().publish(CHAT), ALL).end())
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.requestSent()).isFalse());
        }
    }

    @Test
    void closingTheClientIsTold() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"))) {
            Diglot client = Calls.client(server);
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), ALL);
            chunks.next();

            client.close();

            assertThat(chunks.end()).isInstanceOf(CallCancelledException.class);
            server.awaitClientGone();
        }
    }

    @Test
    void askingForNothingIsAnError() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = Calls.client(server)) {
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);
            chunks.next();

            chunks.subscription().request(0);

            assertThat(chunks.end())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least one");
            server.awaitClientGone();
        }
    }

    @Test
    void aSecondSubscriberIsRefused() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = Calls.client(server)) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            assertThat(Collector.of(publisher, ALL).end()).isNull();

            assertThat(Collector.of(publisher, ALL).end())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("publish the request once more");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void signalsComeOnDaemonThreadsOfTheClientOneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Collector<ChatCompletionChunk> chunks = new Collector<>(ALL) {
            @Override
            public void onNext(ChatCompletionChunk chunk) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                super.onNext(chunk);
                inside.decrementAndGet();
            }
        };
        try (RawServer server = RawServer.streaming(says("a").repeat(5000) + finishes("stop"));
                Diglot client = Calls.client(server)) {
            client.chat().publish(CHAT).subscribe(chunks);

            assertThat(chunks.end()).isNull();
            assertThat(most).hasValue(1);
            assertThat(chunks.threads())
                    .allMatch(Thread::isDaemon)
                    .allMatch(thread -> thread.getName().startsWith("diglot-"));
        }
    }

    @Test
    void closingTheClientIsToldBeforeTheHeadToo() throws Exception {
        try (RawServer server = RawServer.silentAfter("")) {
            Diglot client = Calls.client(server);
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), ALL);
            server.awaitSilence();

            client.close();

            assertThat(chunks.end()).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void closingTheClientIsToldToWhoHadAskedForNothing() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + says("b"))) {
            Diglot client = Calls.client(server);
            Collector<ChatCompletionChunk> chunks = Collector.of(client.chat().publish(CHAT), 1);
            chunks.next();

            client.close();
            chunks.subscription().request(ALL);

            assertThat(chunks.end()).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void subscribingAfterTheClientWasClosedIsTold() throws Exception {
        try (RawServer server = RawServer.streaming(DONE)) {
            Diglot client = Calls.client(server);
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            client.close();

            assertThat(Collector.of(publisher, ALL).end()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void noSubscriberIsRefusedAtOnceAndTakesNothing() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = Calls.client(server)) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);

            assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
            assertThat(Collector.of(publisher, ALL).end()).isNull();
        }
    }
}
