// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.config.Credentials;
import dev.diglot.config.RetryPolicy;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's code may throw exceptions that Java would have it declare; the call ends all the same. */
@Timeout(60)
class UndeclaredExceptionTest {
    private static final ChatCompletionRequest CHAT =
            ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"))).build();

    private final Recorder recorder = new Recorder();

    private Diglot.Builder builder(RawServer server) {
        return Diglot.builder()
                .baseUrl(server.url())
                .apiKey(TestKey.value())
                .interceptor(recorder)
                .retryPolicy(RetryPolicy.standard().withWaits(Duration.ZERO, Duration.ZERO));
    }

    /** Gives a key, but for one time. */
    private static Credentials failingAt(int time) {
        AtomicInteger asked = new AtomicInteger();
        return Credentials.of(() -> {
            if (asked.incrementAndGet() == time) {
                Undeclared.raise(new IOException("no key file"));
            }
            return TestKey.value();
        });
    }

    private static RawServer busy() throws IOException {
        return RawServer.answering(503, "application/json", "{}");
    }

    @Test
    void futureEndsThoughTheNextKeyFails() throws Exception {
        try (RawServer server = busy();
                Diglot client = builder(server).credentials(failingAt(2)).build()) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(CHAT);

            assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("no key file");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void publisherEndsThoughAKeyFails(int time) throws Exception {
        try (RawServer server = busy();
                Diglot client = builder(server).credentials(failingAt(time)).build()) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();

            client.chat().publish(CHAT).subscribe(new Events(null, end));

            assertThat(end.get(30, TimeUnit.SECONDS)).hasMessage("no key file");
        }
    }

    @Test
    void subscriberThatFailsFreesItsConnection() throws Exception {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        try (RawServer server = RawServer.silentAfterEvents(event);
                Diglot client = builder(server).build()) {
            client.chat()
                    .publish(CHAT)
                    .subscribe(new Events(new IOException("of the subscriber"), new CompletableFuture<>()));

            server.awaitClientGone();
        }
    }

    @Test
    void attemptEndsForInterceptorsThoughOneOfThemFails() throws Exception {
        try (RawServer server = busy();
                Diglot client = builder(server)
                        .interceptor(attempt -> {
                            Undeclared.raise(new IOException("no trace"));
                            return null;
                        })
                        .build()) {
            assertThatThrownBy(() -> client.chat().create(CHAT)).hasMessage("no trace");

            assertThat(recorder.only().ended().ends).hasSize(1);
        }
    }

    /** Asks for all events, fails at each of them if it should, and keeps the error that it is told. */
    private record Events(Throwable fault, CompletableFuture<Throwable> end)
            implements Flow.Subscriber<ChatCompletionChunk> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ChatCompletionChunk chunk) {
            if (fault != null) {
                Undeclared.raise(fault);
            }
        }

        @Override
        public void onError(Throwable e) {
            end.complete(e);
        }

        @Override
        public void onComplete() {
            end.completeExceptionally(new AssertionError("it completed"));
        }
    }
}
