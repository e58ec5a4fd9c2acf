// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who is told how an attempt goes on: nobody, unless the client has interceptors. For any thread, without a lock. */
interface AttemptListener {
    AttemptListener NOBODY = new AttemptListener() {};

    /** Whether the head has come, and is not told yet. */
    default boolean isOwedHead() {
        return false;
    }

    /** Tells of the head, if it has come and is not told yet. */
    default void head() {}

    /** Counts bytes of the body. Tells nothing, for this may be called with the response's lock. */
    default void received(int size) {}

    /** Tells that the first event of a stream was read. */
    default void firstEvent() {}

    /** Tells the end of a stream that was closed, for by now no one may be reading it: good if all of it was taken. */
    default void closed() {}

    /**
     * Tells how the attempt ended, behind its head. What is told first stands.
     *
     * @param failure what the caller gets, or null if the end is good
     * @param retryIn the wait before the next attempt, or null if there is none
     */
    default void end(@Nullable Throwable failure, @Nullable Duration retryIn) {}
}
