// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a thread that waits for an answer, where none does: a listener is told of every change, and a timer ends
 * the answer if it is silent for too long. For any thread.
 */
final class Watch {
    private final Answer answer;

    /** Null where a thread waits. */
    private volatile @Nullable Runnable listener;

    /** True once it is time to look, false if there is no need to any more. */
    private volatile CompletableFuture<Boolean> timer = new CompletableFuture<>();

    Watch(Answer answer) {
        this.answer = answer;
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
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the timer does not fail
    void look() {
        if (listener == null) {
            return;
        }
        stop();
        long left = answer.endIfSilent();
        if (left <= 0) {
            answer.proceed();
            return;
        }
        CompletableFuture<Boolean> next =
                new CompletableFuture<Boolean>().completeOnTimeout(true, left, TimeUnit.NANOSECONDS);
        timer = next;
        next.thenAccept(isDue -> {
            if (isDue) {
                look();
            }
        });
        if (answer.isEnded()) {
            stop();
        }
    }

    /** Stops the timer, which else would hold an answer that has ended. */
    void stop() {
        timer.complete(false);
    }
}
