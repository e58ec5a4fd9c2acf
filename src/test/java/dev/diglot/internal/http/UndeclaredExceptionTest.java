// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.config.Credentials;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ErrorKind;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's code may throw checked exceptions that it does not declare; the call still ends. */
@Timeout(60)
class UndeclaredExceptionTest {
    private final RecordingInterceptor recorder = new RecordingInterceptor();

    private Diglot.Builder builder(FakeEndpoint endpoint) {
        return TestClients.retrying(endpoint).interceptor(recorder);
    }

    /** Returns the key, except one time. */
    private static Credentials failingAt(int time) {
        AtomicInteger supplierCalls = new AtomicInteger();
        return Credentials.of(() -> {
            if (supplierCalls.incrementAndGet() == time) {
                Undeclared.raise(new IOException("no key file"));
            }
            return TestKey.value();
        });
    }

    private static FakeEndpoint busy() {
        return FakeEndpoint.start(Reply.error(ErrorKind.SERVICE_UNAVAILABLE));
    }

    @Test
    void futureEndsThoughTheNextKeyFails() throws Exception {
        try (FakeEndpoint endpoint = busy();
                Diglot client = builder(endpoint).credentials(failingAt(2)).build()) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(CHAT);

            assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("no key file");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void publisherEndsThoughAKeyFails(int time) throws Exception {
        try (FakeEndpoint endpoint = busy();
                Diglot client = builder(endpoint).credentials(failingAt(time)).build()) {
            TestSubscriber<ChatCompletionChunk> subscriber =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));

            assertThat(subscriber.failure()).hasMessage("no key file");
        }
    }

    @Test
    void subscriberThatFailsFreesItsConnection() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("a").cutAfterEvents(2, Cut.STALL));
                Diglot client = builder(endpoint).build()) {
            TestSubscriber.subscribe(
                    client.chat().publish(CHAT), chunk -> Undeclared.raise(new IOException("of the subscriber")));

            assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled())
                    .isTrue();
        }
    }

    @Test
    void attemptEndsForInterceptorsThoughOneOfThemFails() throws Exception {
        try (FakeEndpoint endpoint = busy();
                Diglot client = builder(endpoint)
                        .interceptor(attempt -> {
                            Undeclared.raise(new IOException("no trace"));
                            return null;
                        })
                        .build()) {
            assertThatThrownBy(() -> client.chat().create(CHAT)).hasMessage("no trace");

            assertThat(recorder.only().ended().ends).hasSize(1);
        }
    }
}
