// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The future of a loop. Cancelling it, or a future derived from it, cancels the call or the tool that is running. */
final class LoopFuture<R> extends CompletableFuture<R> {
    /** The future of the loop itself, if this one is derived from it. */
    private final @Nullable LoopFuture<?> loop;

    /** The call or the tool that is running. Written by the thread of the loop, read by the one that cancels. */
    private volatile @Nullable Future<?> current;

    LoopFuture() {
        this(null);
    }

    private LoopFuture(@Nullable LoopFuture<?> loop) {
        this.loop = loop;
    }

    /** Starts a daemon thread. */
    static void startThread(Runnable work) {
        Thread thread = new Thread(work, "diglot-tools");
        thread.setDaemon(true);
        thread.start();
    }

    void current(Future<?> next) {
        current = next;
        if (isDone()) {
            next.cancel(true); // was cancelled before it could be seen here
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>(loop == null ? this : loop);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return completeExceptionally(new CancellationException()) || isCancelled();
    }

    /** Ends the loop too. Also called by {@link #orTimeout}, and by users who give up the loop. */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean isCompleted = super.completeExceptionally(failure);
        Future<?> running = current;
        if (loop != null) {
            loop.completeExceptionally(failure);
        } else if (isCompleted && running != null) {
            running.cancel(true);
        }
        return isCompleted;
    }
}
