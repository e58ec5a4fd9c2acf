// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.example.EmbeddedEndpoint;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Silence, closing, interrupts and back-pressure, over real HTTP. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class StreamTimeTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    /** A call that waits for this long fails by the timeout of the test. */
    private static final Duration LONGER_THAN_A_TEST = Duration.ofMinutes(5);

    @Test
    @DisplayName("never-ends: silence ends with the idle timeout")
    void silenceEndsWithTheIdleTimeout() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = TestClients.client(server, SHORT);
                ChatStream stream = client.chat().stream(CHAT)) {
            CallTimeoutException end = catchThrowableOfType(CallTimeoutException.class, stream::result);

            assertThat(end.phase()).isEqualTo(CallTimeoutException.Phase.IDLE);
            assertThat(end.limit()).isEqualTo(SHORT);
            assertThat(catchThrowable(stream::result)).isSameAs(end);
            assertThat(stream.partial().text()).isEqualTo("a");
            server.awaitClientGone();
        }
    }

    @Test
    @DisplayName("done-missing: a server that neither sends [DONE] nor closes has still completed the reply")
    void silenceAfterTheFinishReasonIsComplete() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + finishes("stop"));
                Diglot client = TestClients.client(server, SHORT);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().text()).isEqualTo("a");
            assertThat(stream.warnings()).hasSize(1);
            server.awaitClientGone();
        }
    }

    @Test
    @DisplayName("comments count as activity")
    void commentsCountAsActivity() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RawServer.Handler handler = exchange -> {
            exchange.head("text/event-stream");
            for (int i = 0; i < 25; i++) {
                exchange.send(": keep-alive\n\n");
                never.await(100, TimeUnit.MILLISECONDS);
            }
            exchange.send(says("a") + DONE);
            exchange.end();
        };
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server, Duration.ofSeconds(2));
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().text()).isEqualTo("a");
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
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(
                        CHAT,
                        RequestOptions.builder().deadline(Duration.ofSeconds(1)).build())) {
            CallTimeoutException end = catchThrowableOfType(CallTimeoutException.class, stream::result);

            assertThat(end.phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE);
            assertThat(stream.partial().text()).startsWith("aa");
        }
    }

    @Test
    @DisplayName("done-then-open: complete at [DONE], without waiting for the socket")
    void doneEndsTheStreamWhileTheSocketStaysOpen() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + DONE);
                Diglot client = TestClients.client(server, LONGER_THAN_A_TEST)) {
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.result().text()).isEqualTo("a");
            }

            server.awaitClientGone();
        }
    }

    @Test
    void messageStopEndsTheStreamWhileTheSocketStaysOpen() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(messages("a"));
                Diglot client = TestClients.client(server, LONGER_THAN_A_TEST);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThat(stream.result().text()).isEqualTo("a");
            server.awaitClientGone();
        }
    }

    @Test
    void connectionIsReusedAfterACompleteStream() throws Exception {
        try (RawServer server = RawServer.streaming(says("a") + DONE);
                Diglot client = TestClients.client(server)) {
            for (int i = 0; i < 20; i++) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    stream.result();
                }
            }

            assertThat(server.requests()).isEqualTo(20);
            assertThat(server.connections()).isLessThan(5); // the end of a body may arrive after the next call began
        }
    }

    @Test
    void closingFromAnotherThreadWakesTheReaderAndFreesTheConnection() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = TestClients.client(server, LONGER_THAN_A_TEST)) {
            ChatStream stream = client.chat().stream(CHAT);
            Iterator<ChatCompletionChunk> chunks = stream.iterator();
            chunks.next();
            CompletableFuture<Throwable> waiting = new CompletableFuture<>();
            Thread reader = new Thread(() -> waiting.complete(catchThrowable(chunks::hasNext)));
            reader.start();
            awaitWaiting(reader);

            stream.close();
            Throwable end = waiting.get(20, TimeUnit.SECONDS);

            assertThat(end).isInstanceOf(CallCancelledException.class);
            assertThat(stream.partial().text()).isEqualTo("a");
            assertThatThrownBy(stream::result).isSameAs(end);
            server.awaitClientGone();
        }
    }

    @Test
    void closingEarlyIsNeverACompleteReplyEvenIfAllOfItHadArrived() throws Exception {
        try (EmbeddedEndpoint endpoint = new EmbeddedEndpoint();
                Diglot client = Diglot.builder()
                        .baseUrl(endpoint.baseUrl())
                        .apiKey(EmbeddedEndpoint.KEY)
                        .build()) {
            ChatStream stream = client.chat().stream(ChatCompletionRequest.builder(
                            "glm-5",
                            List.of(
                                    ChatMessage.system("You answer with the sum only."),
                                    ChatMessage.user("What is 2 plus 3?")))
                    .build());
            stream.iterator().next();
            stream.close();

            assertThatThrownBy(stream::result).isInstanceOf(CallCancelledException.class);
            assertThat(stream.partial().text()).isEqualTo("2");
        }
    }

    @Test
    void partialResultIsKeptAfterClosingEarly() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + says("b"));
                Diglot client = TestClients.client(server)) {
            ChatStream stream = client.chat().stream(CHAT);
            stream.iterator().next();
            stream.close();
            stream.close();

            assertThat(stream.partial().text()).isEqualTo("a");
            assertThatThrownBy(stream::result).isInstanceOf(CallCancelledException.class);
            server.awaitClientGone();
        }
    }

    @Test
    void closingTheJavaStreamClosesTheStream() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a") + says("b"));
                Diglot client = TestClients.client(server)) {
            try (Stream<String> text = client.chat().stream(CHAT).text()) {
                assertThat(text.limit(2).toList()).containsExactly("a", "b");
            }

            server.awaitClientGone();
        }
    }

    @Test
    void interruptEndsTheStreamAndStaysSet() throws Exception {
        try (RawServer server = RawServer.silentAfterEvents(says("a"));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            stream.iterator().next();
            CompletableFuture<Throwable> waiting = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread reader = new Thread(() -> {
                waiting.complete(catchThrowable(stream::result));
                flag.complete(Thread.currentThread().isInterrupted());
            });
            reader.start();
            awaitWaiting(reader);
            reader.interrupt();

            assertThat(waiting.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(CallCancelledException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.partial().text()).isEqualTo("a");
            server.awaitClientGone();
        }
    }

    @Test
    void slowReaderStopsTheServer() throws Exception {
        Semaphore sent = new Semaphore(0);
        try (RawServer server = RawServer.start(SseFixtures.flooding(sent));
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            Iterator<ChatCompletionChunk> chunks = stream.iterator();
            chunks.next();
            assertThat(sent.tryAcquire(SseFixtures.FLOOD, 1, TimeUnit.SECONDS))
                    .as("the server could send all")
                    .isFalse();

            assertThat(stream.result().text()).hasSize(SseFixtures.FLOOD * SseFixtures.FLOOD_CHARACTERS);
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }
}
