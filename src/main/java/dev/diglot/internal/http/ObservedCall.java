// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.CallObserver;
import dev.diglot.config.CallObserver.End;
import dev.diglot.config.CallObserver.Observation;
import dev.diglot.config.Interceptor.AttemptObserver;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.DiglotException;
import dev.diglot.json.JsonModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
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
 * they are delivered in order, no thread waits for another, and no lock is held while user code runs.
 *
 * <p>The end of a call needs what was received, which only the thread that reads may look at. If another thread ends the
 * call meanwhile, the reading thread reports the end when it has stopped reading, which is at once.
 */
final class ObservedCall implements AttemptListener {
    private final Call call;

    /** The innermost first; written before the first attempt. */
    private final List<Observation> observations = new ArrayList<>();

    private final Queue<Runnable> undelivered = new ConcurrentLinkedQueue<>();

    /** Requests for delivery that are not served yet; the thread that raises it from 0 serves all of them. */
    private final AtomicInteger deliveryRequests = new AtomicInteger();

    private volatile @Nullable ObservedAttempt attempt;
    private volatile @Nullable Duration timeToFirstEvent;

    /** How the call ended: the first outcome counts. Null while it has not ended. */
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    /** Held while events are read, and while the end is made of them. */
    private final ReentrantLock reading = new ReentrantLock();

    // Guarded by the lock.
    private Supplier<@Nullable Object> received = () -> null;
    private boolean isEndReported;

    /** How a call ended: with this failure, or successfully. */
    private record Outcome(@Nullable Throwable failure, Duration elapsed) {}

    ObservedCall(Call call) {
        this.call = call;
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

    /** Announces an attempt that is about to be sent, and returns its observers: the innermost first. */
    List<AttemptObserver> startAttempt(ObservedAttempt started) {
        attempt = started;
        List<AttemptObserver> observers = new ArrayList<>();
        for (int i = observations.size() - 1; i >= 0; i--) {
            Observation observation = observations.get(i);
            AttemptObserver observer = resultOf(() -> observation.onAttempt(started));
            if (observer != null) {
                observers.add(0, observer);
            }
        }
        return observers;
    }

    /** Sets what returns the response, or what was received of it; called by one thread at a time. */
    void setReceived(Supplier<@Nullable Object> supplier) {
        reading.lock();
        try {
            received = supplier;
        } finally {
            reading.unlock();
        }
    }

    void beginRead() {
        reading.lock();
    }

    void endRead() {
        reading.unlock();
        reportEnd();
    }

    @Override
    public void firstEvent() {
        Duration elapsed = call.elapsed();
        timeToFirstEvent = elapsed;
        notify(observations, observation -> observation.onFirstEvent(elapsed));
        deliver();
    }

    @Override
    public void ended(@Nullable Throwable failure, @Nullable Duration retryDelay) {
        if (retryDelay == null) {
            setOutcome(failure);
            reportEnd();
        } else if (failure instanceof DiglotException error && outcome.get() == null) {
            notify(observations, observation -> observation.onRetry(error, retryDelay));
            deliver();
        }
    }

    /** Decides how the call has ended, unless that is decided. Calls no user code. */
    void setOutcome(@Nullable Throwable failure) {
        outcome.compareAndSet(null, new Outcome(failure, call.elapsed()));
    }

    /** Reports the end if the call has ended, unless a thread reads, which will report it. */
    private void reportEnd() {
        Outcome ended = outcome.get();
        if (ended == null || observations.isEmpty()) {
            return; // without observations, nobody needs what was received
        }
        if (reading.isHeldByCurrentThread() || !reading.tryLock()) {
            return;
        }
        try {
            if (!isEndReported) {
                isEndReported = true;
                End end = end(ended);
                notify(observations, observation -> observation.onEnd(end));
            }
        } finally {
            reading.unlock();
        }
        deliver();
    }

    private End end(Outcome ended) {
        Throwable failure = ended.failure;
        ObservedAttempt last = attempt;
        return new End(
                resultOf(received) instanceof JsonModel response ? response : null,
                failure,
                failure instanceof CallCancelledException || failure instanceof CancellationException,
                last == null ? 0 : last.number(),
                last == null ? null : last.head(),
                timeToFirstEvent,
                ended.elapsed);
    }

    /** Enqueues a notification for each of these observers. */
    <O> void notify(List<O> observers, Consumer<O> notification) {
        for (O observer : observers) {
            undelivered.add(() -> notification.accept(observer));
        }
    }

    /** Delivers all queued notifications, unless another thread is delivering, which then delivers these too. */
    void deliver() {
        if (deliveryRequests.getAndIncrement() > 0) {
            return;
        }
        call.context.run(() -> {
            do {
                for (Runnable next = undelivered.poll(); next != null; next = undelivered.poll()) {
                    deliver(next);
                }
            } while (deliveryRequests.decrementAndGet() > 0);
        });
    }

    private static void deliver(Runnable notification) {
        resultOf(() -> {
            notification.run();
            return null;
        });
    }

    /** Runs what may fail, code of the user or a result that is too large; a failure is logged, and the call goes on. */
    @SuppressWarnings("CatchingUnchecked") // other JVM languages throw checked exceptions too
    private static <T> @Nullable T resultOf(Supplier<@Nullable T> code) {
        try {
            return code.get();
        } catch (Throwable e) {
            Warnings.log("An observer threw an exception; the call goes on without it", e);
            return null;
        }
    }
}
