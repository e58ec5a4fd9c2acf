// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RequestId;
import dev.diglot.json.JsonReader;
import dev.diglot.json.ModelReader;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ErrorEvent;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.sse.SseLimitException;
import dev.diglot.sse.SseParser;
import dev.diglot.sse.SseSink;
import dev.diglot.stream.EventSource;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a streamed answer, on their way to the caller: bytes to payloads to events to a bounded queue.
 *
 * <p>Events are decoded on the HTTP client's threads, which never wait for the caller: bytes are asked for only while
 * the queue has room. All state is under one lock; the HTTP client is called without it, for it has locks of its own.
 *
 * @param <E> the event
 */
final class EventSubscriber<E> implements Flow.Subscriber<List<ByteBuffer>>, EventSource<E>, SseSink {
    /** No more bytes are asked for while so many events wait. */
    private static final int MOST_WAITING = 128;

    /** After the server's mark of the end so many bytes are read, and so long, that the connection can be used again. */
    private static final int MOST_DRAINED = 16 * 1024;

    private static final long DRAIN_MILLIS = 1000;

    private final ModelReader<E> reader;
    private final int status;
    private final Map<String, List<String>> headers;
    private final String where;
    private final Timing timing;
    private final SseParser parser;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ArrayDeque<E> waiting = new ArrayDeque<>();
    private boolean anyEvent;
    private byte[] foreign = {};
    private int drained;
    private long lastLife = System.nanoTime();

    /** Whether no bytes were asked for, because too many events wait. */
    private boolean paused;

    // How it ended. Once one of these is so, no event is added any more.
    private volatile boolean done;
    private volatile boolean closed;
    private boolean ended;
    private @Nullable DiglotException failure;

    private volatile Flow.@Nullable Subscription subscription;

    EventSubscriber(
            ModelReader<E> reader, HttpResponse.ResponseInfo head, String where, Timing timing, int maxEventBytes) {
        this.reader = reader;
        this.status = head.statusCode();
        this.headers = head.headers().map();
        this.where = where;
        this.timing = timing;
        this.parser = new SseParser(maxEventBytes, this);
    }

    @Override
    public void onSubscribe(Flow.Subscription flow) {
        subscription = flow;
        proceed(closed);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        boolean enough;
        boolean full;
        lock.lock();
        try {
            parse(buffers);
            enough = (closed && !done) || failure != null || drained > MOST_DRAINED;
            full = !isOver() && waiting.size() >= MOST_WAITING;
            paused = full;
        } finally {
            lock.unlock();
        }
        if (enough || !full) {
            proceed(enough);
        }
    }

    @Override
    public void onError(Throwable cause) {
        end(cause instanceof IOException e ? e : new IOException(cause));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    @Override
    public boolean event(byte[] buffer, int offset, int length) {
        if (buffer[offset] != '{' && text(buffer, offset, length).strip().equals("[DONE]")) {
            done = true;
            return false;
        }
        E event = null;
        IOException fault = null;
        try {
            event = JsonReader.decode(buffer, offset, length, reader);
        } catch (IOException e) {
            byte[] mended = text(buffer, offset, length).getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(mended, 0, mended.length, buffer, offset, offset + length)) {
                // broken UTF-8 is replaced, as the rules of event streams have it
                return event(mended, 0, mended.length);
            }
            fault = e;
        }
        if (event == null && ended) {
            return false; // cut in the middle: the missing end tells
        }
        if (event == null || mayBeError(event)) {
            ApiException error = "error".equals(parser.eventName())
                    ? ErrorDecoder.decode(status, headers, Arrays.copyOfRange(buffer, offset, offset + length))
                    : ErrorDecoder.inStream(status, headers, buffer, offset, length);
            if (error != null) {
                return fail(error);
            }
        }
        if (event == null) {
            String problem = "an event of the stream is not the JSON that was asked for";
            return fail(new ProtocolException(status, problem, buffer, offset, length, fault));
        }
        anyEvent = true;
        waiting.add(event);
        done = event instanceof MessageStopEvent;
        return !done;
    }

