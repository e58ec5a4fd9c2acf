// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.model.ErrorKind;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The endpoint of one process of {@link Bulk}. It records when requests arrive, asks for a pause now and then, and holds
 * its first responses until as many requests are in flight as the process may send at once, and a little longer.
 */
final class BulkEndpoint implements AutoCloseable {
    private static final Pattern NUMBER = Pattern.compile("Prompt (\\d+)\"");

    /** A time, by {@link System#nanoTime}, in which no request should be sent. */
    record Pause(long begin, long end) {}

    private final FakeEndpoint endpoint;
    private final CountDownLatch full;
    private final CountDownLatch tooMany;
    private final CountDownLatch arrived;
    private final int refusedPrompt;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger maxInFlight = new AtomicInteger();
    private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Pause> pauses = new ConcurrentLinkedQueue<>();

    /**
     * Starts the endpoint.
     *
     * @param limit how many requests the process may send at once
     * @param awaited the number of requests that {@link #awaitRequests} waits for
     * @param refusedPrompt the number of a prompt that gets status 400, or -1
     */
    BulkEndpoint(int limit, int awaited, int refusedPrompt) {
        this.full = new CountDownLatch(limit);
        this.tooMany = new CountDownLatch(limit + 1);
        this.arrived = new CountDownLatch(awaited);
        this.refusedPrompt = refusedPrompt;
        this.endpoint = FakeEndpoint.start(this::reply);
    }

    static String reply(int prompt) {
        return "Reply to prompt " + prompt + ", 你好";
    }

    String url() {
        return endpoint.url();
    }

    void awaitRequests() throws InterruptedException {
        if (!arrived.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("only " + arrivals.size() + " requests arrived");
        }
    }

    int maxInFlight() {
        return maxInFlight.get();
    }

    /** Returns how many requests were not asked to be sent again. */
    int calls() {
        return arrivals.size() - pauses.size();
    }

    /** Returns, for each pause, how many requests arrived in it. */
    List<Long> arrivalsInPauses() {
        return pauses.stream()
                .map(pause -> arrivals.stream()
                        .filter(time -> time - pause.begin > 0 && time - pause.end < 0)
                        .count())
                .toList();
    }

    @Override
    public void close() {
        endpoint.close();
    }

    private Reply reply(ReceivedRequest request) {
        maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        int number;
        synchronized (arrivals) {
            arrivals.add(System.nanoTime());
            number = arrivals.size();
        }
        full.countDown();
        tooMany.countDown();
        awaitFull();
        Reply reply = reply(number, request.body());
        inFlight.decrementAndGet();
        arrived.countDown();
        return reply;
    }

    private void awaitFull() {
        try {
            if (!full.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("too few requests are in flight");
            }
            boolean ignored = tooMany.await(300, TimeUnit.MILLISECONDS); // one more than allowed would arrive now
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Reply reply(int number, String request) {
        if (number == 60) {
            return pause(ErrorKind.RATE_LIMIT, Duration.ofSeconds(1));
        }
        if (number == 120) {
            return pause(ErrorKind.SERVICE_UNAVAILABLE, Duration.ofMillis(700));
        }
        Matcher prompt = NUMBER.matcher(request);
        if (!prompt.find()) {
            throw new AssertionError("a request without the number of a prompt");
        }
        int id = Integer.parseInt(prompt.group(1));
        return id == refusedPrompt ? Reply.error(ErrorKind.INVALID_REQUEST) : Reply.text(reply(id));
    }

    private Reply pause(ErrorKind kind, Duration length) {
        long now = System.nanoTime();
        pauses.add(new Pause(now, now + length.toNanos()));
        return Reply.error(kind).retryAfter(length);
    }
}
