// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.CallCancelledException;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing with responses that were received or that no thread waits for: caller and interceptors get the same end. */
@Timeout(60)
class CloseTest {
    private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String LAST =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n\n";

    private final RecordingInterceptor recorder = new RecordingInterceptor();
    private final CountDownLatch requested = new CountDownLatch(1);

    private Diglot client(RawServer server) {
        return TestClients.builder(server)
                .interceptor(recorder)
                .retryPolicy(RetryPolicy.standard())
                .build();
    }

    private static RawServer streaming(String events) throws IOException {
        return RawServer.start(exchange -> exchange.raw("HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\n"
                + "content-length: " + events.length() + "\r\n\r\n" + events));
    }

    @Test
    void theClientIsClosedBehindTheLastEvent() throws Exception {
        String events = """
                data: {"type":"message_start","message":{"role":"assistant","content":[]}}

                data: {"type":"message_stop"}

                """;
        try (RawServer server = streaming(events)) {
            Diglot client = client(server);
            MessageStream stream =
                    client.messages().stream(MessageRequest.builder("m", List.of(MessageParam.user("hi")))
                            .maxTokens(9)
                            .build());
            Iterator<MessageStreamEvent> reader = stream.iterator();
            while (!(reader.next() instanceof MessageStopEvent)) {
                // up to the last one, but not to the end
            }

            client.close();

            assertThat(stream.result().content()).isEmpty();
            assertThat(recorder.only().end().failure()).isNull();
            assertThat(recorder.only().end().cancelled()).isFalse();
        }
    }

    @Test
    void theClientIsClosedWhileEventsWait() throws Exception {
        try (RawServer server = streaming(EVENT + LAST + "data: [DONE]\n\n")) {
            Diglot client = client(server);
            ChatStream stream = client.chat().stream(CHAT);
            stream.iterator().next();

            client.close();

            assertThatThrownBy(stream::result).isInstanceOf(CallCancelledException.class);
            assertThat(recorder.only().end().cancelled()).isTrue();
        }
    }

    @Test
    void aStreamIsClosedWhileEventsWait() throws Exception {
        try (RawServer server = streaming(EVENT + LAST + "data: [DONE]\n\n");
                Diglot client = client(server)) {
            ChatStream stream = client.chat().stream(CHAT);
            stream.iterator().next();

            stream.close();

            assertThatThrownBy(stream::result).isInstanceOf(CallCancelledException.class);
            assertThat(recorder.only().end().cancelled()).isTrue();
        }
    }

    /** Before the head, inside the body, and between two attempts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"cho",
                "HTTP/1.1 429 X\r\nretry-after: 50\r\ncontent-length: 0\r\n\r\n"
            })
    void aFutureFailsOnAThreadOfTheClientWithoutALock(String response) throws Exception {
        RawServer.Handler handler = exchange -> {
            exchange.raw(response);
            requested.countDown();
            exchange.awaitClientGone();
        };
        try (RawServer server = RawServer.start(handler)) {
            Diglot client = client(server);
            CompletableFuture<Thread> notified = new CompletableFuture<>();
            CompletableFuture<Void> free = new CompletableFuture<>();
            CompletableFuture<?> call = client.chat().createAsync(CHAT).whenComplete((reply, e) -> {
                notified.complete(Thread.currentThread());
                CompletableFuture.runAsync(client::close).join(); // needs all locks, on another thread
                free.complete(null);
            });
            assertThat(requested.await(10, TimeUnit.SECONDS)).isTrue();
            if (response.contains("429")) {
                assertThat(recorder.only().end().retryIn()).isNotNull();
            }

            client.close();

            assertThat(notified.get(10, TimeUnit.SECONDS).getName()).startsWith("diglot-");
            free.get(10, TimeUnit.SECONDS);
            assertThatThrownBy(call::join).hasCauseInstanceOf(CallCancelledException.class);
        }
    }

    /** The slow observer blocks the cancelling thread until the response was received, too late. */
    @Test
    void aFutureIsCancelledIfInterceptorsAreNotifiedOfACancellation() throws Exception {
        String reply = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"hello\"}}]}";
        CountDownLatch cancelling = new CountDownLatch(1);
        CountDownLatch responded = new CountDownLatch(1);
        RawServer.Handler handler = exchange -> {
            requested.countDown();
            cancelling.await();
            exchange.whole(RawServer.head(200, "application/json", "content-length: " + reply.length()) + reply);
        };
        Interceptor slow = attempt -> new Interceptor.AttemptObserver() {
            @Override
            public void onEnd(Interceptor.End end) {
                cancelling.countDown();
                try {
                    responded.await(1, TimeUnit.SECONDS); // nothing reports a response that nobody receives
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.retrying(server)
                        .interceptor(recorder)
                        .interceptor(slow)
                        .build()) {
            CompletableFuture<?> call = client.chat().createAsync(CHAT);
            CompletableFuture<?> end = call.whenComplete((value, e) -> responded.countDown());
            assertThat(requested.await(10, TimeUnit.SECONDS)).isTrue();

            boolean cancelled = call.cancel(true);

            assertThat(cancelled).isTrue();
            assertThat(call).isCancelled();
            assertThat(end).isCompletedExceptionally();
            assertThat(recorder.only().end().cancelled()).isTrue();
        }
    }
}