    @Override
    public boolean stray(byte[] buffer, int offset, int length) {
        if (buffer[offset] != '{' && buffer[offset] != '<') {
            foreign = foreign.length == 0 ? Arrays.copyOfRange(buffer, offset, offset + length) : foreign;
            return true; // a field that is not known
        }
        ApiException error = ErrorDecoder.inStream(status, headers, buffer, offset, length);
        if (error != null) {
            return fail(error);
        }
        return anyEvent
                || fail(new ProtocolException(status, "the body is no event stream", buffer, offset, length, null));
    }

    @Override
    public @Nullable E next() {
        boolean resume;
        E event;
        lock.lock();
        try {
            awaitArrival();
            event = waiting.poll();
            resume = paused && waiting.isEmpty();
            paused &= !resume;
        } finally {
            lock.unlock();
        }
        if (resume) {
            proceed(false);
        }
        return event;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Map<String, List<String>> headers() {
        return headers;
    }

    @Override
    public @Nullable String requestId() {
        return RequestId.in(headers);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        boolean drain;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            arrival.signalAll();
            drain = done && !ended;
        } finally {
            lock.unlock();
        }
        if (drain) {
            CompletableFuture.delayedExecutor(DRAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(new Cancel(this));
        } else {
            proceed(true);
        }
    }

    /** Whether an event must be looked at again as an error; the common ones are told apart at once. */
    private static boolean mayBeError(Object event) {
        if (event instanceof ChatCompletionChunk chunk) {
            return chunk.choices().isEmpty() || chunk.additionalProperties().containsKey("error");
        }
        return event instanceof MessageStreamEvent.Unknown || event instanceof ErrorEvent;
    }

    private static String text(byte[] buffer, int offset, int length) {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }

    /** Keeps the first reason why there will be no more events. Answers false: nothing more is read. */
    private boolean fail(DiglotException reason) {
        if (!done && failure == null) {
            failure = reason;
        }
        return false;
    }

    private boolean isOver() {
        return done || ended || failure != null;
    }

    /** Takes bytes and, once they have ended, what they leave unfinished. */
    private void parse(List<ByteBuffer> buffers) {
        try {
            for (int i = 0; i < buffers.size() && failure == null; i++) {
                parser.feed(buffers.get(i));
                drained += buffers.get(i).remaining(); // only once the parser has stopped
            }
            if (ended) {
                parser.finish();
            }
        } catch (SseLimitException e) {
            fail(new ProtocolException(status, e.getMessage() + " (maxEventBytes)", new byte[0], 0, 0, e));
        }
        lastLife = System.nanoTime();
        arrival.signal();
    }

    /** The bytes have ended, whichever way: what had arrived whole is given first. */
    private void end(@Nullable IOException cause) {
        lock.lock();
        try {
            ended = true;
            parse(List.of());
            if (cause != null) {
                fail(Failures.of(cause, where, timing, null));
            } else if (!anyEvent
                    && !headers.getOrDefault("content-type", List.of())
                            .toString()
                            .contains("event-stream")) {
                fail(new ProtocolException(status, "the body is no event stream", foreign, 0, foreign.length, null));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is an event, or will be none any more. */
    private void awaitArrival() {
        if (timing.isOver()) {
            fail(timing.late(where, null));
        }
        long began = 0;
        while (waiting.isEmpty() && !closed && !isOver()) {
            long now = System.nanoTime();
            began = began == 0 ? now : began;
            long quiet = now - (lastLife - began > 0 ? lastLife : began);
            long left = Math.min(timing.idle().toNanos() - quiet, timing.nanosLeft());
            try {
                if (left <= 0) {
                    fail(timing.silence(where, null));
                } else {
                    arrival.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(new CallCancelledException("the thread that read the stream was interrupted", e));
            }
        }
        if (closed) {
            throw new CallCancelledException("the stream was closed before its end", null);
        }
        if (waiting.isEmpty() && failure != null) {
            failure.fillInStackTrace(); // it may have been made on a thread of the HTTP client
            throw failure;
        }
    }

    /** Asks for more bytes, or ends the exchange. */
    private void proceed(boolean cancel) {
        Flow.Subscription flow = subscription;
        if (flow != null && cancel) {
            flow.cancel();
        } else if (flow != null) {
            flow.request(1);
        }
    }

    /** Ends an exchange that should have ended by itself. */
    private record Cancel(EventSubscriber<?> events) implements Runnable {
        @Override
        public void run() {
            events.proceed(true);
        }
    }
}
