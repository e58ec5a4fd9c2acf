// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The waits between attempts; tests have their own. */
class Delayer {
    /** Waits on the current thread. */
    void sleep(Duration wait) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    }

    /** Runs work after a wait, where no thread waits. */
    @SuppressWarnings("FutureReturnValueIgnored") // the work reports its own failure
    void after(Duration wait, ScheduledExecutorService timer, Runnable work) {
        timer.schedule(work, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** From 0 to 1. */
    double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
