// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.json.ModelReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call: by its head, either a stream of events or a body that is read whole, up to a bound.
 *
 * <p>It is at hand as soon as the head is: the caller's own thread waits for the bytes, and so can tell a silent server
 * from a slow one. What came is kept whatever the end: the body of an error is worth having cut.
 *
 * @param <E> the event
 */
final class Answer<E> implements HttpResponse.BodyHandler<Answer<E>>, HttpResponse.BodySubscriber<Answer<E>> {
    private final @Nullable ModelReader<E> eventReader;
    private final TransportSettings settings;
    private final Timing timing;
    private final String where;
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    // Set once each, when the head is there; the bytes come after that.
    private volatile int status;
    private volatile Map<String, List<String>> headers = Map.of();
    private volatile @Nullable EventSubscriber<E> events;
    private volatile Flow.@Nullable Subscription subscription;

    // Written by the HTTP client's threads, one at a time; read by the caller, hence the monitor.
    private final List<ByteBuffer> parts = new ArrayList<>();
    private long length;
    private volatile long lastArrival;

    /** Takes a reader of events if a stream is wanted. */
    Answer(@Nullable ModelReader<E> eventReader, TransportSettings settings, Timing timing, String where) {
        this.eventReader = eventReader;
        this.settings = settings;
        this.timing = timing;
        this.where = where;
    }

    @Override
    public Answer<E> apply(HttpResponse.ResponseInfo head) {
        status = head.statusCode();
        headers = head.headers().map();
        lastArrival = System.nanoTime();
        if (eventReader != null && isGood() && mayBeStream()) {
            events = new EventSubscriber<>(eventReader, head, where, timing, settings.maxEventBytes());
        }
        return this;
    }

    @Override
    public CompletionStage<Answer<E>> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription flow) {
        subscription = flow;
        if (events != null) {
            events.onSubscribe(flow);
        } else {
            flow.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (events != null) {
            events.onNext(buffers);
        } else if (!append(buffers)) {
            cancel();
            end.complete(null);
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (events != null) {
            events.onError(cause);
        }
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        if (events != null) {
            events.onComplete();
        }
        end.complete(null);
    }

    /**
     * Waits for the end of the body, or its bound, unless this is a stream.
     *
     * @throws ApiException if the status is no 2xx, however much of the body came: the status says the most
     * @throws CallTimeoutException if a good answer fell silent
     * @throws IOException if a good answer broke off
     */
    void await() throws IOException, InterruptedException {
        try {
            if (events == null) {
                awaitEnd();
            }
        } catch (IOException | CallTimeoutException e) {
            if (isGood()) {
                throw e;
            }
        }
        if (!isGood()) {
            throw ErrorDecoder.decode(status, headers, bytes());
        }
    }

    private void awaitEnd() throws IOException, InterruptedException {
        while (true) {
            long idleLeft = timing.idle().toNanos() - (System.nanoTime() - lastArrival);
            long left = Math.max(0, Math.min(idleLeft, timing.nanosLeft()));
            try {
                end.get(left, TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException lost ? lost : new IOException(e.getCause());
            } catch (TimeoutException e) {
                if (left == 0) {
                    cancel();
                    throw timing.silence(where, null);
                }
            }
        }
    }

    /** Whether the head has come, so that there will be an end too. */
    boolean hasBegun() {
        return subscription != null;
    }

    void cancel() {
        Flow.Subscription flow = subscription;
        if (flow != null) {
            flow.cancel();
        }
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

    /** The stream, or null if the answer is none. */
    @Nullable
    EventSubscriber<E> events() {
        return events;
    }

    synchronized boolean isOverBound() {
        return length > settings.maxBodyBytes();
    }

    /** What came of the body, up to the bound. */
    synchronized byte[] bytes() {
        byte[] bytes = new byte[(int) Math.min(length, settings.maxBodyBytes())];
        int at = 0;
        for (ByteBuffer part : parts) {
            int size = Math.min(part.remaining(), bytes.length - at);
            part.duplicate().get(bytes, at, size);
            at += size;
        }
        return bytes;
    }

    private synchronized boolean append(List<ByteBuffer> buffers) {
        lastArrival = System.nanoTime();
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        parts.addAll(buffers);
        return !isOverBound();
    }

    private boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** Anything but what is known to be none: servers send streams under many names, and under no name. */
    private boolean mayBeStream() {
        String type = contentType().toLowerCase(Locale.ROOT);
        return !type.contains("json") && !type.contains("html") && !type.contains("xml");
    }
}
