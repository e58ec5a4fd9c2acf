// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.CallObserver;
import dev.diglot.config.CallObserver.End;
import dev.diglot.config.CallObserver.Observation;
import dev.diglot.config.Interceptor.AttemptObserver;
import dev.diglot.error.DiglotException;
import dev.diglot.internal.http.ObservedCalls.ResponseReference;
import dev.diglot.json.JsonModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call as its observers see it. Created only if observers or interceptors are registered. Thread-safe.
 *
 * <p>The notifications of the call and of its attempts are appended to one queue, which one thread at a time empties. So
 * they are delivered in order. Only a thread that starts an attempt waits until all are delivered.
 *
 * <p>The end of a call contains what was received, which only the thread that reads may look at, and it follows the end
 * of its last attempt. So it is not reported while a thread works on the call, that is, starts an attempt or reads. If
 * another thread ends the call meanwhile, the working thread reports the end after its step: the interceptors of an
 * attempt, or one event with the callback for its tool calls.
 *
 * <p>Holds no strong reference to the response, so that a stream that was dropped without being closed is noticed.
 */
final class ObservedCall implements AttemptListener {
    private final Call call;
    private final ObservedCalls observedCalls;

    /** The innermost first; written before the first attempt. */
    private final List<Observation> observations = new ArrayList<>();

    private final Queue<Runnable> undelivered = new ConcurrentLinkedQueue<>();

    /** Requests for delivery that are not served yet; the thread that raises it from 0 serves all of them. */
    private final AtomicInteger deliveryRequests = new AtomicInteger();

    /** Held while notifications are delivered. */
    private final ReentrantLock delivering = new ReentrantLock();

    private volatile @Nullable ObservedAttempt attempt;
    private volatile @Nullable Duration timeToFirstEvent;

    /** How the call ended: the first outcome counts. Null while it has not ended. */
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    /** Held while an attempt is started or events are read, and while the end is made. Who ends a call only tries it. */
    private final ReentrantLock working = new ReentrantLock();

    private boolean isEndReported; // guarded by the lock

    /** How a call ended: with this failure, or successfully. */
    private record Outcome(@Nullable Throwable failure, Duration elapsed) {}

    ObservedCall(Call call, ObservedCalls observedCalls) {
        this.call = call;
        this.observedCalls = observedCalls;
    }

    /** Calls the observers. */
    void start(List<CallObserver> observers, CallObserver.Call started) {
        for (CallObserver observer : observers) {
            Observation observation = resultOf(() -> observer.start(started));
            if (observation != null) {
                observations.add(0, observation);
            }
        }
    }

    /** Announces an attempt that is about to be sent, and returns its observers, the innermost first. */
    List<AttemptObserver> startAttempt(ObservedAttempt started) {
        awaitDelivery();
        List<AttemptObserver> observers = new ArrayList<>();
        if (outcome.get() != null) {
            return observers; // cancelled before this attempt
        }
        attempt = started;
        for (int i = observations.size() - 1; i >= 0; i--) {
            Observation observation = observations.get(i);
            AttemptObserver observer = resultOf(() -> observation.onAttempt(started));
            if (observer != null) {
                observers.add(0, observer);
            }
        }
        return observers;
    }

    /** Begins a step of the current thread, during which the end is not reported. */
    void beginWork() {
        working.lock();
    }

    /** Ends a step of the current thread. */
    void endWork() {
        working.unlock();
        reportEnd();
    }

    @Override
    public void firstEvent() {
        Duration elapsed = call.elapsed();
        timeToFirstEvent = elapsed;
        enqueue(observations, observation -> observation.onFirstEvent(elapsed));
        deliver();
    }

    @Override
    public void ended(@Nullable Throwable failure, @Nullable Duration retryDelay) {
        if (retryDelay == null) {
            setOutcome(failure);
            reportEnd();
        } else if (failure instanceof DiglotException error) {
            reportRetry(error, retryDelay);
        }
    }

    private void reportRetry(DiglotException failure, Duration delay) {
        beginWork();
        try {
            if (outcome.get() == null) {
                enqueue(observations, observation -> observation.onRetry(failure, delay));
            }
        } finally {
            endWork();
        }
        deliver();
    }

    /** Decides how the call has ended, unless that is decided. Calls no user code. */
    void setOutcome(@Nullable Throwable failure) {
        outcome.compareAndSet(null, new Outcome(failure, call.elapsed()));
        observedCalls.remove(this);
    }

    ResponseReference reference(Response response) {
        return observedCalls.reference(response, this);
    }

    /** Ends the call if its stream was dropped. */
    void endIfDropped() {
        ObservedAttempt last = attempt;
        if (last != null) {
            last.endIfDropped();
        }
    }

    /** Reports the end if the call has ended, unless a thread works on it, which will report the end. */
    private void reportEnd() {
        Outcome ended = outcome.get();
        if (ended == null || working.isHeldByCurrentThread() || !working.tryLock()) {
            return;
        }
        try {
            if (!isEndReported) {
                isEndReported = true;
                enqueueEnd(ended);
            }
        } finally {
            working.unlock();
        }
        deliver();
    }

    private void enqueueEnd(Outcome ended) {
        ObservedAttempt last = attempt;
        if (last != null) {
            last.enqueueEnd(ended.failure, null); // it was started while the call was cancelled
        }
        if (!observations.isEmpty()) { // otherwise nobody needs what was received
            End end = end(ended, last);
            enqueue(observations, observation -> observation.onEnd(end));
        }
    }

    private End end(Outcome ended, @Nullable ObservedAttempt last) {
        Object received = last == null ? null : resultOf(() -> last.received(ended.failure));
        return new End(
                received instanceof JsonModel response ? response : null,
                ended.failure,
                ObservedAttempt.isCancellation(ended.failure),
                last == null ? 0 : last.number(),
                last == null ? null : last.head(),
                timeToFirstEvent,
                ended.elapsed);
    }

    /** Appends a notification for each of these observers to the queue. */
    <O> void enqueue(List<O> observers, Consumer<O> notification) {
        for (O observer : observers) {
            undelivered.add(() -> notification.accept(observer));
        }
    }

    /** Delivers all queued notifications, unless another thread is delivering, which then delivers these too. */
    void deliver() {
        if (deliveryRequests.getAndIncrement() > 0) {
            return;
        }
        delivering.lock();
        try {
            call.context.run(() -> {
                do {
                    for (Runnable next = undelivered.poll(); next != null; next = undelivered.poll()) {
                        deliver(next);
                    }
                } while (deliveryRequests.decrementAndGet() > 0);
            });
        } finally {
            delivering.unlock();
        }
    }

    /** Waits until another thread that delivers notifications has delivered all. */
    private void awaitDelivery() {
        while (deliveryRequests.get() > 0 && !delivering.isHeldByCurrentThread()) {
            delivering.lock();
            try {
                Thread.onSpinWait(); // the other thread may be about to take the lock
            } finally {
                delivering.unlock();
            }
        }
    }

    private static void deliver(Runnable notification) {
        resultOf(() -> {
            notification.run();
            return null;
        });
    }

    /** Runs code of an observer, or builds a result, which may be too large; a failure is logged. */
    @SuppressWarnings("CatchingUnchecked") // other JVM languages throw checked exceptions too
    private static <T> @Nullable T resultOf(Supplier<@Nullable T> code) {
        try {
            return code.get();
        } catch (Throwable e) {
            Warnings.log("A call could not be observed completely; the call goes on", e);
            return null;
        }
    }
}
