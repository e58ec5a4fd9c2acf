// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Delays between attempts, and their jitter. Thread-safe; tests replace it. */
class Delayer {
    /** Blocks the current thread. */
    void sleep(Duration delay) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    }

    /** Runs a task after a delay, without blocking a thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task reports its own failure
    void schedule(Duration delay, ScheduledExecutorService timer, Runnable task) {
        timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns a random number from 0 (included) to 1 (excluded) that shortens a backoff. */
    double jitter() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
