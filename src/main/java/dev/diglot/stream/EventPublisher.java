// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer for one subscriber, event by event as it asks for them. The request is sent when it subscribes.
 *
 * <p>It ends as an {@link EventStream} does: {@code onComplete} if the answer is complete, else {@code onError} with the
 * exception that a reading thread would have got.
 *
 * @param <E> the event
 */
public final class EventPublisher<E> implements Flow.Publisher<E> {
    private final Supplier<CompletableFuture<EventSource<E>>> opener;
    private final Function<EventSource<E>, EventStream<E, ?>> kind;
    private final Executor signals;
    private final AtomicBoolean isTaken = new AtomicBoolean();

    /**
     * Called by the client.
     *
     * @param opener sends the request
     * @param kind makes the stream that folds the events
     * @param signals the threads that the subscriber is told on
     */
    public EventPublisher(
            Supplier<CompletableFuture<EventSource<E>>> opener,
            Function<EventSource<E>, EventStream<E, ?>> kind,
            Executor signals) {
        this.opener = opener;
        this.kind = kind;
        this.signals = signals;
    }

    /**
     * Sends the request; a second subscriber gets an {@link IllegalStateException} by {@code onError}.
     *
     * @param subscriber is told by one thread at a time, one of 32 daemon threads of the client; it should not wait there
     *     for another answer
     */
    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        requireNonNull(subscriber, "subscriber");
        new Delivery(subscriber, isTaken.getAndSet(true)).signal();
    }

    /** What one subscriber gets. Whatever happens asks for another look, and one thread at a time looks. */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the opening does not fail
    private final class Delivery implements Flow.Subscription, Runnable {
        private final Flow.Subscriber<? super E> subscriber;
        private final boolean isSecond;

        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean isDemandWrong;
        private volatile boolean isCancelled;

        // Of the thread that looks.
        private @Nullable CompletableFuture<EventSource<E>> opening;
        private @Nullable EventStream<E, ?> stream;
        private @Nullable E ahead;
        private boolean isOver;

        Delivery(Flow.Subscriber<? super E> subscriber, boolean isSecond) {
            this.subscriber = subscriber;
            this.isSecond = isSecond;
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                isDemandWrong = true;
            }
            demand.accumulateAndGet(Math.max(0, count), (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
            signal();
        }

        @Override
        public void cancel() {
            isCancelled = true;
            signal();
        }

        void signal() {
            if (looks.getAndIncrement() == 0) {
                signals.execute(this);
            }
        }

        @Override
        public void run() {
            int seen;
            do {
                seen = looks.get();
                try {
                    look();
                } catch (Throwable e) {
                    end(); // the subscriber failed; the thread tells of it
                    throw e;
                }
            } while (looks.addAndGet(-seen) != 0);
        }

        private void look() {
            if (opening == null && !isOver) {
                subscriber.onSubscribe(this);
            }
            while (!isOver) {
                Throwable fault = null;
                try {
                    if (isCancelled || !isReady()) {
                        break;
                    }
                } catch (CompletionException e) {
                    fault = e.getCause() == null ? e : e.getCause();
                } catch (Throwable e) {
                    fault = e;
                }
                E event = ahead;
                if (fault != null) {
                    end();
                    subscriber.onError(fault);
                } else if (event == null) {
                    end();
                    subscriber.onComplete();
                } else if (demand.get() == 0) {
                    return;
                } else {
                    ahead = null;
                    demand.decrementAndGet();
                    subscriber.onNext(event);
                }
            }
            if (isCancelled && !isOver) {
                end();
            }
        }

        /** Whether there is an event, or will be none any more. */
        private boolean isReady() {
            if (isDemandWrong) {
                throw new IllegalArgumentException("request(n) was called with n zero or less; ask for at least one");
            }
            if (isSecond) {
                throw new IllegalStateException("this answer has its subscriber; publish the request once more");
            }
            CompletableFuture<EventSource<E>> call = opening;
            if (call == null) {
                call = opener.get();
                opening = call;
                call.whenComplete((source, e) -> signal());
            }
            EventStream<E, ?> events = stream;
            if (events == null && call.isDone()) {
                EventSource<E> source = call.join();
                events = kind.apply(source);
                stream = events;
                source.listen(this::signal);
            }
            if (events != null && ahead == null) {
                ahead = events.pull(false);
            }
            return ahead != null || (events != null && events.hasEnded());
        }

        private void end() {
            isOver = true;
            CompletableFuture<EventSource<E>> call = opening;
            if (call != null) {
                call.cancel(true);
                call.thenAccept(EventSource::close);
            }
        }
    }
}
