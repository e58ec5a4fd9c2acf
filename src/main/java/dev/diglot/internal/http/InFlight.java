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
 * The responses that are waited for or read, so that closing the client can end them. For any thread. The HTTP client is
 * called without the lock.
 */
final class InFlight {
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Each with the thread that waits for its head, if one does. Weak, so that a response that was read to its end, or
     * forgotten, need not be taken out.
     */
    private final Map<Response, @Nullable Thread> responses = new WeakHashMap<>();

    private boolean closed;

    /**
     * Notes a response, and the thread that waits for its head from now on.
     *
     * @throws IllegalStateException if the client is closed
     * @throws CallCancelledException if so, but the call had its first attempt before
     */
    void enter(Response response, @Nullable Thread waiting) {
        lock.lock();
        try {
            if (closed && response.call.attempts.count() > 1) {
                throw new CallCancelledException("the client was closed before the next attempt", null);
            }
            if (closed) {
                throw new IllegalStateException("the client is closed; make the call before close()");
            }
            responses.put(response, waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the current thread waits no more, and takes back an interrupt of ours that it did not notice. */
    void leave(Response response) {
        lock.lock();
        try {
            if (responses.put(response, null) == null) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all, and lets no more in. Gives those that it ended. */
    List<Response> close() {
        List<Response> open = closeDoor();
        for (Response response : open) {
            response.close(); // before its thread is interrupted, which then asks why
        }
        lock.lock();
        try {
            for (Map.Entry<Response, @Nullable Thread> entry : responses.entrySet()) {
                Thread waiting = entry.setValue(null);
                if (waiting != null) {
                    waiting.interrupt(); // with the lock, so that it has not left meanwhile
                }
            }
        } finally {
            lock.unlock();
        }
        return open;
    }

    /** Lets no more in, and gives those that are. */
    private List<Response> closeDoor() {
        lock.lock();
        try {
            closed = true;
            return List.copyOf(responses.keySet());
        } finally {
            lock.unlock();
        }
    }
}
