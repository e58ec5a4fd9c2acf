// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The answers that are waited for or read, so that closing the client can end them. For any thread. */
final class InFlight {
    /**
     * Each with the thread that waits for its head, if one does. Weak, so that an answer that was read to its end, or
     * forgotten, need not be taken out.
     */
    private final Map<Answer, @Nullable Thread> answers = new WeakHashMap<>();

    private boolean closed;

    /**
     * Notes an answer, and the thread that waits for its head from now on.
     *
     * @throws IllegalStateException if the client is closed
     */
    synchronized void enter(Answer answer, @Nullable Thread waiting) {
        if (closed) {
            throw new IllegalStateException("the client is closed; make the call before close()");
        }
        answers.put(answer, waiting);
    }

    /** Notes that the current thread waits no more, and takes back an interrupt of ours that it did not notice. */
    synchronized void leave(Answer answer) {
        if (answers.put(answer, null) == null) {
            Thread.interrupted();
        }
    }

    /** Ends all, and lets no more in. Gives those that it ended. */
    synchronized List<Answer> close() {
        closed = true;
        for (Map.Entry<Answer, @Nullable Thread> entry : answers.entrySet()) {
            entry.getKey().close(false);
            Thread waiting = entry.setValue(null);
            if (waiting != null) {
                waiting.interrupt();
            }
        }
        return new ArrayList<>(answers.keySet());
    }
}
