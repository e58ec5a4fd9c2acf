// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.RawServer;
import java.lang.ref.Reference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientThreadsTest {
    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> thread.getName().startsWith("ForkJoinPool-")); // those of JUnit
        return threads;
    }

    private static ClientThreads withTls() {
        ClientThreads own = new ClientThreads(Duration.ofSeconds(5));
        own.useTls();
        return own;
    }

    @Test
    void threadsAreOursAndDaemonsAndEndAtClose() throws Exception {
        Set<Thread> before = threads();
        ClientThreads own = withTls();
        try (RawServer server = RawServer.responding(200, "application/json", "{}")) {
            URI uri = URI.create(server.url());
            own.buildHttpClient(false)
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        }
        List<Thread> ours = new ArrayList<>(threads());
        ours.removeAll(before);
        ours.removeIf(thread -> thread.getName().equals("raw-server"));
        assertThat(ours)
                .isNotEmpty()
                .allMatch(Thread::isDaemon)
                .allMatch(thread -> thread.getName().matches("diglot-\\d+-\\d+|HttpClient-\\d+-SelectorManager"));

        own.close();

        for (Thread thread : ours) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    @Timeout(60)
    void manyClientsLeaveNothingBehind() throws Exception {
        Set<Thread> before = threads();
        Set<ThreadGroup> groupsBefore = groups();

        for (int i = 0; i < 20; i++) {
            ClientThreads own = withTls();
            own.buildHttpClient(false);
            own.close();
        }

        Set<Thread> left = threads();
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        if (Runtime.version().feature() < 19) { // later JDKs let the collector take empty groups
            while (!groupsBefore.containsAll(groups())) {
                Thread.onSpinWait();
            }
        }
    }

    private static Set<ThreadGroup> groups() {
        ThreadGroup[] groups = new ThreadGroup[1_000];
        int count = Thread.currentThread().getThreadGroup().enumerate(groups);
        return new HashSet<>(Arrays.asList(groups).subList(0, count));
    }

    @Test
    void buildingSurvivesAnInterruptAndKeepsIt() {
        Thread.currentThread().interrupt();

        ClientThreads own = withTls();
        HttpClient client = own.buildHttpClient(false);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(client.followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
        own.close();
    }

    @Test
    @Timeout(60)
    void clientThatNobodyClosedEndsWithTheGarbage() throws Exception {
        Set<Thread> selectors = selectorsOfAnUnusedClient();

        assertThat(selectors).isNotEmpty();
        for (Thread thread : selectors) {
            while (thread.isAlive()) {
                System.gc();
                thread.join(200);
            }
        }
    }

    private static Set<Thread> selectorsOfAnUnusedClient() {
        Set<Thread> before = threads();
        HttpClient client = withTls().buildHttpClient(true);
        try {
            Set<Thread> selectors = threads();
            selectors.removeAll(before);
            selectors.removeIf(thread -> !thread.getName().endsWith("SelectorManager"));
            return selectors;
        } finally {
            Reference.reachabilityFence(client); // a collection must not end its thread before it was found
        }
    }

    @Test
    @Timeout(60)
    void anIdleThreadGivesTheNextSignal() throws Exception {
        ClientThreads own = new ClientThreads(Duration.ofSeconds(5));
        Thread first = CompletableFuture.supplyAsync(Thread::currentThread, own.signals())
                .get();
        while (first.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        Thread second = CompletableFuture.supplyAsync(Thread::currentThread, own.signals())
                .get();

        assertThat(second).isSameAs(first);
        own.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void moreSignalsThanThreadsAreAllDelivered(boolean isClosedMeanwhile) throws Exception {
        ClientThreads own = new ClientThreads(Duration.ofSeconds(5));
        CountDownLatch busy = new CountDownLatch(32);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(100);
        Runnable signal = () -> {
            busy.countDown();
            awaitQuietly(free);
            delivered.countDown();
        };

        for (int i = 0; i < 50; i++) {
            own.signals().execute(signal);
        }
        busy.await();
        if (isClosedMeanwhile) {
            own.close();
        }
        for (int i = 0; i < 50; i++) {
            own.signals().execute(signal);
        }
        free.countDown();

        delivered.await();
        own.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
