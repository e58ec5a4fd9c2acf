// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The observed calls of a client that have not ended. If a stream is dropped without being closed, nobody ends its call;
 * it then ends when a later call starts, or with the client. Thread-safe.
 */
final class ObservedCalls {
    private final Set<ObservedCall> open = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Response> dropped = new ReferenceQueue<>();

    /** The response to an attempt, which only those hold strongly who can read it. */
    static final class ResponseReference extends WeakReference<Response> {
        private final ObservedCall call;

        private ResponseReference(Response response, ObservedCall call, ReferenceQueue<Response> queue) {
            super(response, queue);
            this.call = call;
        }
    }

    void add(ObservedCall call) {
        open.add(call);
    }

    void remove(ObservedCall call) {
        open.remove(call);
    }

    ResponseReference reference(Response response, ObservedCall call) {
        return new ResponseReference(response, call, dropped);
    }

    /** Ends the calls whose streams were found to be dropped since the last time. */
    void endDropped(Executor executor) {
        for (Reference<?> next = dropped.poll(); next != null; next = dropped.poll()) {
            ObservedCall call = ((ResponseReference) next).call;
            if (open.contains(call)) {
                executor.execute(call::endIfDropped);
            }
        }
    }

    /** Ends all calls whose streams were dropped; the others end themselves when the client is closed. */
    void close() {
        for (ObservedCall call : open) {
            call.endIfDropped();
        }
    }
}
