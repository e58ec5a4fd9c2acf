// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RetryPolicy;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.testing.RawServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A given HTTP client whose own threads its user has ended: on JDK 17 it forgets calls without a word. */
@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class EndedThreadsTest {
    private static final ChatCompletionRequest REQUEST =
            ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"))).build();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** The three ways to wait for the head of an answer. */
    enum Form {
        CREATE {
            @Override
            void call(Diglot client) {
                client.chat().create(REQUEST);
            }
        },
        STREAM {
            @Override
            void call(Diglot client) {
                client.chat().stream(REQUEST).close();
            }
        },
        ASYNC {
            @Override
            void call(Diglot client) {
                client.chat().createAsync(REQUEST).join();
            }
        };

        abstract void call(Diglot client);
    }

    @ParameterizedTest
    @EnumSource
    void endedBeforeTheCallIsALostConnection(Form form) throws Exception {
        threads.shutdown();

        Throwable end = endOf(form, exchange -> exchange.head("application/json"));

        assertThat(end).isInstanceOf(ConnectionException.class).hasMessageContaining("threads of the given HttpClient");
    }

    @ParameterizedTest
    @EnumSource
    void endedBeforeTheHeadEndsTheCallInTime(Form form) throws Exception {
        Throwable end = endOf(form, exchange -> {
            threads.shutdownNow();
            exchange.awaitClientGone();
        });

        // JDK 17 says nothing, later ones say that their work was refused
        assertThat(end).isInstanceOfAny(CallTimeoutException.class, ConnectionException.class);
    }

    private Throwable endOf(Form form, RawServer.Handler handler) throws Exception {
        HttpClient given = HttpClient.newBuilder().executor(threads).build();
        try (RawServer server = RawServer.start(handler);
                Diglot client = Diglot.builder()
                        .baseUrl(server.url())
                        .httpClient(given)
                        .responseTimeout(Duration.ofMillis(500))
                        .retryPolicy(RetryPolicy.none())
                        .build()) {
            Throwable end = CompletableFuture.runAsync(() -> form.call(client))
                    .handle((nothing, e) -> e)
                    .get(20, TimeUnit.SECONDS);
            return requireNonNull(requireNonNull(end).getCause());
        }
    }
}
