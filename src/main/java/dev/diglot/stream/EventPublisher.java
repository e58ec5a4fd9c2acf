// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
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
 * A streamed response for one subscriber, event by event as it asks for them. The request is sent when it subscribes.
 *
 * <p>It ends as an {@link EventStream} does: {@code onComplete} if the response is complete, else {@code onError} with the
 * exception that a reading thread would have got. What came with the response can be read from the publisher, from within
 * the subscriber's methods and after the end; before the head of a response has arrived there is nothing.
 *
 * @param <E> the event
 * @param <R> the whole response
 */
public final class EventPublisher<E, R> implements Flow.Publisher<E> {
    private final Supplier<CompletableFuture<EventReader<E>>> opener;
    private final Function<EventReader<E>, EventStream<E, R>> reading;
    private final Executor signals;
    private final AtomicBoolean isTaken = new AtomicBoolean();

    /** Null before the head of the response. */
    private volatile @Nullable EventStream<E, R> stream;

    /**
     * Called by the client.
     *
     * @param opener sends the request
     * @param reading makes the stream that accumulates the events
     * @param signals the threads that the subscriber is told on
     */
    public EventPublisher(
            Supplier<CompletableFuture<EventReader<E>>> opener,
            Function<EventReader<E>, EventStream<E, R>> reading,
            Executor signals) {
        this.opener = opener;
        this.reading = reading;
        this.signals = signals;
    }

    /**
     * Sends the request; a second subscriber gets an {@link IllegalStateException} by {@code onError}.
     *
     * @param subscriber is told by one thread at a time, one of 32 daemon threads of the client; it should not wait there
     *     for another response
     */
    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        requireNonNull(subscriber, "subscriber");
        new Delivery(subscriber, isTaken.getAndSet(true)).signal();
    }

    /** {@return what has been delivered so far, as one response; null before its head} */
    public @Nullable R partial() {
        EventStream<E, R> current = stream;
        return current == null ? null : current.partial();
    }

    /** {@return non-fatal anomalies seen so far, as readable messages} */
    public List<String> warnings() {
        EventStream<E, R> current = stream;
        return current == null ? List.of() : current.warnings();
    }

    /** {@return the HTTP status of the response, 200 to 299; 0 before its head} */
    public int status() {
        EventStream<E, R> current = stream;
        return current == null ? 0 : current.status();
    }

    /** {@return the headers of the response, unmodifiable; empty before its head; may hold cookies} */
    public Map<String, List<String>> headers() {
        EventStream<E, R> current = stream;
        return current == null ? Map.of() : current.headers();
    }

    /** {@return the id that the server gave to the request, or null} */
    public @Nullable String requestId() {
        EventStream<E, R> current = stream;
        return current == null ? null : current.requestId();
    }

    /** {@return how many times the request was sent; 0 before the head of a response} */
    public int attempts() {
        EventStream<E, R> current = stream;
        return current == null ? 0 : current.attempts();
    }

    /** What one subscriber gets. Whatever happens asks for another look, and one thread at a time looks. */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the opening does not fail
    private final class Delivery implements Flow.Subscription, Runnable {
        private final boolean isSecond;

        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean isDemandWrong;
        private volatile boolean isCancelled;

        private volatile @Nullable CompletableFuture<EventReader<E>> opening;

        // Of the thread that looks.
        /** Null once it has been told of the end, or has cancelled: nothing of a subscriber is kept. */
        private Flow.@Nullable Subscriber<? super E> subscriber;

        private @Nullable E ahead;

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
            release(); // at once: the thread that looks may be reading a flood
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
            Flow.Subscriber<? super E> target = subscriber;
            if (target == null) {
                return;
            }
            if (opening == null) {
                target.onSubscribe(this);
            }
            while (subscriber != null && !isCancelled && deliver(target)) {
                // the next event may be there
            }
            if (isCancelled) {
                end();
            }
        }

        /** Tells the subscriber of the next event or of the end, if there is one to tell of and it asked. */
        private boolean deliver(Flow.Subscriber<? super E> target) {
            Throwable failure = null;
            try {
                if (!isReady()) {
                    return false;
                }
            } catch (CompletionException e) {
                failure = e.getCause() == null ? e : e.getCause();
            } catch (Throwable e) {
                failure = e;
            }
            E event = ahead;
            if (failure != null) {
                end();
                target.onError(failure);
            } else if (event == null) {
                end();
                target.onComplete();
            } else if (demand.get() == 0) {
                return false;
            } else {
                ahead = null;
                demand.decrementAndGet();
                target.onNext(event);
            }
            return true;
        }

        /** Whether there is an event, or will be none any more. */
        private boolean isReady() {
            if (isDemandWrong) {
                throw new IllegalArgumentException("request(n) was called with n zero or less; ask for at least one");
            }
            if (isSecond) {
                throw new IllegalStateException("this response has its subscriber; publish the request once more");
            }
            CompletableFuture<EventReader<E>> call = opening;
            if (call == null) {
                call = opener.get();
                opening = call;
                call.whenComplete((source, e) -> signal());
            }
            EventStream<E, R> events = stream;
            if (events == null && call.isDone()) {
                EventReader<E> source = call.join();
                events = reading.apply(source);
                stream = events;
                source.listen(this::signal);
            }
            if (events != null && ahead == null) {
                ahead = events.pull(false);
            }
            return ahead != null || (events != null && events.hasEnded());
        }

        private void end() {
            subscriber = null;
            release();
        }

        /** Ends the exchange and frees its connection. */
        private void release() {
            CompletableFuture<EventReader<E>> call = opening;
            if (call != null) {
                call.cancel(true);
                call.thenAccept(EventReader::close);
            }
        }
    }
}
