// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Interceptor;
import dev.diglot.error.ApiException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    /** So long the body of an error is waited for: its status is there, and says the most. */
    private static final long MOST_ERROR_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So much later than the HTTP client we give up the head: a client whose threads were ended may forget it. */
    private static final long HEAD_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maxBodyBytes;
    private final Call call;
    private volatile long headDue;

    /** Null without interceptors, and before they were asked; told without the lock. */
    private volatile @Nullable Observed observed;

    // Set once each, when the head is there; the bytes come after that.
    private volatile int status;
    private volatile Map<String, List<String>> headers = Map.of();
    private volatile boolean isStream;
    private volatile boolean begun;

    /** When the head came, which may be told before the body is subscribed to; 0 before. */
    private volatile long begin;

    /** Null before the first byte and after the last one. */
    private volatile Flow.@Nullable Subscription flow;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final ArrayDeque<List<ByteBuffer>> waiting = new ArrayDeque<>();
    private long length;
    private volatile long lastHeard = System.nanoTime();
    private volatile boolean asked;

    // How it ended. Once it has, no bytes are added any more.
    private volatile boolean ended;
    private volatile @Nullable DiglotException failure;
    private volatile boolean closed;
    private int leftToDrain;

    // Set where no thread waits.
    private volatile @Nullable Runnable listener;
    private volatile @Nullable CompletableFuture<Boolean> timer;

    Answer(Call call, int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
        this.call = call;
    }

    /** Counts the time of the head from now on. */
    void expectHead() {
        headDue = System.nanoTime() + call.untilHead().toNanos() + HEAD_GRACE_NANOS;
    }

    @Override
    public Answer apply(HttpResponse.ResponseInfo head) {
        status = head.statusCode();
        headers = head.headers().map();
        isStream = call.wantsStream && isGood() && mayBeStream();
        begin = System.nanoTime();
        return this;
    }

    /** Takes the one answer that the JDK gives without asking us for its body: a proxy's refusal to connect. */
    void takeBodiless(HttpResponse<@Nullable Answer> response) {
        if (response.body() == null) {
            status = response.statusCode();
            headers = response.headers().map();
            begin = System.nanoTime();
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
        if (timer != null) {
            disarm(); // it was set for the head
            watch();
        }
        tell();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        lock.lock();
        try {
            int size = size(buffers);
            asked = false;
            if (ended) {
                leftToDrain -= size;
            } else {
                Observed told = observed;
                if (told != null) {
                    told.received(size, isStream);
                }
                waiting.add(buffers);
                length += size;
                change.signal();
                if (!isStream && length > most()) {
                    end(null);
                }
            }
        } finally {
            lock.unlock();
        }
        proceed();
        tell();
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

    /**
     * Takes the next bytes of a stream.
     *
     * @param wait whether to wait for them
     * @return the bytes, or null if there are none now or, once {@link #isEnded}, none any more
     */
    @Nullable
    List<ByteBuffer> take(boolean wait) {
        List<ByteBuffer> buffers;
        lock.lock();
        try {
            if (call.isOver()) {
                end(call.late(null));
            } else if (wait) {
                await(false);
            }
            buffers = waiting.poll();
            length -= buffers == null ? 0 : size(buffers);
        } finally {
            lock.unlock();
        }
        proceed();
        return buffers;
    }

    /** Waits for the head, or that none comes. */
    void awaitHead() {
        lock.lock();
        try {
            await(true);
        } finally {
            lock.unlock();
        }
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
                await(false);
            } finally {
                lock.unlock();
            }
            proceed();
        }
        if (begun && !isGood() && !closed) {
            throw ErrorDecoder.decode(status, shownHeaders(), call.withoutKey(bytes(most())));
        }
        DiglotException fault = isStream ? null : failure();
        if (fault != null) {
            throw fault;
        }
    }

    /** Waits for the head, for bytes of a stream, for the end of any other body, or until there is no more time. */
    private void await(boolean forHead) {
        while (!ended && (forHead ? !begun : !isStream || waiting.isEmpty())) {
            long left = nanosLeft();
            try {
                if (left <= 0) {
                    end(silence());
                } else {
                    change.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                end(call.failure(e, null));
            }
        }
    }

    /** Sees to it, where no thread waits, that silence ends the answer; and tells of every change. */
    void watch(Runnable listener) {
        this.listener = listener;
        if (timer == null) {
            watch();
        }
        if (ended) {
            tell(); // it ended before anyone listened
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows the timer does not fail
    private void watch() {
        long left = nanosLeft();
        if (left <= 0) {
            end(silence());
            proceed();
        } else {
            CompletableFuture<Boolean> due =
                    new CompletableFuture<Boolean>().completeOnTimeout(true, left, TimeUnit.NANOSECONDS);
            timer = due;
            due.thenAccept(isDue -> {
                if (isDue) {
                    watch();
                }
            });
            if (isEnded()) {
                due.complete(false);
            }
        }
    }

    /** How long it may still be silent; not while we do not listen. The body of an error is not waited for long. */
    private long nanosLeft() {
        long now = System.nanoTime();
        if (!begun) {
            return headDue - now;
        }
        long left = call.nanosToSilence(asked ? lastHeard : now);
        return isGood() ? left : Math.min(left, begin + MOST_ERROR_NANOS - now);
    }

    private DiglotException silence() {
        return begun ? call.silence() : call.failure(new HttpTimeoutException("no head came"), null);
    }

    /** So many bytes of a whole body are read. */
    private int most() {
        return isGood() ? maxBodyBytes : Math.min(maxBodyBytes, ErrorDecoder.MAX_KEPT_BYTES);
    }

    /** Whether the stream has begun, or the body of any other answer is all there, or none will come. */
    boolean isReady() {
        return isStream || isEnded();
    }

    boolean isEnded() {
        return ended;
    }

    /** Why there are no more bytes, or null if they have ended in good order, or not ended. */
    @Nullable
    DiglotException failure() {
        if (closed) {
            String what = isStream ? "the stream, or its client, was closed" : "the client was closed";
            return new CallCancelledException(what + " before the end of the answer", null);
        }
        DiglotException why = failure;
        return why == null ? null : (DiglotException) why.fillInStackTrace(); // of the thread that is told
    }

    /** Ends the exchange, from any thread; with what is left of its body if the last that matters was read. */
    void close(boolean isRead) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            leftToDrain = isRead ? MOST_DRAINED : 0;
            end(null);
        } finally {
            lock.unlock();
        }
        if (isRead && flow != null) {
            CompletableFuture.delayedExecutor(DRAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(new Cancel(this));
        }
        proceed();
        tell();
    }

    private void cancel() {
        Flow.Subscription subscription = flow;
        if (subscription != null) {
            flow = null;
            subscription.cancel();
        }
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

    /** The headers without the key, for some endpoints say it back. */
    Map<String, List<String>> shownHeaders() {
        return call.withoutKey(headers);
    }

    String contentType() {
        return headers.getOrDefault("content-type", List.of("no content-type")).get(0);
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    Call call() {
        return call;
    }

    /** What came of the body, without its compression, up to so many bytes. */
    byte[] bytes(long atMost) {
        int most = (int) Math.min(Integer.MAX_VALUE - 8, atMost);
        return Decompressor.all(headers, received(most), most);
    }

    private byte[] received(int most) {
        lock.lock();
        try {
            byte[] bytes = new byte[(int) Math.min(length, most)];
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

    /** Whether a good head has come. */
    boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** Anything but what is known to be none: servers send streams under many names, and under no name. */
    private boolean mayBeStream() {
        String type = contentType().toLowerCase(Locale.ROOT);
        return !type.contains("json") && !type.contains("html") && !type.contains("xml");
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
        disarm();
        tell();
    }

    private void disarm() {
        CompletableFuture<Boolean> set = timer;
        if (set != null) {
            set.complete(false);
        }
    }

    /** Asks the interceptors, which are told of this answer from now on. */
    void observe(Observed attempt, List<Interceptor> interceptors) {
        attempt.begin(interceptors);
        observed = attempt; // not before: another thread may tell of the end
    }

    /** Whether the head has come, and the interceptors do not know it. */
    boolean owesHead() {
        Observed told = observed;
        return told != null && begin != 0 && !told.hasHead();
    }

    void tellHead() {
        Observed told = observed;
        if (told != null && owesHead()) {
            told.head(status, shownHeaders(), begin);
        }
    }

    void tellFirstEvent() {
        Observed told = observed;
        if (told != null) {
            told.firstEvent();
        }
    }

    /** Tells the interceptors how the attempt ended: in good order if there is no failure. What is told first stands. */
    void tellEnd(@Nullable Throwable failure, @Nullable Duration retryIn) {
        Observed told = observed;
        if (told != null) {
            tellHead();
            told.end(failure, retryIn);
        }
    }

    /** Tells the interceptors that a stream was closed before its end: by now, no one may be reading it. */
    void tellClosed() {
        if (observed != null && isStream) {
            tellEnd(failure(), null);
        }
    }

    /** Asks for more bytes if there is room, or ends the exchange. */
    private void proceed() {
        Flow.Subscription subscription = flow;
        boolean over;
        boolean more;
        lock.lock();
        try {
            over = ended && leftToDrain <= 0;
            more = subscription != null && !over && !asked && (ended || !isStream || length < MOST_WAITING);
            if (more) {
                asked = true;
                lastHeard = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        if (over) {
            cancel();
        } else if (subscription != null && more) {
            subscription.request(1);
        }
    }

    private static int size(List<ByteBuffer> buffers) {
        int size = 0;
        for (int i = 0; i < buffers.size(); i++) {
            size += buffers.get(i).remaining();
        }
        return size;
    }

    private void tell() {
        Runnable hearer = listener;
        if (hearer != null) {
            hearer.run();
        }
    }

    /** Ends an exchange that should have ended by itself. */
    private record Cancel(Answer answer) implements Runnable {
        @Override
        public void run() {
            answer.cancel();
        }
    }
}
