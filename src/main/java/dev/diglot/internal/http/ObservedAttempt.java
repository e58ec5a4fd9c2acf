// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Interceptor;
import dev.diglot.config.Interceptor.AttemptObserver;
import dev.diglot.config.Interceptor.End;
import dev.diglot.config.Interceptor.Head;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.internal.http.ObservedCalls.ResponseReference;
import dev.diglot.internal.text.RequestId;
import dev.diglot.internal.text.SecretNames;
import dev.diglot.model.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as its interceptors see it, and the listener that reports it to their observers. Thread-safe.
 *
 * <p>Its events are delivered through the queue of the {@link ObservedCall}, to which the end of the last attempt is
 * passed on. Created only if interceptors or observers are registered.
 */
final class ObservedAttempt implements Interceptor.Attempt, AttemptListener {
    private static final String REDACTED = "***";

    private final ResponseReference response;
    private final Call call;
    private final ObservedCall observedCall;
    private final URI url;
    private final int number;

    /** The headers to send, the key included; written under the lock until the last interceptor has returned. */
    private final Map<String, String> headers;

    /** The innermost first; written before the attempt is sent. */
    private final List<AttemptObserver> observers = new ArrayList<>();

    private volatile long start = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();

    // What has happened; written under the lock. No observer is called while it is held.
    private boolean headersAreFinal;
    private volatile @Nullable Head head;
    private @Nullable Duration timeToFirst;
    private long bytes;
    private boolean ended;

    /**
     * Creates an attempt.
     *
     * @param headers the headers to send, which interceptors may change
     */
    ObservedAttempt(Response response, ObservedCall observedCall, URI url, Map<String, String> headers) {
        this.response = observedCall.reference(response);
        this.call = response.call;
        this.observedCall = observedCall;
        this.url = url;
        this.number = call.retryState.attempts();
        this.headers = headers;
    }

    /** Calls the observers of the call, then the interceptors, and rethrows what these throw. */
    void intercept(List<Interceptor> interceptors) {
        try {
            observers.addAll(observedCall.startAttempt(this));
            for (Interceptor interceptor : interceptors) {
                AttemptObserver observer = interceptor.intercept(this);
                if (observer != null) {
                    observers.add(0, observer);
                }
            }
            updateUnlessEnded(() -> headersAreFinal = true);
            start = System.nanoTime();
        } catch (Throwable e) {
            ended(e, null);
            throw e;
        }
    }

    @Override
    public boolean hasUnreportedHead() {
        Response received = response.get();
        return head == null && received != null && received.head().isReceived();
    }

    @Override
    public void reportHead() {
        updateUnlessEnded(this::enqueueHead);
        observedCall.deliver();
    }

    private void enqueueHead() {
        Response current = response.get();
        if (current == null || !hasUnreportedHead()) {
            return;
        }
        Map<String, List<String>> shown = current.headersWithoutKey();
        shown.replaceAll((name, values) -> SecretNames.isSecretHeader(name) ? List.of(REDACTED) : values);
        ResponseHead received = current.head();
        Duration elapsed = Duration.ofNanos(received.receivedAt() - start);
        Head reported = new Head(received.status(), Collections.unmodifiableMap(shown), RequestId.find(shown), elapsed);
        head = reported;
        observedCall.enqueue(observers, observer -> observer.onHead(reported));
    }

    @Override
    public void bytesReceived(int count) {
        updateUnlessEnded(() -> {
            if (timeToFirst == null && !call.wantsStream) {
                timeToFirst = elapsed();
            }
            bytes += count;
        });
    }

    @Override
    public void firstEvent() {
        Duration elapsed = elapsed();
        updateUnlessEnded(() -> {
            timeToFirst = elapsed;
            observedCall.enqueue(observers, observer -> observer.onFirstEvent(elapsed));
        });
        observedCall.firstEvent();
    }

    @Override
    public void closed() {
        Response current = response.get();
        if (call.wantsStream && current != null) {
            ended(current.failure(), null);
        }
    }

    /** Ends the attempt if nobody can read its response any more. */
    void endIfDropped() {
        if (response.get() == null && !isEnded()) {
            ended(new CallCancelledException("the stream was dropped without being closed", null), null);
        }
    }

    @Override
    public void ended(@Nullable Throwable failure, @Nullable Duration retryDelay) {
        enqueueEnd(failure, retryDelay);
        observedCall.deliver();
        observedCall.ended(failure, retryDelay);
    }

    /** Enqueues the notification of the end, unless it was. */
    void enqueueEnd(@Nullable Throwable failure, @Nullable Duration retryDelay) {
        updateUnlessEnded(() -> {
            enqueueHead();
            ended = true;
            End end = new End(failure, isCancellation(failure), retryDelay, head, timeToFirst, bytes, elapsed());
            observedCall.enqueue(observers, observer -> observer.onEnd(end));
            if (retryDelay == null) {
                observedCall.setOutcome(failure); // under the lock: the call ends as its last attempt does
            }
        });
    }

    static boolean isCancellation(@Nullable Throwable failure) {
        return failure instanceof CallCancelledException || failure instanceof CancellationException;
    }

    private boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Applies a change under the lock, unless the end was reported. */
    private void updateUnlessEnded(Runnable change) {
        lock.lock();
        try {
            if (!ended) {
                change.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Returns the response or, after this failure, what was received of it; null if that is nothing. */
    @Nullable
    Object received(@Nullable Throwable failure) {
        Response current = response.get();
        return current == null ? null : current.received(failure);
    }

    /** Returns the head if it was received and reported, otherwise null. */
    @Nullable
    Head head() {
        return head;
    }

    @Override
    public Dialect dialect() {
        return call.dialect;
    }

    @Override
    public boolean isStreaming() {
        return call.wantsStream;
    }

    @Override
    public String method() {
        return call.operation.method();
    }

    @Override
    public URI uri() {
        return url;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> shown.put(name, redacted(name, value)));
        return Collections.unmodifiableMap(shown);
    }

    private String redacted(String name, String value) {
        return SecretNames.isSecretHeader(name) ? REDACTED : call.sanitizer().line(value);
    }

    @Override
    public void setHeader(String name, String value) {
        lock.lock();
        try {
            if (headersAreFinal || ended) {
                throw new IllegalStateException("The header " + name
                        + " comes too late: the attempt was sent; set it before intercept(...) returns");
            }
            RequestOptions.builder().header(name, value); // throws if one of them is not valid
            headers.put(name, value);
        } finally {
            lock.unlock();
        }
    }

    /** {@return method, address, number and headers of the attempt, without secrets} */
    @Override
    public String toString() {
        return method() + " " + url + ", attempt " + number + ", " + headers();
    }
}
