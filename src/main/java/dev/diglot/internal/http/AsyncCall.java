// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that no thread waits for. Cancelling it ends the exchange.
 *
 * @param <T> what the response is made into
 */
final class AsyncCall<T> extends CompletableFuture<T> {
    private final Transport transport;
    private final Call call;
    private final Function<Response, T> reading;

    /** Whether it is certain what it ends with, which is told to interceptors first. */
    private final AtomicBoolean isSettled = new AtomicBoolean();

    // Of the last attempt.
    private volatile Response response;
    private volatile @Nullable Future<?> exchange;

    AsyncCall(Transport transport, Call call, Function<Response, T> reading) {
        this.transport = transport;
        this.call = call;
        this.reading = reading;
        this.response = new Response(call);
    }

    void attempt() {
        Response attempt = response;
        HttpRequest request = transport.enter(call, attempt, null);
        AtomicBoolean isTold = new AtomicBoolean();
        Executor signals = transport.signals();
        attempt.watch.begin(() -> {
            if ((attempt.isStream() || attempt.isEnded()) && !isTold.getAndSet(true)) {
                signals.execute(() -> read(attempt));
            } else if (attempt.isClosed() && !isDone()) {
                signals.execute(() -> completeExceptionally(Call.closed(call.wantsStream))); // perhaps between attempts
            } else if (attempt.audience().isOwedHead()) {
                signals.execute(() -> attempt.audience().head());
            }
        });
        signals.execute(() -> send(request, attempt)); // not on the caller's thread: it resolves names
    }

    private void send(HttpRequest request, Response attempt) {
        exchange = transport.begin(request, attempt);
        if (attempt.isClosed()) {
            end(); // it was cancelled meanwhile
        }
    }

    /** Makes something of the response, now that it is there, or another attempt. */
    private void read(Response attempt) {
        try {
            Duration wait = transport.judge(attempt);
            if (wait != null) {
                Executor signals = transport.signals();
                transport.pause().after(wait, transport.timer(), () -> signals.execute(this::again));
                return;
            }
            T value = reading.apply(attempt);
            if (!isSettled.getAndSet(true)) {
                Transport.tellRead(attempt);
                complete(value);
            }
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    private void again() {
        try {
            response = new Response(call);
            if (!isDone() && !isSettled.get()) {
                attempt();
            }
        } catch (Throwable e) {
            completeExceptionally(e); // the key's supplier failed, or an interceptor
        }
    }

    /** Makes the future that {@code thenApply} and the like return: giving that up ends the exchange, too. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Dependent<>(this);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return completeExceptionally(new CancellationException());
    }

    /** Ends the exchange too: also where {@link #orTimeout} or the user gives the call up. */
    @Override
    public boolean completeExceptionally(Throwable e) {
        if (isDone() || isSettled.getAndSet(true)) {
            return false;
        }
        response.audience().end(e, null);
        end();
        return super.completeExceptionally(e);
    }

    private void end() {
        response.close();
        Future<?> sent = exchange;
        if (sent != null && !response.hasBegun()) {
            sent.cancel(true); // later it could close the connection under the next call, which may have it by then
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

        /** Ends the exchange also where {@link #orTimeout} or the user gives the derived future up. */
        @Override
        public boolean completeExceptionally(Throwable e) {
            boolean completed = super.completeExceptionally(e);
            call.completeExceptionally(e);
            return completed;
        }
    }
}
