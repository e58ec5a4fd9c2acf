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
import org.jspecify.annotations.Nullable;

/**
 * The response to an attempt: its head, the bytes that have arrived and were not taken yet, and its end. For any thread.
 *
 * <p>It is at hand as soon as the head is. Bytes of a stream are asked for only while few of them wait; of any other
 * body up to its bound. What came is kept whatever the end: the body of an error is worth having cut. All state is
 * under one lock; the HTTP client, and interceptors, are called without it, for they have locks of their own.
 */
final class Response {
    /** After a good end so long the rest is read, so that the connection can be used again. */
    private static final long DRAIN_MILLIS = 1000;

    final Call call;
    final IdleTimer watch = new IdleTimer(this);
    final BodyReceiver receiver = new BodyReceiver(this);
    final RequestBody request;

    // Set before the attempt is sent.
    private volatile AttemptListener audience = AttemptListener.NOBODY;
    private volatile long headDue;

    // Set once each, the head first; the bytes come after both.
    private volatile ResponseHead head = ResponseHead.NONE;
    private volatile boolean begun;

    /** Set with the head, and once more by the first bytes where the head did not tell; changed under the lock. */
    private volatile BodyKind kind = BodyKind.WHOLE;

    /** Null before the first byte and after the last one. */
    private volatile Flow.@Nullable Subscription flow;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final BodyBuffer intake = new BodyBuffer();

    // How it ended; changed under the lock. Once it has, no bytes are added any more.
    private volatile boolean ended;
    private volatile @Nullable DiglotException failure;
    private volatile boolean isRead;
    private volatile boolean closed;

    Response(Call call) {
        this.call = call;
        this.request = new RequestBody(call.body);
    }

    /** Has this told of the attempt from now on. */
    void tellTo(AttemptListener audience) {
        this.audience = audience;
    }

    /** Counts the time of the head from now on. */
    void expectHead() {
        headDue = call.headDue();
    }

    /** Takes the head. */
    void head(int status, Map<String, List<String>> headers) {
        ResponseHead taken = new ResponseHead(status, headers, System.nanoTime());
        kind = BodyKind.of(taken, call.wantsStream);
        head = taken;
    }

    /** Takes the one response that the JDK returns without asking us for its body: a proxy's refusal to connect. */
    void takeBodiless(HttpResponse<@Nullable BodyReceiver> response) {
        if (response.body() == null) {
            head(response.statusCode(), response.headers().map());
            begun = true;
            end(null);
        }
    }

    /** Takes the subscription that brings the body. */
    void begin(Flow.Subscription subscription) {
        flow = subscription;
        lock.lock();
        try {
            begun = true;
            change.signal();
        } finally {
            lock.unlock();
        }
        proceed();
        watch.look(); // re-arm: it measured the response timeout; from here on the idle timeout applies
        watch.tell();
    }

    /** Takes the next bytes of the body. */
    void receive(List<ByteBuffer> piece) {
        lock.lock();
        try {
            if (ended) {
                intake.pass(piece);
            } else {
                audience.received(intake.add(piece));
                decide();
                change.signal();
                if (!isStream() && intake.length() > mostBytes()) {
                    end(null);
                }
            }
        } finally {
            lock.unlock();
        }
        proceed();
        watch.tell();
    }

    private void decide() {
        if (kind == BodyKind.UNDECIDED) {
            kind = BodyKind.of(start());
        }
    }

    /** Returns the first bytes of the body, decoded; none while too few have arrived to decode any. */
    private byte[] start() {
        return Decompressor.start(head.headers(), intake.copy(BodyKind.PREFIX * 8), BodyKind.PREFIX);
    }

    /** Ends with the failure of the connection. */
    void fail(Throwable cause) {
        flow = null;
        end(call.failure(cause, request));
    }

    /** Ends with the last byte of the body. */
    void complete() {
        flow = null;
        end(null);
    }

    /** Asks for more bytes if there is room, or ends the exchange. Without the lock. */
    void proceed() {
        Flow.Subscription subscription = flow;
        boolean over;
        boolean more;
        lock.lock();
        try {
            over = ended && intake.isDrained();
            more = subscription != null && !over && intake.ask(isStream() && !ended);
        } finally {
            lock.unlock();
        }
        if (over) {
            cancel();
        } else if (subscription != null && more) {
            subscription.request(1);
        }
    }

    private void cancel() {
        Flow.Subscription subscription = flow;
        if (subscription != null) {
            flow = null;
            subscription.cancel();
        }
        receiver.release();
    }

