// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a thread that waits for a response, where none does: a listener is told of every change, and a timer ends
 * the response if it is silent for too long. For any thread.
 */
final class IdleTimer {
    private final Response response;

    /** Null where a thread waits. */
    private volatile @Nullable Runnable listener;

    private volatile @Nullable Future<?> timer;

    IdleTimer(Response response) {
        this.response = response;
    }

    /** Begins, or goes on with another listener, which returns at once. */
    void begin(Runnable listener) {
        this.listener = listener;
        look();
        tell(); // it may have ended before anyone listened
    }

    void tell() {
        Runnable hearer = listener;
        if (hearer != null) {
            hearer.run();
        }
    }

    /** Looks for silence now, and again when it may have become too long. */
    void look() {
        if (listener == null) {
            return;
        }
        stop();
        long left = response.endIfSilent();
        if (left <= 0) {
            response.proceed();
            return;
        }
        timer = response.call.later(this::look, left);
        if (response.isEnded()) {
            stop();
        }
    }

    /** Stops the timer, which would otherwise hold a response that has ended. */
    void stop() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
