// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.model.ErrorKind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What happens to a response before it is complete: exactly one of a cut, an error and a hold. */
record Failure(
        Unit unit,
        int after,
        @Nullable Cut cut,
        @Nullable ErrorKind error,
        @Nullable CountDownLatch hold) {
    private static final Duration BEFORE_RESET = Duration.ofMillis(50);
    private static final Duration POLL = Duration.ofMillis(5);

    /** What is counted before it happens. */
    enum Unit {
        EVENTS,
        BYTES
    }

    Failure {
        if (after < 0) {
            throw new IllegalArgumentException("The number of events or bytes must not be negative: " + after);
        }
    }

    static Failure cut(Unit unit, int after, Cut cut) {
        return new Failure(unit, after, cut, null, null);
    }

    static Failure error(int events, ErrorKind kind) {
        return new Failure(Unit.EVENTS, events, null, kind, null);
    }

    static Failure hold(int events, CountDownLatch latch) {
        return new Failure(Unit.EVENTS, events, null, null, latch);
    }

    /**
     * Returns after how many bytes of the body this happens.
     *
     * @throws IllegalArgumentException if the body is shorter
     */
    int offset(Response response) {
        if (unit == Unit.EVENTS && !response.isStream()) {
            return after == 0 ? 0 : response.length() / 2;
        }
        int available = unit == Unit.EVENTS ? response.parts().size() : response.length();
        if (after > available) {
            throw new IllegalArgumentException(
                    "cannot fail after " + after + " " + unit + ": the response has only " + available);
        }
        return unit == Unit.EVENTS ? response.length(after) : after;
    }

    /** Lets it happen. Returns whether the response continues. */
    boolean happen(Exchange exchange) throws IOException {
        if (hold != null) {
            while (hold.getCount() > 0) {
                exchange.pause(POLL);
            }
            return true;
        }
        if (error != null) {
            exchange.chunk(ErrorContent.event(exchange.request(), error));
        }
        if (error != null || cut == Cut.END) {
            exchange.end();
        }
        if (cut != null) {
            happen(cut, exchange);
        }
        return false;
    }

    /** Lets a cut happen. Unless the body has ended before, the connection is closed afterwards. */
    static void happen(Cut cut, Exchange exchange) throws IOException {
        if (cut == Cut.STALL) {
            exchange.connection().stall();
        }
        if (cut == Cut.RESET) {
            exchange.pause(BEFORE_RESET);
            exchange.connection().reset();
        }
    }
}
