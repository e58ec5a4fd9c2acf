// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Interceptor;
import dev.diglot.config.Interceptor.End;
import dev.diglot.config.Interceptor.Head;
import dev.diglot.config.Interceptor.Observer;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.RequestId;
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
 * An attempt, as its interceptors see it. For any thread.
 *
 * <p>What they are told stands in a queue, which one thread at a time empties: so they hear it in order, none waits for
 * another, and no lock is held. Only calls of a client that has interceptors have this.
 */
final class ObservedAttempt implements Interceptor.Attempt, AttemptListener {
    private static final String HIDDEN = "***";

    private final Response response;
    private final Call call;
    private final URI url;
    private final int number;

    /** With the key among them; changed under the lock, until all interceptors were asked. */
    private final Map<String, String> headers;

    /** The innermost first. */
    private final List<Observer> observers = new ArrayList<>();

    private boolean isAsked;
    private volatile long start = System.nanoTime();

    private final ReentrantLock lock = new ReentrantLock();

    // What has happened; changed under the lock, in which nothing is told.
    private volatile @Nullable Head head;
    private @Nullable Duration first;
    private long bytes;
    private boolean ended;

    private final Queue<Consumer<Observer>> notes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untold = new AtomicInteger();

    /**
     * Makes one.
     *
     * @param headers what is to be sent, to be changed
     */
    ObservedAttempt(Response response, URI url, Map<String, String> headers) {
        this.response = response;
        this.call = response.call;
        this.url = url;
        this.number = call.attempts.count();
        this.headers = headers;
    }

    /** Asks the interceptors, and passes on what they throw. */
    void begin(List<Interceptor> interceptors) {
        try {
            for (Interceptor interceptor : interceptors) {
                Observer observer = interceptor.intercept(this);
                if (observer != null) {
                    observers.add(0, observer);
                }
            }
            note(() -> isAsked = true);
            start = System.nanoTime();
        } catch (Throwable e) {
            end(e, null);
            throw e;
        }
    }

    @Override
    public boolean isOwedHead() {
        return head == null && response.head().hasCome();
    }

    @Override
    public void head() {
        note(this::noteHead);
        tell();
    }

    private void noteHead() {
        if (isOwedHead()) {
            Map<String, List<String>> all = response.shownHeaders();
            all.replaceAll((name, values) -> SecretNames.isHeader(name) ? List.of(HIDDEN) : values);
            ResponseHead from = response.head();
            Duration elapsed = Duration.ofNanos(from.at() - start);
            Head came = new Head(from.status(), Collections.unmodifiableMap(all), RequestId.find(all), elapsed);
            head = came;
            notes.add(observer -> observer.onHead(came));
        }
    }

    @Override
    public void received(int size) {
        note(() -> {
            first = first == null && !call.wantsStream ? elapsed() : first;
            bytes += size;
        });
    }

    @Override
    public void firstEvent() {
        Duration elapsed = elapsed();
        note(() -> {
            first = elapsed;
            notes.add(observer -> observer.onFirstEvent(elapsed));
        });
        tell();
    }

    @Override
    public void closed() {
        if (call.wantsStream) {
            end(response.failure(), null);
        }
    }

    @Override
    public void end(@Nullable Throwable failure, @Nullable Duration retryIn) {
        boolean cancelled = failure instanceof CallCancelledException || failure instanceof CancellationException;
        note(() -> {
            noteHead();
            ended = true;
            End end = new End(failure, cancelled, retryIn, head, first, bytes, elapsed());
            notes.add(observer -> observer.onEnd(end));
        });
        tell();
    }

    /** Notes what has happened, unless the end has. */
    private void note(Runnable change) {
        lock.lock();
        try {
            if (!ended) {
                change.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Empties the queue, unless another thread does, which then tells this too. */
    private void tell() {
        if (untold.getAndIncrement() > 0) {
            return;
        }
        do {
            for (Consumer<Observer> note = notes.poll(); note != null; note = notes.poll()) {
                for (Observer observer : observers) {
                    tell(observer, note);
                }
            }
        } while (untold.decrementAndGet() > 0);
    }

    @SuppressWarnings("CatchingUnchecked") // other languages throw checked ones too
    private static void tell(Observer observer, Consumer<Observer> note) {
        try {
            note.accept(observer);
        } catch (Throwable e) {
            Warnings.log("An interceptor's observer threw an exception; the call goes on without it", e);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public Dialect dialect() {
        return call.operation.dialect();
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
        headers.forEach((name, value) -> shown.put(
                name, SecretNames.isHeader(name) ? HIDDEN : call.sanitizer().line(value)));
        return Collections.unmodifiableMap(shown);
    }

    @Override
    public void setHeader(String name, String value) {
        lock.lock();
        try {
            if (isAsked || ended) {
                throw new IllegalStateException("The header " + name
                        + " comes too late: the attempt was sent; set it before intercept(...) returns");
            }
            RequestOptions.builder().header(name, value); // which checks both
            headers.put(name, value);
        } finally {
            lock.unlock();
        }
    }

    /** {@return what is sent where, without secrets} */
    @Override
    public String toString() {
        return method() + " " + url + ", attempt " + number + ", " + headers();
    }
}
