// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The clock of one call: how long it has run, and how long it may still wait for what. Immutable. */
final class Timing {
    private final long start = System.nanoTime();
    private final Duration response;
    private final Duration idle;
    private final @Nullable Duration deadline;

    /** The defaults must have both timeouts. */
    Timing(RequestOptions options, RequestOptions defaults) {
        response = options.responseTimeout() == null
                ? requireNonNull(defaults.responseTimeout())
                : options.responseTimeout();
        idle = options.idleTimeout() == null ? requireNonNull(defaults.idleTimeout()) : options.idleTimeout();
        deadline = options.deadline() == null ? defaults.deadline() : options.deadline();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    Duration response() {
        return response;
    }

    Duration idle() {
        return idle;
    }

    /** How long the head may take from now on; the deadline may end it sooner. */
    Duration untilHead() {
        return Duration.ofNanos(Math.max(1, Math.min(response.toNanos(), nanosLeft())));
    }

    /** How many nanoseconds the whole call has left; zero or less if none. */
    long nanosLeft() {
        return deadline == null ? Long.MAX_VALUE : deadline.toNanos() - (System.nanoTime() - start);
    }

    boolean isOver() {
        return nanosLeft() <= 0;
    }

    /** The exception of a wait for the next bytes that took too long. */
    CallTimeoutException silence(String where, @Nullable Throwable cause) {
        return isOver() ? late(where, cause) : new CallTimeoutException(Phase.IDLE, idle, where, cause);
    }

    /** The exception of a call whose deadline has passed. */
    CallTimeoutException late(String where, @Nullable Throwable cause) {
        return new CallTimeoutException(Phase.DEADLINE, requireNonNullElse(deadline, Duration.ZERO), where, cause);
    }
}