    /**
     * Takes the next bytes of a stream.
     *
     * @param wait whether to wait for them
     * @return the bytes, or null if there are none now or, once {@link #isEnded}, none any more
     */
    @Nullable
    List<ByteBuffer> take(boolean wait) {
        List<ByteBuffer> piece;
        lock.lock();
        try {
            if (call.isOver()) {
                end(call.late(null));
            } else if (wait) {
                await(false);
            }
            piece = intake.poll();
        } finally {
            lock.unlock();
        }
        proceed();
        return piece;
    }

    /** Waits for the head, or that none comes. */
    void awaitHead() {
        await(true);
    }

    /** Waits for the end of a body that is no stream, or its bound. */
    void awaitWhole() {
        await(false);
        proceed();
    }

    /** Waits for the head, for bytes of a stream, for the end of any other body, or until there is no more time. */
    private void await(boolean forHead) {
        lock.lock();
        try {
            while (!ended && isPending(forHead)) {
                long left = endIfSilent();
                if (left > 0) {
                    change.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            end(call.failure(e, request));
        } finally {
            lock.unlock();
        }
    }

    private boolean isPending(boolean forHead) {
        if (forHead) {
            return !begun;
        }
        return !isStream() || intake.length() == 0;
    }

    /** Ends it if it has been silent for too long; else gives how many nanoseconds more it may be. */
    long endIfSilent() {
        lock.lock();
        try {
            long left = begun ? call.nanosToSilence(head, intake.silentSince()) : headDue - System.nanoTime();
            if (left <= 0) {
                end(call.silence(begun));
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the reading of what has arrived where the caller has given up; the network is not asked.
     *
     * @throws DiglotException if the deadline has passed, the exchange was closed, or the waiting thread interrupted
     */
    void checkpoint(boolean isWaitedFor) {
        if (call.isOver()) {
            throw call.late(null);
        }
        if (isWaitedFor && Thread.currentThread().isInterrupted()) {
            throw call.failure(new InterruptedException("interrupted while the response was read"), request);
        }
        if (closed) {
            throw Call.closed(call.wantsStream);
        }
    }

    /** Ends it, unless it has ended; with why there will be no more, or null if the end is good. */
    void end(@Nullable DiglotException why) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            failure = why;
            ended = true;
            request.release();
            change.signalAll();
        } finally {
            lock.unlock();
        }
        watch.stop();
        watch.tell();
    }

    /**
     * Notes that the reader takes the last that matters of a stream: its end is good, whoever closes it from now on.
     * Answers false if it was closed before that.
     */
    boolean taken() {
        lock.lock();
        try {
            isRead |= !closed;
            return isRead;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the exchange, from any thread; with what is left of its body if all that matters was taken. */
    @SuppressWarnings("FutureReturnValueIgnored") // cancelling does not fail
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            intake.drain(isRead);
            end(null);
        } finally {
            lock.unlock();
        }
        if (isRead && flow != null) {
            call.later(this::cancel, TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS)); // it should have ended by itself
        }
        proceed();
        watch.tell();
    }

    /** Why there are no more bytes, or null if they have ended in good order, or not ended. */
    @Nullable
    DiglotException failure() {
        if (closed && !isRead) {
            return Call.closed(call.wantsStream);
        }
        DiglotException why = isRead ? null : failure;
        return why == null ? null : (DiglotException) why.fillInStackTrace(); // of the thread that is told
    }

    /** Returns the bytes of the body that have arrived and were not taken, as they were sent. */
    byte[] bytes() {
        lock.lock();
        try {
            return intake.copy(Integer.MAX_VALUE - 8);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the body begins as server-sent events do, whether or not they were asked for. */
    boolean holdsEvents() {
        lock.lock();
        try {
            return BodyKind.of(start()) == BodyKind.EVENTS;
        } finally {
            lock.unlock();
        }
    }

    /** So many bytes of a whole body are read. */
    int mostBytes() {
        return head.isGood() ? call.maxBodyBytes : Math.min(call.maxBodyBytes, ErrorDecoder.MAX_KEPT_BYTES);
    }

    /** Returns whether the body is read while it arrives. */
    boolean isStream() {
        return kind == BodyKind.EVENTS;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the body has begun, so that there will be an end too. */
    boolean hasBegun() {
        return begun;
    }

    /** The head, or {@link ResponseHead#NONE} before it has come. */
    ResponseHead head() {
        return head;
    }

    /** The headers without the key, for some endpoints say it back. */
    Map<String, List<String>> shownHeaders() {
        return call.sanitizer().headers(head.headers(), Integer.MAX_VALUE);
    }

    AttemptListener audience() {
        return audience;
    }
}
