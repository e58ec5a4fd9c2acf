// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that no thread blocks on, with its retries. Cancelling it, or a future derived from it, ends the exchange.
 *
 * <p>{@link #startAttempt} sends an attempt and registers a callback at the idle timer of its response. The callback
 * submits each further step to the signal threads. Once a stream has begun or the response has ended, that step is
 * {@link #handleResponse}, which retries, fails, or completes this future.
 *
 * @param <R> the result made of the response
 */
final class AsyncCall<R> extends CompletableFuture<R> {
    private final Transport transport;
    private final Call call;
    private final Function<Response, R> reader;

    /**
     * Whether the outcome is decided. The thread that sets it reports the end to the interceptors, then completes this
     * future: they learn of the end before any callback of the future runs.
     */
    private final AtomicBoolean isDecided = new AtomicBoolean();

    // The latest attempt; written by the thread that starts it.
    private volatile Response response;
    private volatile @Nullable Future<?> exchange;

    AsyncCall(Transport transport, Call call, Function<Response, R> reader) {
        this.transport = transport;
        this.call = call;
        this.reader = reader;
        this.response = new Response(call);
    }

    /** Starts an attempt: interceptors run on the current thread, the request is sent on a signal thread. */
    void startAttempt() {
        Response attempt = response;
        HttpRequest request = transport.prepareAttempt(call, attempt, null);
        AtomicBoolean isHandled = new AtomicBoolean();
        attempt.idleTimer.start(() -> onChange(attempt, isHandled));
        // not on the caller's thread: it resolves host names
        transport.sendQueue().add(() -> call.signals.execute(() -> send(request, attempt)));
    }

    /** Submits the next step of an attempt. Called on any thread, perhaps with the lock of the response. */
    private void onChange(Response attempt, AtomicBoolean isHandled) {
        boolean isReadable = attempt.isStream() || attempt.isEnded();
        if (isReadable && !isHandled.getAndSet(true)) {
            call.signals.execute(() -> handleResponse(attempt));
        } else if (attempt.isClosed() && !isDone()) {
            // the client was closed, perhaps while this call waits for its next attempt
            call.signals.execute(() -> completeExceptionally(Call.closedFailure(call.wantsStream)));
        } else if (attempt.listener().hasUnreportedHead()) {
            call.signals.execute(() -> attempt.listener().reportHead());
        }
    }

    private void send(HttpRequest request, Response attempt) {
        transport.sendQueue().start(attempt.requestBody);
        exchange = transport.sendAsync(request, attempt);
        if (attempt.isClosed()) {
            endExchange(); // it was cancelled before the exchange was stored
        }
    }

    /** Completes this future with what is read from the response, or schedules another attempt. */
    private void handleResponse(Response attempt) {
        try {
            Duration retryDelay = transport.awaitOutcome(attempt); // does not wait: the attempt has its outcome
            if (retryDelay != null) {
                transport.delayer().schedule(retryDelay, transport.timer(), () -> call.signals.execute(this::retry));
                return;
            }
            R result = reader.apply(attempt);
            if (!isDecided.getAndSet(true)) {
                Transport.reportSuccess(attempt);
                complete(result);
            }
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    private void retry() {
        try {
            response = new Response(call); // before the check: a later cancel closes this one, not the previous one
            if (!isDone() && !isDecided.get()) {
                startAttempt();
            }
        } catch (Throwable e) {
            completeExceptionally(e); // the supplier of the key failed, or an interceptor
        }
    }

    /** Creates the future that {@code thenApply} and the like return; cancelling that one ends the exchange too. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Dependent<>(this);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return completeExceptionally(new CancellationException());
    }

    /** Ends the exchange too. Also called by {@link #orTimeout}, and by users who give up the call. */
    @Override
    public boolean completeExceptionally(Throwable e) {
        if (isDone() || isDecided.getAndSet(true)) {
            return false;
        }
        response.listener().ended(e, null);
        endExchange();
        return super.completeExceptionally(e);
    }

    private void endExchange() {
        response.close();
        Future<?> current = exchange;
        // once the body has started, the connection may serve another call, and cancelling would close it
        if (current != null && !response.hasBodyStarted()) {
            current.cancel(true);
        }
    }

    /** A future derived from a call, directly or through others. */
    private static final class Dependent<U> extends CompletableFuture<U> {
        private final AsyncCall<?> call;

        Dependent(AsyncCall<?> call) {
            this.call = call;
        }

        @Override
        public <V> CompletableFuture<V> newIncompleteFuture() {
            return new Dependent<>(call);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            call.cancel(mayInterruptIfRunning);
            return cancelled;
        }

        /** Ends the exchange too. Also called by {@link #orTimeout}, and by users who give up this future. */
        @Override
        public boolean completeExceptionally(Throwable e) {
            boolean completed = super.completeExceptionally(e);
            call.completeExceptionally(e);
            return completed;
        }
    }
}
