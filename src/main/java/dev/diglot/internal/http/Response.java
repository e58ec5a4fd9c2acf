// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The response to one attempt: its head, the received bytes that were not taken yet, and its end. Thread-safe.
 *
 * <p>It can be read as soon as its head is received. More bytes of a stream are requested only while few are buffered.
 * More bytes of any other body are requested until it is complete or exceeds its maximum. Received bytes are kept
 * however the body ends; even a truncated error body is useful.
 *
 * <p>One lock guards the state. Neither the HTTP client nor an interceptor is called while it is held, because they
 * have locks of their own. The package description lists the other locks that may be taken while it is held.
 */
final class Response {
    /** How long to drain leftover bytes after a complete stream so that the connection can be reused. */
    private static final long DRAIN_MILLIS = 1000;

    /**
     * Maximum number of received bytes that are decompressed to get the {@link BodyKind#PREFIX} bytes that decide the
     * kind of the body. It is larger because compressed data begins with a header.
     */
    private static final int CODED_PREFIX = 8 * BodyKind.PREFIX;

    final Call call;
    final IdleTimer idleTimer = new IdleTimer(this);
    final BodyReceiver receiver = new BodyReceiver(this);
    final RequestBody requestBody;

    // Set before the attempt is sent.
    private volatile AttemptListener listener;
    private volatile long headDeadline;

    // Set once each by the HTTP client, in this order.
    private volatile ResponseHead head = ResponseHead.NONE;
    private volatile boolean bodyStarted;

    /** Decided when the head is received or, if that leaves it undecided, under the lock when bytes are received. */
    private volatile BodyKind bodyKind = BodyKind.WHOLE;

    /** The subscription to the body; null before the body starts, and after it has ended or was cancelled. */
    private volatile Flow.@Nullable Subscription subscription;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BodyBuffer buffer = new BodyBuffer(); // guarded by the lock

    // How it ended; written under the lock. Once ended is set, no more bytes are added to the buffer.
    private volatile boolean ended;
    private volatile @Nullable DiglotException failure;
    private volatile boolean consumed;
    private volatile boolean closed;

    /** Returns what was received, for the observers of the call; null before anything can be read. */
    private volatile @Nullable Function<@Nullable Throwable, @Nullable Object> received;

    Response(Call call) {
        this.call = call;
        this.requestBody = new RequestBody(call.body);
        this.listener = call.observed == null ? AttemptListener.NONE : call.observed;
    }

    /** Registers the listener of this attempt; before that, only the call itself is observed. */
    void setListener(AttemptListener listener) {
        this.listener = listener;
    }

    void setReceived(Function<@Nullable Throwable, @Nullable Object> function) {
        received = function;
    }

    /** Returns the response or, after this failure, what was received of it; null if that is nothing. */
    @Nullable
    Object received(@Nullable Throwable failure) {
        Function<@Nullable Throwable, @Nullable Object> function = received;
        return function == null ? null : function.apply(failure);
    }

    /** Starts the response timeout. */
    void startResponseTimeout() {
        headDeadline = call.headDeadline();
    }

    /** Receives the head. Called by the HTTP client. */
    void onHead(int status, Map<String, List<String>> headers) {
        ResponseHead received = new ResponseHead(status, headers, System.nanoTime());
        bodyKind = BodyKind.fromHead(received, call.wantsStream);
        head = received;
    }

    /** Ends the one response for which the JDK creates no body subscriber: the refusal of a proxy to connect. */
    void onResponseWithoutBody(HttpResponse<@Nullable BodyReceiver> response) {
        if (response.body() == null) {
            onHead(response.statusCode(), response.headers().map());
            bodyStarted = true;
            end(null);
        }
    }

    /** Receives the subscription to the body. Called by the HTTP client. */
    void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        lock.lock();
        try {
            bodyStarted = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        requestMoreOrCancel();
        idleTimer.rearm(); // it still measured the response timeout; from here on the idle timeout applies
        idleTimer.notifyListener();
    }

