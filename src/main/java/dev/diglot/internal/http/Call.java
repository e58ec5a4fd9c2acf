// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.error.DiglotException;
import dev.diglot.internal.text.Sanitizer;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call: what is sent where, how long it may take, and what it means to the caller if it fails. */
final class Call {
    /** So much later than the HTTP client we give up the head: a client whose threads were ended may forget it. */
    private static final long HEAD_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So long the body of an error is waited for: its status is there, and says the most. */
    private static final long MOST_ERROR_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The JDK counts whole milliseconds, and may give up a little before the time. */
    private static final long EARLY_NANOS = 5_000_000;

    final Operation<?, ?> operation;
    final boolean wantsStream;
    final BaseUrl base;
    final RequestOptions options;
    final byte[] body;
    final int maxBodyBytes;
    final RetryState attempts;

    /** The key that was sent last, for no message may hold it; empty if none was. */
    volatile String key = "";

    private final long start = System.nanoTime();
    private final Duration responseTimeout;
    private final Duration idle;
    private final @Nullable Duration deadline;
    private final @Nullable Duration connect;
    private final ScheduledExecutorService timer;

    /**
     * Begins a call.
     *
     * @throws IllegalStateException if the client has no address for its dialect
     */
    Call(
            Operation<?, ?> operation,
            byte[] body,
            boolean wantsStream,
            RequestOptions given,
            TransportSettings settings,
            ScheduledExecutorService timer) {
        this.operation = operation;
        this.wantsStream = wantsStream;
        this.body = body;
        maxBodyBytes = settings.maxBodyBytes();
        base = settings.base(operation.dialect());
        options = given.withDefaults(settings.defaults());
        attempts = new RetryState(requireNonNull(options.retryPolicy()));
        responseTimeout = requireNonNull(options.responseTimeout());
        idle = requireNonNull(options.idleTimeout());
        deadline = options.deadline();
        connect = settings.effectiveConnectTimeout();
        this.timer = timer;
    }

    /** What cleans text of the endpoint: some say the key back. */
    Sanitizer sanitizer() {
        return Sanitizer.of(key);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How long the head may take from now on; the deadline may end it sooner. */
    Duration untilHead() {
        return Duration.ofNanos(Math.max(1, Math.min(responseTimeout.toNanos(), nanosLeft())));
    }

    /** When we give up a head that is asked for now, by {@link System#nanoTime}. */
    long headDue() {
        return System.nanoTime() + untilHead().toNanos() + HEAD_GRACE_NANOS;
    }

    /** How many nanoseconds a body may still be silent that has been so since then; zero or less if no more. */
    long nanosToSilence(ResponseHead head, long silentSince) {
        long now = System.nanoTime();
        long left = Math.min(idle.toNanos() - (now - silentSince), nanosLeft());
        return head.isGood() ? left : Math.min(left, head.at() + MOST_ERROR_NANOS - now);
    }

    boolean isOver() {
        return nanosLeft() <= 0;
    }

    long nanosLeft() {
        return deadline == null ? Long.MAX_VALUE : deadline.toNanos() - (System.nanoTime() - start);
    }

    /** The exception of a wait that took too long, for the head or, if the body has begun, for its next bytes. */
    DiglotException silence(boolean hasBegun) {
        if (!hasBegun) {
            return failure(new HttpTimeoutException("no head came"), null);
        }
        return isOver() ? late(null) : new CallTimeoutException(Phase.IDLE, idle, base.where(), null);
    }

    /** The exception of a response that was closed before its end. */
    static DiglotException closed(boolean isStream) {
        String what = isStream ? "the stream, or its client, was closed" : "the client was closed";
        return new CallCancelledException(what + " before the end of the response", null);
    }

    /** The exception of a call whose deadline has passed. */
    DiglotException late(@Nullable Throwable cause) {
        return new CallTimeoutException(
                Phase.DEADLINE, requireNonNullElse(deadline, Duration.ZERO), base.where(), cause);
    }

    /** Maps what the HTTP client threw to the exception of an attempt without a response. */
    DiglotException failure(Throwable e, @Nullable RequestBody request) {
        if (e instanceof HttpTimeoutException && nanosLeft() <= EARLY_NANOS) {
            return late(e);
        }
        if (e instanceof HttpConnectTimeoutException) {
            Duration limit = connect == null || connect.compareTo(responseTimeout) > 0 ? responseTimeout : connect;
            return new CallTimeoutException(Phase.CONNECT, limit, base.where(), e);
        }
        if (e instanceof HttpTimeoutException) {
            return new CallTimeoutException(Phase.RESPONSE, responseTimeout, base.where(), e);
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new CallCancelledException("the thread was interrupted while it waited for " + base.where(), e);
        }
        return FailureMapper.map(base.where(), e, request, key);
    }

    /** Runs work after a while, on the client's timer; it must not wait. */
    Future<?> later(Runnable work, long nanos) {
        return timer.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }
}
