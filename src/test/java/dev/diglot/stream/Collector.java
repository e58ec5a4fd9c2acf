// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A subscriber that keeps what it is told, and asks for as much as the test wants. */
class Collector<E> implements Flow.Subscriber<E> {
    private final long first;
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final LinkedBlockingQueue<E> events = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Asks for so many at first. */
    Collector(long first) {
        this.first = first;
    }

    static <E> Collector<E> of(Flow.Publisher<E> publisher, long first) {
        Collector<E> collector = new Collector<>(first);
        publisher.subscribe(collector);
        return collector;
    }

    /** Waits for the next event. */
    E next() throws InterruptedException {
        E event = events.poll(5, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 5 s");
        }
        return event;
    }

    boolean hasNext() {
        return !events.isEmpty();
    }

    /** How many events came that were not taken yet. */
    int count() {
        return events.size();
    }

    Flow.Subscription subscription() throws Exception {
        return subscription.get(5, TimeUnit.SECONDS);
    }

    /** Waits for the end, and gives what it was told then; null if the answer is complete. */
    Throwable end() throws InterruptedException, TimeoutException {
        try {
            end.get(10, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    boolean hasEnded() {
        return end.isDone();
    }

    Set<Thread> threads() {
        return threads;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        threads.add(Thread.currentThread());
        if (first > 0) {
            given.request(first);
        }
        subscription.complete(given);
    }

    @Override
    public void onNext(E event) {
        threads.add(Thread.currentThread());
        events.add(event);
    }

    @Override
    public void onError(Throwable cause) {
        threads.add(Thread.currentThread());
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        threads.add(Thread.currentThread());
        end.complete(null);
    }
}