    /** Receives the next bytes of the body. Called by the HTTP client. */
    void onNext(List<ByteBuffer> chunk) {
        lock.lock();
        try {
            if (ended) {
                buffer.discard(chunk);
            } else {
                listener.bytesReceived(buffer.add(chunk));
                if (bodyKind == BodyKind.UNDECIDED) {
                    bodyKind = BodyKind.fromFirstBytes(decodedPrefix());
                }
                changed.signal();
                if (!isStream() && buffer.length() > maxBodyBytes()) {
                    end(null);
                }
            }
        } finally {
            lock.unlock();
        }
        requestMoreOrCancel();
        idleTimer.notifyListener();
    }

    /** Returns the first bytes of the body, decompressed; none while too few are received to decompress any. */
    private byte[] decodedPrefix() {
        return Decompressor.prefix(head.headers(), buffer.copy(CODED_PREFIX), BodyKind.PREFIX);
    }

    /** Ends the response because the connection failed. Called by the HTTP client. */
    void onError(Throwable cause) {
        subscription = null;
        end(call.failureOf(cause, requestBody));
    }

    /** Ends the response after the last byte. Called by the HTTP client. */
    void onComplete() {
        subscription = null;
        end(null);
    }

    /**
     * Requests the next bytes if there is room for them, or cancels the exchange if the response has ended and nothing
     * is left to drain. Called without the lock.
     */
    void requestMoreOrCancel() {
        Flow.Subscription current = subscription;
        boolean isFinished;
        boolean isRequested = false;
        lock.lock();
        try {
            isFinished = ended && buffer.isDrained();
            if (current != null && !isFinished) {
                isRequested = buffer.tryRequest(isStream() && !ended);
            }
        } finally {
            lock.unlock();
        }
        if (isFinished) {
            cancelExchange();
        } else if (current != null && isRequested) {
            current.request(1);
        }
    }

    private void cancelExchange() {
        Flow.Subscription current = subscription;
        if (current != null) {
            subscription = null;
            current.cancel();
        }
        receiver.release();
    }

    /**
     * Takes the next bytes of a stream.
     *
     * @param wait whether to wait for them
     * @return the bytes, or null if none are buffered: there are none yet or, if {@link #isEnded}, there are no more
     */
    @Nullable
    List<ByteBuffer> take(boolean wait) {
        List<ByteBuffer> chunk;
        lock.lock();
        try {
            if (call.isDeadlineExceeded()) {
                end(call.deadlineFailure(null));
            } else if (wait) {
                awaitWhile(this::isBodyPending);
            }
            chunk = buffer.poll();
        } finally {
            lock.unlock();
        }
        requestMoreOrCancel();
        return chunk;
    }

    /** Waits for the head and the start of the body, or until the response ends without them. */
    void awaitHead() {
        awaitWhile(() -> !bodyStarted);
    }

    /** Waits for the first bytes of a stream, or for the end of any other body. */
    void awaitBody() {
        awaitWhile(this::isBodyPending);
        requestMoreOrCancel();
    }

    /** Returns whether the body is still awaited: a stream until bytes are buffered, any other body until it ends. */
    private boolean isBodyPending() {
        return !isStream() || buffer.length() == 0;
    }

