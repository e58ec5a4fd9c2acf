// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RequestOptions;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Leaks;
import dev.diglot.testing.RawServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What connections hold of the calls that they have served, while they wait for the next: nothing. */
@Tag("load")
@Timeout(300)
class HeldMemoryTest {
    private static final int CONNECTIONS = 8;
    /** In each form and dialect; 240 in all. */
    private static final int CALLS = 24;

    private static final int LARGE = 5_000_000;
    private static final long ALLOWED = 4_000_000;

    private final CyclicBarrier together = new CyclicBarrier(CONNECTIONS);

    /** Responds to the calls of a round only once all are there, so that each has a connection of its own. */
    private RawServer server(CallForm form, Dialect dialect) throws Exception {
        String body = form.body(dialect, "y".repeat(LARGE));
        String length = "content-length: " + body.length();
        String keeping = RawServer.head(200, form.contentType(), length) + body;
        return RawServer.start(exchange -> {
            await(together);
            exchange.whole(keeping);
        });
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("the other calls of the round did not arrive", e);
        }
    }

    /** On new connections: the JDK's connection knows the call that opened it, for as long as it is open. */
    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void idleConnectionsHoldNothingOfFinishedCalls(CallForm form, Dialect dialect) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
        try (RawServer server = server(form, dialect);
                Diglot client = client(server)) {
            long start = Leaks.heap();

            call(server, callers, () -> length(form, client, dialect, LARGE), LARGE);

            long grown = Leaks.growth(start, ALLOWED);
            assertThat(server.openConnections()).isGreaterThanOrEqualTo(CONNECTIONS);
            assertThat(server.connections()).as("connections in all").isLessThan(CALLS + 2 * CONNECTIONS);
            assertThat(grown).as("bytes that the heap grew by").isLessThanOrEqualTo(ALLOWED);
        } finally {
            callers.shutdownNow();
        }
    }

    /** Calls in rounds, all calls of a round at once; each call returns the length of its reply. */
    private static void call(RawServer server, ExecutorService callers, Callable<Integer> call, int length)
            throws Exception {
        for (int round = 0; round < CALLS / CONNECTIONS; round++) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                calls.add(callers.submit(call));
            }
            for (Future<Integer> each : calls) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(length);
                server.request(); // or the server would keep it
            }
        }
    }

    /** Makes a call whose request and response have a size; returns only the length of the reply. */
    private static int length(CallForm form, Diglot client, Dialect dialect, int size) throws Exception {
        return form.call(client, CallForm.request(dialect, "x".repeat(size)), RequestOptions.none())
                .text()
                .length();
    }
}
