// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that requests as many events as the test wants and records all signals. A signal that breaks the rules
 * of {@link Flow} (an event without demand, any signal after the end) replaces the recorded end. Thread-safe.
 */
public final class TestSubscriber<E> implements Flow.Subscriber<E> {
    private static final int EVENT_SECONDS = 5;
    private static final int END_SECONDS = 60;

    private final long initialDemand;
    private final boolean oneByOne;
    private final Consumer<? super E> onEvent;
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final BlockingQueue<E> events = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicLong demand = new AtomicLong();

    /** Creates a subscriber that passes each event on and does not keep it. */
    public TestSubscriber(long initialDemand, Consumer<? super E> onEvent) {
        this(initialDemand, false, onEvent);
    }

    private TestSubscriber(long initialDemand, boolean oneByOne, @Nullable Consumer<? super E> onEvent) {
        this.initialDemand = initialDemand;
        this.oneByOne = oneByOne;
        this.onEvent = onEvent == null ? events::add : onEvent;
    }

    /** Subscribes with this demand and keeps the events. */
    public static <E> TestSubscriber<E> subscribe(Flow.Publisher<E> publisher, long initialDemand) {
        return subscribed(publisher, new TestSubscriber<>(initialDemand, false, null));
    }

    /** Subscribes with unlimited demand and keeps the events. */
    public static <E> TestSubscriber<E> subscribe(Flow.Publisher<E> publisher) {
        return subscribe(publisher, Long.MAX_VALUE);
    }

    /** Subscribes with unlimited demand, passes each event on and does not keep it. */
    public static <E> TestSubscriber<E> subscribe(Flow.Publisher<E> publisher, Consumer<? super E> onEvent) {
        return subscribed(publisher, new TestSubscriber<>(Long.MAX_VALUE, onEvent));
    }

    /** Subscribes, requests each event once the previous one was received, and keeps the events. */
    public static <E> TestSubscriber<E> oneByOne(Flow.Publisher<E> publisher) {
        return subscribed(publisher, new TestSubscriber<>(1, true, null));
    }

    /** Subscribes with unlimited demand, drops the events, and waits for the end. */
    public static void drain(Flow.Publisher<?> publisher) throws Exception {
        subscribe(publisher, event -> {}).awaitCompletion();
    }

    private static <E> TestSubscriber<E> subscribed(Flow.Publisher<E> publisher, TestSubscriber<E> subscriber) {
        publisher.subscribe(subscriber);
        return subscriber;
    }

    /** Waits for the next event that was not taken yet. */
    public E next() throws InterruptedException {
        E event = events.poll(EVENT_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within " + EVENT_SECONDS + " s");
        }
        return event;
    }

    public boolean hasNext() {
        return !events.isEmpty();
    }

    /** Returns the events that were not taken yet. */
    public List<E> events() {
        return List.copyOf(events);
    }

    /** Waits for the subscription; what is requested through it counts as demand. */
    public Flow.Subscription subscription() throws Exception {
        return subscription.get(EVENT_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the end; returns the failure, or null if the publisher completed. */
    public @Nullable Throwable failure() throws InterruptedException {
        try {
            awaitCompletion();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Waits for the end, which must be the completion; the cause of the exception is the failure otherwise. */
    public void awaitCompletion() throws InterruptedException, ExecutionException {
        try {
            end.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no end within " + END_SECONDS + " s", e);
        }
    }

    public boolean hasEnded() {
        return end.isDone();
    }

    /** Returns the threads that delivered signals. */
    public Set<Thread> threads() {
        return threads;
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        threads.add(Thread.currentThread());
        Flow.Subscription counting = new CountingSubscription(upstream);
        if (initialDemand > 0) {
            counting.request(initialDemand);
        }
        subscription.complete(counting);
    }

    @Override
    public void onNext(E event) {
        threads.add(Thread.currentThread());
        if (end.isDone() || demand.getAndUpdate(TestSubscriber::less) == 0) {
            end.obtrudeException(new AssertionError("an event that was not requested: " + event));
            return;
        }
        onEvent.accept(event);
        if (oneByOne) {
            subscription.join().request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        threads.add(Thread.currentThread());
        if (!end.completeExceptionally(failure)) {
            end.obtrudeException(new AssertionError("a second end", failure));
        }
    }

    @Override
    public void onComplete() {
        threads.add(Thread.currentThread());
        if (!end.complete(null)) {
            end.obtrudeException(new AssertionError("a second end"));
        }
    }

    private static long less(long demand) {
        return demand == Long.MAX_VALUE ? demand : Math.max(0, demand - 1);
    }

    private static long saturatedSum(long demand, long more) {
        return demand + more < 0 ? Long.MAX_VALUE : demand + more;
    }

    /** Counts the demand before the publisher may satisfy it. */
    private final class CountingSubscription implements Flow.Subscription {
        private final Flow.Subscription delegate;

        CountingSubscription(Flow.Subscription delegate) {
            this.delegate = delegate;
        }

        @Override
        public void request(long count) {
            if (count > 0) {
                demand.accumulateAndGet(count, TestSubscriber::saturatedSum);
            }
            delegate.request(count);
        }

        @Override
        public void cancel() {
            delegate.cancel();
        }
    }
}
