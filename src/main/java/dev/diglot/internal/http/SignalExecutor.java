// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs callbacks and subscribers in order, on few threads. Thread-safe.
 *
 * <p>It uses as many threads as there are processors: with more, the thread that reads would get less CPU, and to wake
 * one for each event would cost as much as to decode the event. But user code may block. If a task has waited for
 * {@link #MAX_WAIT_MILLIS}, one more thread is used, up to {@link #MAX_THREADS}.
 */
final class SignalExecutor implements Executor {
    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS =
            Math.max(2, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    private static final long MAX_WAIT_MILLIS = 5;

    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean isWatched = new AtomicBoolean();
    private volatile int limit = MIN_THREADS;

    /**
     * Creates an executor.
     *
     * @param threads runs each task at once
     * @param timer measures how long tasks wait
     */
    SignalExecutor(Executor threads, ScheduledExecutorService timer) {
        this.threads = threads;
        this.timer = timer;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        added.incrementAndGet();
        if (!startThread()) {
            watch();
        }
    }

    /** Uses one more thread; returns false if the limit is reached. */
    private boolean startThread() {
        int current = running.get();
        while (current < limit) {
            if (running.compareAndSet(current, current + 1)) {
                threads.execute(this::runTasks);
                return true;
            }
            current = running.get();
        }
        return false;
    }

    private void runTasks() {
        try {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                started.incrementAndGet();
                next.run();
            }
        } finally {
            running.decrementAndGet();
            if (!waiting.isEmpty()) { // one was added meanwhile, or a subscriber threw
                startThread();
            }
        }
    }

    /** Schedules a check, unless one is scheduled. */
    @SuppressWarnings("FutureReturnValueIgnored") // check does not fail
    private void watch() {
        if (!isWatched.getAndSet(true)) {
            long addedBefore = added.get();
            timer.schedule(() -> check(addedBefore), MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void check(long addedBefore) {
        if (started.get() < addedBefore) {
            limit = Math.min(MAX_THREADS, limit + 1);
            startThread();
        } else {
            limit = Math.max(MIN_THREADS, limit - 1);
        }
        isWatched.set(false);
        if (!waiting.isEmpty()) {
            watch();
        }
    }

    /** Uses all threads from now on, because the timer is shut down. */
    void close() {
        limit = MAX_THREADS;
        while (!waiting.isEmpty() && startThread()) {
            // one more
        }
    }
}
