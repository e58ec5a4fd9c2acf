// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.diglot.config.CallObserver;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.error.DiglotException;
import dev.diglot.internal.json.CheckedRequest;
import dev.diglot.internal.text.BaseUrl;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.json.JsonModel;
import dev.diglot.model.Dialect;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call: its request, its time limits, and the exceptions with which it can fail. Thread-safe, except retryState.
 */
final class Call {
    /**
     * Grace period after the HTTP client's own response timeout: a client whose executor was shut down never reports
     * one.
     */
    private static final long HEAD_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Maximum wait for the body of an error response, counted from its head: the status is known, and says the most.
     */
    private static final long MAX_ERROR_BODY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long before the deadline a timeout counts as the deadline: the JDK counts whole milliseconds. */
    private static final long TIMER_PRECISION_NANOS = 5_000_000;

    final Operation<?, ?> operation;
    final boolean wantsStream;
    final Dialect dialect;
    final BaseUrl base;
    final RequestOptions options;
    final byte[] body;
    final int maxBodyBytes;

    /** The context of the caller, in which user code runs. */
    final CallContext context;

    /** Runs what follows received bytes where no thread blocks, in the context of the caller. */
    final Executor signals;

    /** Null if there are neither interceptors nor observers. */
    final @Nullable ObservedCall observed;

    /** Used by one thread at a time. */
    final RetryState retryState;

    /** The key that was sent last, which no message may contain; empty if none was sent. */
    volatile String key = "";

    private final long start = System.nanoTime();
    private final Duration responseTimeout;
    private final Duration idleTimeout;
    private final @Nullable Duration deadline;
    private final @Nullable Duration connectTimeout;
    private final ScheduledExecutorService timer;

    /**
     * Creates a call; its deadline is counted from now.
     *
     * @throws IllegalStateException if the client has no address for a dialect of the operation
     */
    Call(
            Operation<?, ?> operation,
            byte[] body,
            boolean wantsStream,
            RequestOptions callOptions,
            TransportSettings settings,
            ClientThreads threads,
            ObservedCalls observedCalls,
            CallContext context) {
        this.operation = operation;
        this.wantsStream = wantsStream;
        this.body = body;
        this.context = context;
        signals = context.on(threads.signals());
        timer = threads.timer();
        maxBodyBytes = settings.maxBodyBytes();
        dialect = settings.dialectOf(operation);
        base = settings.base(dialect, callOptions);
        options = callOptions.withDefaults(settings.defaults(callOptions, base));
        retryState = new RetryState(requireNonNull(options.retryPolicy()), operation.isSafe());
        responseTimeout = requireNonNull(options.responseTimeout());
        idleTimeout = requireNonNull(options.idleTimeout());
        deadline = options.deadline();
        connectTimeout = settings.effectiveConnectTimeout();
        boolean isObserved =
                !settings.interceptors().isEmpty() || !settings.observers().isEmpty();
        observed = isObserved ? new ObservedCall(this, observedCalls) : null;
    }

    /** Notifies the observers that the call starts. */
    void start(@Nullable JsonModel request, TransportSettings settings) {
        if (observed != null && !settings.observers().isEmpty()) {
            String model = request instanceof CheckedRequest<?, ?> checked ? checked.model() : "";
            observed.start(
                    settings.observers(),
                    new CallObserver.Call(
                            operation.id(),
                            dialect,
                            settings.provider(),
                            url(),
                            wantsStream,
                            model.isEmpty() ? null : model,
                            request));
        }
    }

    URI url() {
        return base.resolve(operation.path());
    }

    /** Returns the sanitizer for text from the endpoint: some endpoints echo the key. */
    Sanitizer sanitizer() {
        return Sanitizer.of(key);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Returns the timeout of a request sent now: the response timeout, or the time to the deadline if shorter. */
    Duration timeToHead() {
        return Duration.ofNanos(Math.max(1, Math.min(responseTimeout.toNanos(), nanosLeft())));
    }

    /** Returns the {@link System#nanoTime} at which to stop waiting for the head of a request sent now. */
    long headDeadline() {
        return System.nanoTime() + timeToHead().toNanos() + HEAD_GRACE_NANOS;
    }

    /** Returns the nanoseconds until the idle timeout or the deadline expires; zero or negative if expired. */
    long nanosToIdleTimeout(ResponseHead head, long idleSince) {
        long now = System.nanoTime();
        long left = Math.min(idleTimeout.toNanos() - (now - idleSince), nanosLeft());
        if (head.isSuccessful()) {
            return left;
        }
        return Math.min(left, head.receivedAt() + MAX_ERROR_BODY_NANOS - now);
    }

    boolean isDeadlineExceeded() {
        return nanosLeft() <= 0;
    }

    /** Returns the nanoseconds until the deadline, negative after it; {@link Long#MAX_VALUE} if there is none. */
    long nanosLeft() {
        return deadline == null ? Long.MAX_VALUE : deadline.toNanos() - (System.nanoTime() - start);
    }

    /** Returns the failure of a wait that timed out: for the head or, once the body has started, for its next bytes. */
    DiglotException timeoutFailure(boolean hasBodyStarted) {
        if (!hasBodyStarted) {
            return failureOf(new HttpTimeoutException("no response head was received"), null);
        }
        if (isDeadlineExceeded()) {
            return deadlineFailure(null);
        }
        return new CallTimeoutException(Phase.IDLE, idleTimeout, base.hostAndPort(), null);
    }

    /** Returns the failure of a response that was closed before its end. */
    static DiglotException closedFailure(boolean isStream) {
        String subject = isStream ? "the stream, or its client, was closed" : "the client was closed";
        return new CallCancelledException(subject + " before the end of the response", null);
    }

    /** Returns the failure of a call whose deadline has passed. */
    DiglotException deadlineFailure(@Nullable Throwable cause) {
        return new CallTimeoutException(
                Phase.DEADLINE, requireNonNullElse(deadline, Duration.ZERO), base.hostAndPort(), cause);
    }

    /**
     * Maps what the HTTP client threw to the failure of the attempt. Sets the interrupt flag again after an
     * {@link InterruptedException}.
     *
     * @param request the body of the attempt; may be null for a timeout, whose failure does not say whether it was sent
     */
    DiglotException failureOf(Throwable cause, @Nullable RequestBody request) {
        if (cause instanceof HttpTimeoutException && nanosLeft() <= TIMER_PRECISION_NANOS) {
            return deadlineFailure(cause);
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return new CallTimeoutException(Phase.CONNECT, connectLimit(), base.hostAndPort(), cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return new CallTimeoutException(Phase.RESPONSE, responseTimeout, base.hostAndPort(), cause);
        }
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            String message = "the thread was interrupted while it waited for " + base.hostAndPort();
            return new CallCancelledException(message, cause);
        }
        return FailureMapper.map(base.hostAndPort(), cause, request, key);
    }

    /** Returns the limit that a connect timeout exceeded: the response timeout if that is shorter. */
    private Duration connectLimit() {
        if (connectTimeout == null || connectTimeout.compareTo(responseTimeout) > 0) {
            return responseTimeout;
        }
        return connectTimeout;
    }

    /** Runs a task after a delay, on the client's timer thread; the task must not block. */
    Future<?> schedule(Runnable task, long delayNanos) {
        return timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }
}
