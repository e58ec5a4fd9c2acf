// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receives the lifecycle events of one attempt; a no-op unless interceptors or observers are registered. Thread-safe.
 *
 * <p>{@link #bytesReceived} and {@link #hasUnreportedHead} may be called with the lock of the {@link Response}, so they
 * call no user code. All other methods may call user code, and are called without a lock.
 */
interface AttemptListener {
    /** Ignores all events. */
    AttemptListener NONE = new AttemptListener() {};

    /** Returns whether the response head has been received but not reported yet. */
    default boolean hasUnreportedHead() {
        return false;
    }

    /** Reports the response head if it has been received and not reported yet. */
    default void reportHead() {}

    /** Counts received bytes of the response body. */
    default void bytesReceived(int count) {}

    /** Reports that the first event of a stream was read. */
    default void firstEvent() {}

    /**
     * Reports that a stream was closed: as a success if all events were consumed, otherwise as a cancellation. Reading
     * the next event would report it too, but the reader may never do that. Does nothing if the call is not a stream.
     */
    default void closed() {}

    /**
     * Reports the end of the attempt; before that its head, if it was not reported yet. Only the first end is reported.
     *
     * @param failure what the caller receives, or null on success
     * @param retryDelay the delay before the next attempt, or null if there is none
     */
    default void ended(@Nullable Throwable failure, @Nullable Duration retryDelay) {}
}
