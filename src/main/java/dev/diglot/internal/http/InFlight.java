// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.CallCancelledException;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The responses that are awaited or read, so that closing the client can end them. Thread-safe. No other lock of this
 * package is taken, and the HTTP client is not called, while its lock is held.
 */
final class InFlight {
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Each response with the thread that waits for it, or null if none does. The keys are weak, so that a response that
     * was read to its end, or dropped, need not be removed.
     */
    private final Map<Response, @Nullable Thread> waitingThreads = new WeakHashMap<>();

    private boolean closed;

    /**
     * Adds a response.
     *
     * @param waitingThread the thread that waits for it from now on, or null if none does
     * @throws IllegalStateException if the client is closed and this is the call's first attempt
     * @throws CallCancelledException if the client is closed and this is a later attempt
     */
    void add(Response response, @Nullable Thread waitingThread) {
        lock.lock();
        try {
            if (closed && response.call.retryState.attempts() > 1) {
                throw new CallCancelledException("the client was closed before the next attempt", null);
            }
            if (closed) {
                throw new IllegalStateException("the client is closed; make the call before close()");
            }
            waitingThreads.put(response, waitingThread);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records that the current thread no longer waits. If {@link #close} has interrupted it, clears its interrupt flag,
     * which would otherwise disturb what the thread does next.
     */
    void stopWaiting(Response response) {
        lock.lock();
        try {
            Thread waiting = waitingThreads.put(response, null);
            boolean wasInterrupted = waiting == null; // close() removes each thread that it interrupts
            if (wasInterrupted) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new responses, closes all present ones, interrupts their waiting threads, and returns the responses. */
    List<Response> close() {
        List<Response> open = refuseNew();
        for (Response response : open) {
            response.close(); // before its thread is interrupted, which then finds it closed
        }
        lock.lock();
        try {
            for (Map.Entry<Response, @Nullable Thread> entry : waitingThreads.entrySet()) {
                Thread waiting = entry.setValue(null);
                if (waiting != null) {
                    waiting.interrupt(); // under the lock: the thread cannot stop waiting in between
                }
            }
        } finally {
            lock.unlock();
        }
        return open;
    }

    private List<Response> refuseNew() {
        lock.lock();
        try {
            closed = true;
            return List.copyOf(waitingThreads.keySet());
        } finally {
            lock.unlock();
        }
    }
}
