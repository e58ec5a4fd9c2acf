// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.testing.Leaks;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestSubscriber;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What streams leave behind that were not read to their end: 2,000, in {@code .ci/run} 10,000. */
@Tag("leak")
@Timeout(120)
class StreamLeakTest {
    private static final int STREAMS = Integer.getInteger("diglot.streams", 2_000);
    private static final int WARM = 500;
    /** Bytes that the heap may grow by. */
    private static final long ALLOWED = 2_000_000;

    private final AtomicInteger open = new AtomicInteger();

    /** Sends one event, then nothing until the client has disconnected. */
    private RawServer server() throws IOException {
        return RawServer.start(exchange -> {
            open.incrementAndGet();
            exchange.head("text/event-stream");
            exchange.send(says("a"));
            exchange.awaitClientGone();
            open.decrementAndGet();
        });
    }

    private void readOneEventOfEach(int streams, Diglot client) {
        for (int i = 0; i < streams; i++) {
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.iterator().next().text()).isEqualTo("a");
            }
        }
    }

    private void publishOneEventOfEach(int streams, Diglot client) throws Exception {
        for (int i = 0; i < streams; i++) {
            TestSubscriber<?> subscriber =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 1);
            subscriber.next();
            subscriber.subscription().cancel();
        }
    }

    @Test
    void closedStreamsLeaveNothingBehind() throws Exception {
        try (RawServer server = server();
                Diglot client = TestClients.client(server)) {
            readOneEventOfEach(WARM, client);
            Set<String> threads = Leaks.threads();
            long heap = Leaks.heap();

            readOneEventOfEach(STREAMS, client);

            assertNothingLeft(threads, heap);
        }
    }

    @Test
    void cancelledSubscriptionsLeaveNothingBehind() throws Exception {
        try (RawServer server = server();
                Diglot client = TestClients.client(server)) {
            publishOneEventOfEach(WARM, client);
            Set<String> threads = Leaks.threads();
            long heap = Leaks.heap();

            publishOneEventOfEach(STREAMS / 10, client);

            assertNothingLeft(threads, heap);
        }
    }

    /** Returns the names without the number in the pool: a pool may have grown. */
    private static Set<String> pools(Set<String> threads) {
        return threads.stream().map(name -> name.replaceFirst("-\\d+$", "")).collect(Collectors.toSet());
    }

    private void assertNothingLeft(Set<String> threads, long heap) throws InterruptedException {
        long start = System.nanoTime();
        while (open.get() > 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5)) {
            Thread.onSpinWait();
        }
        assertThat(open).as("connections that the server counts").hasValue(0);
        assertThat(pools(threads)).as("threads by name").containsAll(pools(Leaks.threads()));
        assertThat(Leaks.growth(heap, ALLOWED))
                .as("bytes that the heap grew by")
                .isLessThanOrEqualTo(ALLOWED);
    }

    @Test
    void programEndsAlthoughItsStreamsAreOpen() throws Exception {
        try (RawServer server = server()) {
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Abandon.class.getName(),
                            server.url())
                    .inheritIO()
                    .start();
            try {
                assertThat(program.waitFor(20, TimeUnit.SECONDS))
                        .as("ended by itself")
                        .isTrue();
                assertThat(program.exitValue()).isZero();
            } finally {
                program.destroyForcibly();
            }
        }
    }

    /** Opens a stream and a subscription and closes neither. */
    static final class Abandon {
        private Abandon() {}

        public static void main(String[] args) throws Exception {
            Diglot client = TestClients.client(args[0]);
            ChatStream stream = client.chat().stream(CHAT);
            if (!stream.iterator().hasNext()) {
                throw new IllegalStateException("no event was received");
            }
            TestSubscriber.subscribe(client.chat().publish(CHAT), 1).next();
        }
    }
}
