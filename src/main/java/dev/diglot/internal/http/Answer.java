// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call: its head, and the bytes that have arrived and were not taken yet. For any thread.
 *
 * <p>It is at hand as soon as the head is. Bytes of a stream are asked for only while few of them wait; of any other
 * body up to its bound. What came is kept whatever the end: the body of an error is worth having cut. All state is
 * under one lock; the HTTP client is called without it, for it has locks of its own.
 */
final class Answer implements HttpResponse.BodyHandler<Answer>, HttpResponse.BodySubscriber<Answer> {
    /** No more bytes of a stream are asked for while so many wait. */
    private static final int MOST_WAITING = 64 * 1024;

    /** After a good end so many bytes more are read, and so long, that the connection can be used again. */
    private static final int MOST_DRAINED = 16 * 1024;

    private static final long DRAIN_MILLIS = 1000;

    private final boolean wantsStream;
    private final int maxBodyBytes;
    private final Call call;

    // Set once each, when the head is there; the bytes come after that.
    private volatile int status;
    private volatile Map<String, List<String>> headers = Map.of();
    private volatile boolean isStream;
    private volatile boolean begun;

    /** Null before the first byte and after the last one. */
    private volatile Flow.@Nullable Subscription flow;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final ArrayDeque<List<ByteBuffer>> waiting = new ArrayDeque<>();
    private long length;
    private long lastArrival;
    private boolean asked;

    // How it ended. Once it has, no bytes are added any more.
    private boolean ended;
    private @Nullable DiglotException failure;
    private volatile boolean closed;
    private int leftToDrain;

    Answer(boolean wantsStream, int maxBodyBytes, Call call) {
        this.wantsStream = wantsStream;
        this.maxBodyBytes = maxBodyBytes;
        this.call = call;
    }

    @Override
    public Answer apply(HttpResponse.ResponseInfo head) {
        status = head.statusCode();
        headers = head.headers().map();
        isStream = wantsStream && isGood() && mayBeStream();
        lastArrival = System.nanoTime();
        return this;
    }

    @Override
    public CompletionStage<Answer> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        flow = subscription;
        begun = true;
        proceed();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        lock.lock();
        try {
            int size = 0;
            for (ByteBuffer buffer : buffers) {
                size += buffer.remaining();
            }
            asked = false;
            if (ended) {
                leftToDrain -= size;
            } else {
                waiting.add(buffers);
                length += size;
                lastArrival = System.nanoTime();
                ended = !isStream && length > maxBodyBytes;
                change.signal();
            }
        } finally {
            lock.unlock();
        }
        proceed();
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

    /** Takes the next bytes of a stream, waiting for them; null after the last ones, when {@link #failure} says why. */
    @Nullable
    List<ByteBuffer> take() {
        List<ByteBuffer> buffers;
        lock.lock();
        try {
            awaitChange();
            buffers = waiting.poll();
            for (ByteBuffer buffer : buffers == null ? List.<ByteBuffer>of() : buffers) {
                length -= buffer.remaining();
            }
        } finally {
            lock.unlock();
        }
        proceed();
        return buffers;
    }

    /**
     * Waits for the end of the body, or its bound, unless this is a stream.
     *
     * @throws ApiException if the status is no 2xx, however much of the body came: the status says the most
     * @throws DiglotException if a good answer ended too early, which says why
     */
    void awaitGood() {
        if (!isStream) {
            lock.lock();
            try {
                awaitChange();
            } finally {
                lock.unlock();
            }
            proceed();
        }
        if (!isGood() && !closed) {
            throw ErrorDecoder.decode(status, headers, bytes());
        }
        DiglotException fault = isStream ? null : failure();
        if (fault != null) {
            throw fault;
        }
    }

    /** Waits for bytes of a stream, for the end of any other body, or until there is no more time. */
    private void awaitChange() {
        if (call.isOver()) {
            end(call.late(null));
        }
        long began = System.nanoTime();
        while (!ended && (!isStream || waiting.isEmpty())) {
            long left = call.nanosToSilence(lastArrival - began > 0 ? lastArrival : began);
            try {
                if (left <= 0) {
                    end(call.silence());
                } else {
                    change.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                end(call.failure(e, null));
            }
        }
    }

    /** Why there are no more bytes, or null if they have ended in good order, or not ended. */
    @Nullable
    DiglotException failure() {
        if (closed) {
            String what = isStream ? "the stream, or its client, was closed" : "the client was closed";
            return new CallCancelledException(what + " before the end of the answer", null);
        }
        lock.lock();
        try {
            return failure == null ? null : (DiglotException) failure.fillInStackTrace(); // of the thread that is told
        } finally {
            lock.unlock();
        }
    }

    /** Ends the exchange, from any thread; with what is left of its body if the last that matters was read. */
    void close(boolean isRead) {
        lock.lock();
        try {
            closed = true;
            leftToDrain = isRead ? MOST_DRAINED : 0;
            waiting.clear();
            end(null);
        } finally {
            lock.unlock();
        }
        if (isRead && flow != null) {
            CompletableFuture.delayedExecutor(DRAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(new LateClose(this));
        }
        proceed();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the head has come, so that there will be an end too. */
    boolean hasBegun() {
        return begun;
    }

    boolean isStream() {
        return isStream;
    }

    int status() {
        return status;
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    String contentType() {
        return headers.getOrDefault("content-type", List.of("no content-type")).get(0);
    }

    boolean isOverBound() {
        lock.lock();
        try {
            return length > maxBodyBytes;
        } finally {
            lock.unlock();
        }
    }

    /** What came of the body, up to the bound. */
    byte[] bytes() {
        lock.lock();
        try {
            byte[] bytes = new byte[(int) Math.min(length, maxBodyBytes)];
            int at = 0;
            for (List<ByteBuffer> buffers : waiting) {
                for (ByteBuffer buffer : buffers) {
                    int size = Math.min(buffer.remaining(), bytes.length - at);
                    buffer.duplicate().get(bytes, at, size);
                    at += size;
                }
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** Anything but what is known to be none: servers send streams under many names, and under no name. */
    private boolean mayBeStream() {
        String type = contentType().toLowerCase(Locale.ROOT);
        return !type.contains("json") && !type.contains("html") && !type.contains("xml");
    }

    private void end(@Nullable DiglotException why) {
        lock.lock();
        try {
            failure = ended ? failure : why;
            ended = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Asks for more bytes if there is room, or ends the exchange. */
    private void proceed() {
        boolean over;
        boolean more;
        lock.lock();
        try {
            over = ended && leftToDrain <= 0;
            more = !over && !asked && (!isStream || length < MOST_WAITING);
            asked |= more;
        } finally {
            lock.unlock();
        }
        Flow.Subscription subscription = flow;
        if (subscription != null && over) {
            subscription.cancel();
        } else if (subscription != null && more) {
            subscription.request(1);
        }
    }

    /** Ends an exchange that should have ended by itself. */
    private record LateClose(Answer answer) implements Runnable {
        @Override
        public void run() {
            answer.close(false);
        }
    }
}
