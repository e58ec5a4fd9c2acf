// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static java.util.Objects.requireNonNull;

import dev.diglot.internal.EventReader;
import dev.diglot.internal.EventSender;
import dev.diglot.internal.InternalConstructor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed response as a {@link Flow.Publisher} of its events, for one subscriber and with back-pressure.
 *
 * <p>A {@code publish} method of the client returns one. The request is sent when the subscriber subscribes. Events are
 * published as the subscriber requests them; at most one is prefetched.
 *
 * <p>It ends as an {@link EventStream} does: with {@code onComplete} if the response is complete, otherwise with {@code
 * onError} and the exception that a reading thread would have got. {@link Flow.Subscription#cancel} ends it without a
 * signal. If the subscriber throws, the subscription is cancelled.
 *
 * <p>{@link #subscribe} may be called from any thread. The accessors may be called from the subscriber's methods and
 * after the end. Before the response head was received they return null, 0 or an empty collection.
 *
 * @param <E> the event
 * @param <R> the response
 */
public final class EventPublisher<E, R> implements Flow.Publisher<E> {
    static {
        // for the client, which is in another package: the constructor is not public
        BiFunction<Supplier<EventSender<Object>>, Function<EventReader<Object>, EventStream<Object, Object>>, ?>
                constructor = EventPublisher::new;
        InternalConstructor.register(EventPublisher.class, constructor);
    }

    /** After so many events of one stream, other streams have their turn. */
    private static final int MAX_EVENTS_PER_TURN = 64;

    private final Supplier<EventSender<E>> senders;
    private final Function<EventReader<E>, EventStream<E, R>> streamFactory;
    private final AtomicBoolean isSubscribed = new AtomicBoolean();

    /** Null until the response head was received. Written by the drain loop, read by any thread. */
    private volatile @Nullable EventStream<E, R> stream;

    private EventPublisher(
            Supplier<EventSender<E>> senders, Function<EventReader<E>, EventStream<E, R>> streamFactory) {
        this.senders = senders;
        this.streamFactory = streamFactory;
    }

    /**
     * Sends the request. A second subscriber receives {@code onError} with an {@link IllegalStateException}.
     *
     * @param subscriber receives its signals one at a time, on daemon threads of the client; it must not block there
     *     until another response arrives
     */
    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        requireNonNull(subscriber, "subscriber");
        new EventSubscription(senders.get(), subscriber, isSubscribed.getAndSet(true)).scheduleDrain();
    }

    /**
     * Returns what has been received so far, as one response. It may include one event that is prefetched, but not yet
     * published.
     *
     * @return the response so far; null before the response head was received
     */
    public @Nullable R partial() {
        EventStream<E, R> current = stream;
        return current == null ? null : current.partial();
    }

    /** {@return non-fatal anomalies seen so far, as readable messages} */
    public List<String> warnings() {
        EventStream<E, R> current = stream;
        return current == null ? List.of() : current.warnings();
    }

    /** {@return the HTTP status of the response, 200 to 299; 0 before its head was received} */
    public int status() {
        EventStream<E, R> current = stream;
        return current == null ? 0 : current.status();
    }

    /** {@return the headers of the response, unmodifiable; empty before its head was received; may contain cookies} */
    public Map<String, List<String>> headers() {
        EventStream<E, R> current = stream;
        return current == null ? Map.of() : current.headers();
    }

    /** {@return the id that the server gave to the request, or null} */
    public @Nullable String requestId() {
        EventStream<E, R> current = stream;
        return current == null ? null : current.requestId();
    }

    /** {@return how many times the request was sent; 0 before the response head was received} */
    public int attempts() {
        EventStream<E, R> current = stream;
        return current == null ? 0 : current.attempts();
    }

    /**
     * The subscription of one subscriber. Whatever may allow a signal (demand, a received event, a cancellation)
     * schedules the drain loop, which runs on one thread at a time and calls the subscriber.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the dependent stages do not fail
    private final class EventSubscription implements Flow.Subscription, Runnable {
        private final EventSender<E> sender;
        private final boolean isRejected;

        // Any thread writes these.

        /** The number of reasons to drain that the drain loop has not handled; it runs while there are any. */
        private final AtomicInteger pendingDrains = new AtomicInteger();

        private final AtomicLong demand = new AtomicLong();
        private volatile boolean isDemandInvalid;
        private volatile boolean isCancelled;

        // Only the drain loop writes these. pendingDrains orders its runs: each sees what the previous one wrote.

        /** Volatile because {@link #cancel} reads it; null until the request is sent. */
        private volatile @Nullable CompletableFuture<EventReader<E>> pendingReader;

        /** Null after the terminal signal or a cancellation, so that no reference to a subscriber is kept. */
        private Flow.@Nullable Subscriber<? super E> subscriber;

        private boolean isOnSubscribeCalled;

        /** The next event, received and accumulated before the subscriber has requested it; null if there is none. */
        private @Nullable E prefetched;

        EventSubscription(EventSender<E> sender, Flow.Subscriber<? super E> subscriber, boolean isRejected) {
            this.sender = sender;
            this.subscriber = subscriber;
            this.isRejected = isRejected;
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                isDemandInvalid = true;
            } else {
                demand.accumulateAndGet(count, EventSubscription::addCapped);
            }
            scheduleDrain();
        }

        private static long addCapped(long demand, long more) {
            long sum = demand + more;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }

        @Override
        public void cancel() {
            isCancelled = true;
            closeResponse(); // at once: the drain loop may be busy with many events
            scheduleDrain();
        }

        void scheduleDrain() {
            if (pendingDrains.getAndIncrement() == 0) {
                sender.signalExecutor().execute(this);
            }
        }

        /** The drain loop. If the subscriber throws, it never runs again, as {@link #pendingDrains} stays positive. */
        @Override
        public void run() {
            int handled;
            do {
                handled = pendingDrains.get();
                boolean mayEmitMore;
                try {
                    mayEmitMore = drain();
                } catch (Throwable e) {
                    end(); // the subscriber threw; the thread's handler reports it
                    throw e;
                }
                if (mayEmitMore) { // pendingDrains stays positive, so that nothing else schedules the drain loop
                    sender.signalExecutor().execute(this);
                    return;
                }
            } while (pendingDrains.addAndGet(-handled) != 0);
        }

        /** Emits what can be emitted in one turn; returns whether there may be more. */
        private boolean drain() {
            Flow.Subscriber<? super E> target = subscriber;
            if (target == null) {
                return false;
            }
            if (!isOnSubscribeCalled) {
                isOnSubscribeCalled = true;
                target.onSubscribe(this);
            }
            boolean mayEmitMore = true;
            for (int i = 0; i < MAX_EVENTS_PER_TURN && mayEmitMore && !isCancelled; i++) {
                mayEmitMore = emitNext(target);
            }
            if (isCancelled) {
                end();
                return false;
            }
            return mayEmitMore;
        }

        /**
         * Emits the next event or the terminal signal; returns whether it emitted an event, so that more may follow.
         */
        private boolean emitNext(Flow.Subscriber<? super E> target) {
            boolean isComplete;
            try {
                isComplete = prefetch();
            } catch (CompletionException e) {
                emitError(target, e.getCause() == null ? e : e.getCause());
                return false;
            } catch (Throwable e) {
                emitError(target, e);
                return false;
            }
            if (isComplete) {
                end();
                target.onComplete();
                return false;
            }
            E event = prefetched;
            if (event == null || demand.get() == 0) {
                return false;
            }
            prefetched = null;
            demand.decrementAndGet();
            target.onNext(event);
            return true;
        }

        private void emitError(Flow.Subscriber<? super E> target, Throwable failure) {
            end();
            target.onError(failure);
        }

        /**
         * Sends the request if this has not been done, and prefetches the next event if it has been received.
         *
         * @return whether the stream is complete, so that there is no event
         */
        private boolean prefetch() {
            if (isDemandInvalid) {
                throw new IllegalArgumentException("request(n) was called with n <= 0; request at least one event");
            }
            if (isRejected) {
                throw new IllegalStateException(
                        "this publisher already has its subscriber; publish the request once more");
            }
            EventStream<E, R> events = openStream();
            if (events == null) {
                return false;
            }
            if (prefetched == null) {
                prefetched = events.pull(false);
            }
            return prefetched == null && events.hasEnded();
        }

        /**
         * Sends the request if this has not been done; returns the stream, or null if the head was not received yet.
         */
        private @Nullable EventStream<E, R> openStream() {
            CompletableFuture<EventReader<E>> pending = pendingReader;
            if (pending == null) {
                pending = sender.request().get();
                pendingReader = pending;
                pending.whenComplete((reader, e) -> scheduleDrain());
            }
            if (stream == null && pending.isDone()) {
                EventReader<E> reader = pending.join();
                stream = streamFactory.apply(reader);
                reader.setListener(this::scheduleDrain);
            }
            return stream;
        }

        private void end() {
            subscriber = null;
            closeResponse();
        }

        /** Cancels the request, or closes the response and frees its connection. */
        private void closeResponse() {
            CompletableFuture<EventReader<E>> pending = pendingReader;
            if (pending != null) {
                pending.cancel(true);
                pending.thenAccept(EventReader::close);
            }
        }
    }
}
