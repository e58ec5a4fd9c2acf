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
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestSubscriber;
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

    private Diglot.Builder builder(RawServer server) {
        return TestClients.retrying(server).interceptor(recorder);
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

    private static RawServer busy() throws IOException {
        return RawServer.responding(503, "application/json", "{}");
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
            TestSubscriber<ChatCompletionChunk> subscriber =
                    TestSubscriber.subscribe(client.chat().publish(CHAT));

            assertThat(subscriber.failure()).hasMessage("no key file");
        }
    }

    @Test
    void subscriberThatFailsFreesItsConnection() throws Exception {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        try (RawServer server = RawServer.silentAfterEvents(event);
                Diglot client = builder(server).build()) {
            TestSubscriber.subscribe(
                    client.chat().publish(CHAT), chunk -> Undeclared.raise(new IOException("of the subscriber")));

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
}
