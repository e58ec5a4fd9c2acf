// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.Leaks;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What many calls leave behind: nothing. */
@Tag("load")
@Timeout(300)
class LoadTest {
    private static final int CALLS = 20_000;
    private static final int AT_ONCE = 200;
    private static final int WARM = 1_000;
    /** Bytes that the heap may grow by. */
    private static final long ALLOWED = 2_000_000;

    private static void call(int times, Diglot client) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(CallForm.CREATE.call(client, Dialect.CHAT).text()).isEqualTo(HelloServer.HELLO);
        }
    }

    /** Calls in every form from {@link #AT_ONCE} threads, which wait for each other before each call. */
    private static void callAtOnce(Diglot client) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
        CyclicBarrier start = new CyclicBarrier(AT_ONCE);
        Callable<Void> caller = () -> {
            for (Dialect dialect : Dialect.values()) {
                for (CallForm form : CallForm.values()) {
                    start.await(60, TimeUnit.SECONDS);
                    assertThat(form.call(client, dialect).text()).isEqualTo(HelloServer.HELLO);
                }
            }
            return null;
        };
        List<Future<Void>> ends = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            ends.add(callers.submit(caller));
        }
        for (Future<Void> end : ends) {
            end.get(120, TimeUnit.SECONDS);
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertEnded(RawServer server, Set<String> threads) {
        long start = System.nanoTime();
        while ((server.openConnections() > 0 || !threads.containsAll(Leaks.threads()))
                && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
            Thread.onSpinWait();
        }
        assertThat(server.openConnections())
                .as("connections that the server counts")
                .isZero();
        assertThat(threads).as("threads by name").containsAll(Leaks.threads());
    }

    @Test
    void manyCallsOneAfterAnotherUseOneConnectionAndLeaveNothingBehind() throws Exception {
        Set<String> before = Leaks.threads();
        try (RawServer server = RawServer.start(HelloServer::respond)) {
            try (Diglot client = TestClients.retrying(server).build()) {
                call(WARM, client);
                Set<String> threads = Leaks.threads();
                long heap = Leaks.heap();

                call(CALLS, client);

                assertThat(Leaks.growth(heap, ALLOWED))
                        .as("bytes that the heap grew by")
                        .isLessThanOrEqualTo(ALLOWED);
                assertThat(threads).as("threads by name").containsAll(Leaks.threads());
                assertThat(server.connections()).isEqualTo(1);
                assertThat(server.requests()).isEqualTo(WARM + CALLS);
            }
            assertEnded(server, before);
        }
    }

    @Test
    void manyCallsAtOnceLeaveNothingBehind() throws Exception {
        Set<String> before = Leaks.threads();
        try (RawServer server = RawServer.start(HelloServer::respond)) {
            try (Diglot client = TestClients.retrying(server).build()) {
                Set<String> threads;
                int rounds = 0;
                do { // until a round needs no more threads: each keeps buffers of its own
                    threads = Leaks.threads();
                    callAtOnce(client);
                    rounds++;
                } while (!threads.containsAll(Leaks.threads()));
                long heap = Leaks.heap();

                callAtOnce(client);

                assertThat(Leaks.growth(heap, ALLOWED))
                        .as("bytes that the heap grew by")
                        .isLessThanOrEqualTo(ALLOWED);
                assertThat(server.openConnections())
                        .as("open connections; the JDK opens more while those of ended calls are not free")
                        .isLessThan(2 * AT_ONCE);
                assertThat(server.requests())
                        .isEqualTo((rounds + 1L) * AT_ONCE * CallForm.calls().count());
            }
            assertEnded(server, before);
        }
    }
}
