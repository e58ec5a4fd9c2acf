// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Interceptor;
import dev.diglot.config.Interceptor.End;
import dev.diglot.config.Interceptor.Head;
import dev.diglot.config.Interceptor.Observer;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.internal.text.RequestId;
import dev.diglot.internal.text.SecretNames;
import dev.diglot.model.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as its interceptors see it, and the listener that reports it to their observers. Thread-safe.
 *
 * <p>Each event is appended to a queue, which one thread at a time empties. So observers receive the events in order,
 * no thread waits for another, and no lock is held while an observer runs. Created only if interceptors are registered.
 */
final class ObservedAttempt implements Interceptor.Attempt, AttemptListener {
    private static final String REDACTED = "***";

    private final Response response;
    private final Call call;
    private final URI url;
    private final int number;

    /** The headers to send, the key included; written under the lock until the last interceptor has returned. */
    private final Map<String, String> headers;

    /** The innermost first; written before the attempt is sent. */
    private final List<Observer> observers = new ArrayList<>();

    private volatile long start = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();

    // What has happened; written under the lock. No observer is called while it is held.
    private boolean headersAreFinal;
    private volatile @Nullable Head head;
    private @Nullable Duration timeToFirst;
    private long bytes;
    private boolean ended;

    private final Queue<Consumer<Observer>> undelivered = new ConcurrentLinkedQueue<>();

    /** Requests for delivery that are not served yet; the thread that raises it from 0 serves all of them. */
    private final AtomicInteger deliveryRequests = new AtomicInteger();

    /**
     * Creates an attempt.
     *
     * @param headers the headers to send, which interceptors may change
     */
    ObservedAttempt(Response response, URI url, Map<String, String> headers) {
        this.response = response;
        this.call = response.call;
        this.url = url;
        this.number = call.retryState.attempts();
        this.headers = headers;
    }

    /** Calls the interceptors, and rethrows what they throw. */
    void intercept(List<Interceptor> interceptors) {
        try {
            for (Interceptor interceptor : interceptors) {
                Observer observer = interceptor.intercept(this);
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
        return head == null && response.head().isReceived();
    }

    @Override
    public void reportHead() {
        updateUnlessEnded(this::enqueueHead);
        deliver();
    }

    private void enqueueHead() {
        if (hasUnreportedHead()) {
            Map<String, List<String>> shown = response.headersWithoutKey();
            shown.replaceAll((name, values) -> SecretNames.isSecretHeader(name) ? List.of(REDACTED) : values);
            ResponseHead received = response.head();
            Duration elapsed = Duration.ofNanos(received.receivedAt() - start);
            Head reported =
                    new Head(received.status(), Collections.unmodifiableMap(shown), RequestId.find(shown), elapsed);
            head = reported;
            undelivered.add(observer -> observer.onHead(reported));
        }
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
            undelivered.add(observer -> observer.onFirstEvent(elapsed));
        });
        deliver();
    }

    @Override
    public void closed() {
        if (call.wantsStream) {
            ended(response.failure(), null);
        }
    }

    @Override
    public void ended(@Nullable Throwable failure, @Nullable Duration retryDelay) {
        boolean cancelled = failure instanceof CallCancelledException || failure instanceof CancellationException;
        updateUnlessEnded(() -> {
            enqueueHead();
            ended = true;
            End end = new End(failure, cancelled, retryDelay, head, timeToFirst, bytes, elapsed());
            undelivered.add(observer -> observer.onEnd(end));
        });
        deliver();
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

    /** Delivers all queued events, unless another thread is delivering, which then delivers these too. */
    private void deliver() {
        if (deliveryRequests.getAndIncrement() > 0) {
            return;
        }
        do {
            for (Consumer<Observer> event = undelivered.poll(); event != null; event = undelivered.poll()) {
                for (Observer observer : observers) {
                    deliver(event, observer);
                }
            }
        } while (deliveryRequests.decrementAndGet() > 0);
    }

    @SuppressWarnings("CatchingUnchecked") // other JVM languages throw checked exceptions too
    private static void deliver(Consumer<Observer> event, Observer observer) {
        try {
            event.accept(observer);
        } catch (Throwable e) {
            Warnings.log("An interceptor's observer threw an exception; the call goes on without it", e);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
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
