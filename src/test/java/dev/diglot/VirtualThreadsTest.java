// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.Program;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Blocking calls on virtual threads that share one carrier. The server continues its responses only when a hundred
 * calls wait, before the head and once more inside the body: a call that pins the carrier while it waits would be
 * alone, and wait forever. Fails before JDK 21.
 */
@Tag("virtual")
class VirtualThreadsTest {
    private static final int CALLS = 10_000;
    /** The number of connections; the other calls wait for one of them. */
    private static final int AT_ONCE = 500;
    /** How many calls must wait together, at two places; divides the calls and is less than half of those at once. */
    private static final int TOGETHER = 100;

    private final CyclicBarrier beforeHeads = new CyclicBarrier(TOGETHER);
    private final CyclicBarrier insideBodies = new CyclicBarrier(TOGETHER);

    private void respondTogether(RawServer.Exchange exchange) throws IOException, InterruptedException {
        awaitOthers(beforeHeads);
        HelloServer.respond(exchange, () -> awaitOthers(insideBodies));
    }

    private static void awaitOthers(CyclicBarrier barrier) throws IOException, InterruptedException {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IOException("no hundred calls wait together", e); // the connection ends, and the call fails
        }
    }

    @Test
    @Timeout(180)
    void tenThousandBlockingCallsOnOneCarrierAllComplete() throws Exception {
        List<String> oneCarrier =
                List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
        try (RawServer server = RawServer.start(this::respondTogether)) {
            String said = Program.run(Callers.class, oneCarrier, server.url());

            assertThat(said).isEqualTo(CALLS + " complete");
            assertThat(server.requests()).isEqualTo(CALLS);
        }
    }

    /** Makes the calls, in all forms that block, each on a virtual thread of its own. */
    static final class Callers {
        private static final List<CallForm> BLOCKING =
                Stream.of(CallForm.values()).filter(CallForm::isBlocking).toList();

        private Callers() {}

        public static void main(String[] args) throws Exception {
            ExecutorService threads = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null); // JDK 21
            Semaphore connections = new Semaphore(AT_ONCE);
            AtomicInteger complete = new AtomicInteger();
            try (Diglot client = TestClients.client(args[0])) {
                for (int i = 0; i < CALLS; i++) {
                    CallForm form = BLOCKING.get(i / 2 % BLOCKING.size());
                    Dialect dialect = i % 2 == 0 ? Dialect.CHAT : Dialect.MESSAGES;
                    Future<?> unused = threads.submit(() -> {
                        connections.acquire();
                        try {
                            boolean isHello = form.call(client, dialect).text().equals(HelloServer.HELLO);
                            complete.addAndGet(isHello ? 1 : 0);
                        } finally {
                            connections.release();
                        }
                        return null;
                    });
                }
                threads.shutdown();
                boolean ended = threads.awaitTermination(90, TimeUnit.SECONDS);
                System.out.print(complete + (ended ? " complete" : " complete, the others hang"));
            }
        }
    }
}
