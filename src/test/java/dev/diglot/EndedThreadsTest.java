// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.TestClients;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An HttpClient of the user's whose executor was shut down: on JDK 17 it never completes such calls. */
@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
@Tag("thorough")
class EndedThreadsTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @ParameterizedTest
    @EnumSource
    void endedBeforeTheCallIsALostConnection(CallForm form) throws Exception {
        threads.shutdown();

        Throwable end = endOf(form, request -> Reply.text("never"));

        assertThat(end).isInstanceOf(ConnectionException.class).hasMessageContaining("threads of the given HttpClient");
    }

    @ParameterizedTest
    @EnumSource
    void endedBeforeTheHeadEndsTheCallInTime(CallForm form) throws Exception {
        Throwable end = endOf(form, request -> {
            threads.shutdownNow();
            return Reply.noResponse(Cut.STALL);
        });

        // JDK 17 reports nothing, later ones report a rejected task
        assertThat(end).isInstanceOfAny(CallTimeoutException.class, ConnectionException.class);
    }

    private Throwable endOf(CallForm form, Function<ReceivedRequest, Reply> replies) throws Exception {
        HttpClient httpClient = HttpClient.newBuilder().executor(threads).build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(replies);
                Diglot client = TestClients.builder(endpoint)
                        .httpClient(httpClient)
                        .responseTimeout(Duration.ofMillis(500))
                        .build()) {
            return requireNonNull(form.call(client, Dialect.CHAT).failure());
        }
    }
}
