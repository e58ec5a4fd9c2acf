// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests that wait to be sent where no thread blocks. One is sent at a time. Thread-safe.
 *
 * <p>To set up an exchange costs as much CPU as to read dozens of events, and the HTTP client does most of it on the
 * thread that reads. If a burst of requests were sent at once, the events of the first streams would wait in their
 * sockets until the last request is sent. So the next request is sent once the HTTP client has connected and takes the
 * body of the previous one, which it does in turn with reading, but at most {@link #MAX_HOLD_MICROS} after the start of
 * the previous one: neither a slow host nor a slow name server holds up the others.
 */
final class SendQueue {
    private static final long MAX_HOLD_MICROS = 1000;

    private final ScheduledExecutorService timer;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** The number of requests that wait, plus one if one is being sent. */
    private final AtomicInteger count = new AtomicInteger();

    SendQueue(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Adds a request.
     *
     * @param send submits the task that sends it, which calls {@link #start} first
     */
    void add(Runnable send) {
        waiting.add(send);
        if (count.getAndIncrement() == 0) {
            waiting.remove().run();
        }
    }

    /** Starts to send a request. When the HTTP client takes its body, or after the time limit, the next one is sent. */
    @SuppressWarnings("FutureReturnValueIgnored") // sendNext does not fail
    void start(RequestBody body) {
        AtomicBoolean isNextSent = new AtomicBoolean();
        Runnable sendNextOnce = () -> {
            if (!isNextSent.getAndSet(true)) {
                sendNext();
            }
        };
        timer.schedule(sendNextOnce, MAX_HOLD_MICROS, TimeUnit.MICROSECONDS);
        body.onFirstSubscription(sendNextOnce);
    }

    private void sendNext() {
        if (count.decrementAndGet() > 0) {
            waiting.remove().run();
        }
    }
}
