// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an attempt: its head, the bytes that have arrived and were not taken yet, and its end. For any thread.
 *
 * <p>It is at hand as soon as the head is. Bytes of a stream are asked for only while few of them wait; of any other
 * body up to its bound. What came is kept whatever the end: the body of an error is worth having cut. All state is
 * under one lock; the HTTP client, and interceptors, are called without it, for they have locks of their own.
 */
final class Answer implements HttpResponse.BodyHandler<Answer>, HttpResponse.BodySubscriber<Answer> {
    /** After a good end so long the rest is read, so that the connection can be used again. */
    private static final long DRAIN_MILLIS = 1000;

    final Call call;
    final Watch watch = new Watch(this);

    // Set before the attempt is sent.
    private volatile Audience audience = Audience.NOBODY;
    private volatile long headDue;

    // Set once each, the head first; the bytes come after both.
    private volatile AnswerHead head = AnswerHead.NONE;
    private volatile boolean begun;

    /** Null before the first byte and after the last one. */
    private volatile Flow.@Nullable Subscription flow;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Intake intake = new Intake();

    // How it ended; changed under the lock. Once it has, no bytes are added any more.
    private volatile boolean ended;
    private volatile @Nullable DiglotException failure;
    private volatile boolean isRead;
    private volatile boolean closed;

    Answer(Call call) {
        this.call = call;
    }

    /** Has this told of the attempt from now on. */
    void tellTo(Audience audience) {
        this.audience = audience;
    }

    /** Counts the time of the head from now on. */
    void expectHead() {
        headDue = call.headDue();
    }

    @Override
    public Answer apply(HttpResponse.ResponseInfo info) {
        head = AnswerHead.of(info.statusCode(), info.headers().map(), call.wantsStream);
        return this;
    }

    /** Takes the one answer that the JDK gives without asking us for its body: a proxy's refusal to connect. */
    void takeBodiless(HttpResponse<@Nullable Answer> response) {
        if (response.body() == null) {
            head = AnswerHead.of(response.statusCode(), response.headers().map(), false);
            begun = true;
            end(null);
        }
    }

    @Override
    public CompletionStage<Answer> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        flow = subscription;
        lock.lock();
        try {
            begun = true;
            change.signal();
        } finally {
            lock.unlock();
        }
        proceed();
        watch.look(); // it was set for the head
        watch.tell();
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        lock.lock();
        try {
            if (ended) {
                intake.pass(piece);
            } else {
                audience.received(intake.add(piece));
                change.signal();
                if (!head.isStream() && intake.length() > mostBytes()) {
                    end(null);
                }
            }
        } finally {
            lock.unlock();
        }
        proceed();
        watch.tell();
    }

    @Override
    public void onError(Throwable cause) {
        flow = null;
        end(call.failure(cause, null));
    }

    @Override
    public void onComplete() {
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
            more = subscription != null && !over && intake.ask(head.isStream() && !ended);
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
            while (!ended && (forHead ? !begun : !head.isStream() || intake.length() == 0)) {
                long left = endIfSilent();
                if (left > 0) {
                    change.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            end(call.failure(e, null));
        } finally {
            lock.unlock();
        }
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

    /** Ends it, unless it has ended; with why there will be no more, or null if the end is good. */
    void end(@Nullable DiglotException why) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            failure = why;
            ended = true;
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
            CompletableFuture.delayedExecutor(DRAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::cancel); // it should have ended by itself
        }
        proceed();
        watch.tell();
    }

    /** Why there are no more bytes, or null if they have ended in good order, or not ended. */
    @Nullable
    DiglotException failure() {
        if (closed && !isRead) {
            return Call.closed(head.isStream());
        }
        DiglotException why = isRead ? null : failure;
        return why == null ? null : (DiglotException) why.fillInStackTrace(); // of the thread that is told
    }

    /** What came of the body, without its compression, up to so many bytes. */
    byte[] bytes(long atMost) {
        int most = (int) Math.min(Integer.MAX_VALUE - 8, atMost);
        byte[] came;
        lock.lock();
        try {
            came = intake.copy(most);
        } finally {
            lock.unlock();
        }
        return Decompressor.all(head.headers(), came, most);
    }

    /** So many bytes of a whole body are read. */
    int mostBytes() {
        return head.isGood() ? call.maxBodyBytes : Math.min(call.maxBodyBytes, ErrorDecoder.MAX_KEPT_BYTES);
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

    /** The head, or {@link AnswerHead#NONE} before it has come. */
    AnswerHead head() {
        return head;
    }

    /** The headers without the key, for some endpoints say it back. */
    Map<String, List<String>> shownHeaders() {
        return call.withoutKey(head.headers());
    }

    Audience audience() {
        return audience;
    }
}