    /** Waits while a condition is true, until the response ends. Ends it itself when a timeout expires. */
    private void awaitWhile(BooleanSupplier isPending) {
        lock.lock();
        try {
            while (!ended && isPending.getAsBoolean()) {
                long nanosLeft = endIfIdle();
                if (nanosLeft > 0) {
                    changed.awaitNanos(nanosLeft);
                }
            }
        } catch (InterruptedException e) {
            end(call.failureOf(e, requestBody));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the response if the response timeout, the idle timeout or the deadline has expired.
     *
     * @return the nanoseconds until the first of them expires; zero or negative if one has
     */
    long endIfIdle() {
        lock.lock();
        try {
            long nanosLeft;
            if (bodyStarted) {
                nanosLeft = call.nanosToIdleTimeout(head, buffer.idleSince());
            } else {
                nanosLeft = headDeadline - System.nanoTime();
            }
            if (nanosLeft <= 0) {
                end(call.timeoutFailure(bodyStarted));
            }
            return nanosLeft;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws if the call is over. Called while received bytes are decoded, which may take long.
     *
     * @param isInterruptible whether an interrupt of the current thread is meant for this call
     * @throws DiglotException if the deadline has passed, the response was closed, or the thread was interrupted
     */
    void checkpoint(boolean isInterruptible) {
        if (call.isDeadlineExceeded()) {
            throw call.deadlineFailure(null);
        }
        if (isInterruptible && Thread.currentThread().isInterrupted()) {
            throw call.failureOf(new InterruptedException("interrupted while the response was read"), requestBody);
        }
        if (closed) {
            throw Call.closedFailure(call.wantsStream);
        }
    }

    /**
     * Ends the response, unless it has ended already.
     *
     * @param cause the failure, or null if it was closed or all bytes that are needed were received
     */
    void end(@Nullable DiglotException cause) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            failure = cause;
            ended = true;
            requestBody.release();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        idleTimer.stop();
        idleTimer.notifyListener();
    }

    /**
     * Marks the stream as fully consumed: a later failure is ignored, and a later close() is not a cancellation.
     *
     * @return false if it was closed before it was fully consumed
     */
    boolean markConsumed() {
        lock.lock();
        try {
            if (!closed) {
                consumed = true;
            }
            return consumed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the response and cancels the exchange, from any thread. If the stream was fully consumed, leftover bytes are
     * drained first, for at most {@link #DRAIN_MILLIS}, so that the connection can be reused.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // cancelExchange does not fail
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (consumed) {
                buffer.startDraining();
            }
            end(null);
        } finally {
            lock.unlock();
        }
        if (consumed && subscription != null) {
            call.schedule(this::cancelExchange, TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS));
        }
        requestMoreOrCancel();
        idleTimer.notifyListener();
    }

    /** Returns why there are no more bytes; null if the stream was fully consumed, ended normally, or has not ended. */
    @Nullable
    DiglotException failure() {
        if (closed && !consumed) {
            return Call.closedFailure(call.wantsStream);
        }
        DiglotException current = failure;
        if (current == null || consumed) {
            return null;
        }
        return (DiglotException) current.fillInStackTrace(); // shows the caller, not the I/O thread
    }

    /** Returns the buffered bytes as they were sent, compressed or not, and leaves them in the buffer. */
    byte[] bufferedBytes() {
        lock.lock();
        try {
            return buffer.copy(Integer.MAX_VALUE - 8);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the body starts as server-sent events do, whether or not they were requested. */
    boolean startsWithEvents() {
        lock.lock();
        try {
            return BodyKind.fromFirstBytes(decodedPrefix()) == BodyKind.EVENTS;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the maximum number of bytes that are read of a body that is not a stream. */
    int maxBodyBytes() {
        if (head.isSuccessful()) {
            return call.maxBodyBytes;
        }
        return Math.min(call.maxBodyBytes, ErrorDecoder.MAX_KEPT_BYTES);
    }

    /** Returns whether the body is read while it arrives; may become true with the first bytes. */
    boolean isStream() {
        return bodyKind == BodyKind.EVENTS;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Returns whether the body has started, after the head was received. From then on, the HTTP client always reports
     * the end of the response.
     */
    boolean hasBodyStarted() {
        return bodyStarted;
    }

    /** Returns the head, or {@link ResponseHead#NONE} before it is received. */
    ResponseHead head() {
        return head;
    }

    /** Returns a copy of the headers without the key, which some endpoints echo. */
    Map<String, List<String>> headersWithoutKey() {
        return call.sanitizer().headers(head.headers(), Integer.MAX_VALUE);
    }

    AttemptListener listener() {
        return listener;
    }
}
