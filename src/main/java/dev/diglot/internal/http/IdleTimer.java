// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Idle timer and wake-up callback of a response that no thread blocks on. Where a thread blocks, it measures the idle
 * time itself: no callback is ever registered, and all methods do nothing. Thread-safe.
 */
final class IdleTimer {
    private final Response response;

    /** Called after every change of the response. Null where a thread blocks. */
    private volatile @Nullable Runnable listener;

    private volatile @Nullable Future<?> timer;

    IdleTimer(Response response) {
        this.response = response;
    }

    /**
     * Registers the callback, in place of an earlier one, starts the timer, and calls back once.
     *
     * @param newListener called on any thread, perhaps with the lock of the response; must return at once
     */
    void start(Runnable newListener) {
        listener = newListener;
        rearm();
        notifyListener(); // the response may have ended before the callback was registered
    }

    /** Calls back, if a callback is registered. */
    void notifyListener() {
        Runnable current = listener;
        if (current != null) {
            current.run();
        }
    }

    /** Ends the response if its current timeout has expired; otherwise schedules a check for when it will expire. */
    void rearm() {
        if (listener == null) {
            return;
        }
        stop();
        long nanosLeft = response.endIfIdle();
        if (nanosLeft <= 0) {
            response.requestMoreOrCancel(); // it has ended, so this cancels the exchange
            return;
        }
        timer = response.call.schedule(this::rearm, nanosLeft);
        if (response.isEnded()) {
            stop(); // it ended on another thread before the new timer was stored
        }
    }

    /** Cancels the timer, which would otherwise keep a response that has ended reachable. */
    void stop() {
        Future<?> current = timer;
        if (current != null) {
            current.cancel(false);
        }
    }
}
