// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.stream.EventSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** The threads that wait for an answer and the open streams, so that closing the client can end them. For any thread. */
final class InFlight {
    private final Set<Thread> waiting = new HashSet<>();

    /** Weak, so that a stream that was read to its end, or forgotten, need not be taken out. */
    private final Set<EventSource<?>> streams = Collections.newSetFromMap(new WeakHashMap<>());

    private boolean closed;

    /**
     * Notes that the current thread waits from now on.
     *
     * @throws IllegalStateException if the client is closed
     */
    synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("the client is closed; make the call before close()");
        }
        waiting.add(Thread.currentThread());
    }

    /** Notes that the current thread waits no more, and takes back an interrupt of ours that it did not notice. */
    synchronized void leave() {
        if (!waiting.remove(Thread.currentThread())) {
            Thread.interrupted();
        }
    }

    /** Notes a stream that has begun. */
    void add(EventSource<?> stream) {
        synchronized (this) {
            streams.add(stream);
            if (!closed) {
                return;
            }
        }
        stream.close();
    }

    /** Whether the current thread's wait was ended by {@link #close}. */
    synchronized boolean isEnded() {
        return !waiting.contains(Thread.currentThread());
    }

    /** Ends all, and lets no more in. */
    void close() {
        List<EventSource<?>> open;
        synchronized (this) {
            closed = true;
            for (Thread thread : waiting) {
                thread.interrupt();
            }
            waiting.clear(); // whoever is missing was interrupted by us
            open = new ArrayList<>(streams);
        }
        for (EventSource<?> stream : open) {
            stream.close();
        }
    }
}
