// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
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

/** Many responses that are all in progress at the same time, on a client as the builder makes it. */
@Tag("load")
@Timeout(120)
class ConcurrentStreamsTest {
    private static final int STREAMS = 300;

    /** The first half of each response waits for that of all others, so that no connection can serve two calls. */
    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void manyResponsesInProgressAtOnceAllComplete(CallForm form, Dialect dialect) throws Exception {
        CyclicBarrier halves = new CyclicBarrier(STREAMS);
        ExecutorService callers = Executors.newFixedThreadPool(STREAMS);
        try (RawServer server = RawServer.start(exchange -> HelloServer.respond(exchange, () -> await(halves)));
                Diglot client = TestClients.retrying(server).build()) {
            List<Future<End>> ends = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                ends.add(callers.submit(() -> form.call(client, dialect)));
            }

            for (Future<End> end : ends) {
                assertThat(end.get(60, TimeUnit.SECONDS).text()).isEqualTo(HelloServer.HELLO);
            }
            assertThat(server.connections()).isEqualTo(STREAMS);
            assertThat(server.requests()).isEqualTo(STREAMS);
        } finally {
            callers.shutdownNow();
        }
    }

    private static void await(CyclicBarrier all) throws InterruptedException {
        try {
            all.await(60, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("fewer than " + STREAMS + " responses are in progress at once", e);
        }
    }
}
