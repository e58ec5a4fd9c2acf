// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Receives a response, sends it to the client as it arrives, and keeps it. */
final class ForwardedResponse implements BodyHandler<Void> {
    private static final Duration POLL = Duration.ofMillis(10);

    /** A longer body is cut. */
    private static final int MAX_BODY = 256 * 1024 * 1024;

    private final long start = System.nanoTime();
    private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
    private final AtomicLong size = new AtomicLong();
    private final Exchange exchange;
    private volatile @Nullable ResponseInfo head;
    private volatile long headMillis;

    /** The client has disconnected, or the body is too large. It ends the exchange with the endpoint a little later. */
    private volatile @Nullable IOException failure;

    /** Bytes of the body, and when they arrived. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(byte[] bytes, long millis) {}

    ForwardedResponse(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public BodySubscriber<Void> apply(ResponseInfo info) {
        Recorder.requireReadable(info.headers().map());
        headMillis = millis();
        head = info;
        try {
            if (hasBody(info)) {
                exchange.head(info.statusCode(), headers(info));
            }
        } catch (IOException e) {
            failure = e;
        }
        return BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(this::receive));
    }

    private void receive(byte[] bytes) {
        parts.add(new Part(bytes, millis()));
        if (size.addAndGet(bytes.length) > MAX_BODY) {
            failure = new IOException("the response is too large");
        }
        try {
            exchange.chunk(bytes);
        } catch (IOException e) {
            failure = e;
        }
    }

    boolean hasHead() {
        return head != null;
    }

    /** Waits for the end of the response. Returns the failure, of the endpoint or of the client, or null. */
    @Nullable
    Throwable await(CompletableFuture<?> response) {
        try {
            while (!response.isDone() && failure == null) {
                exchange.pause(POLL);
            }
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            response.cancel(true);
            return failure;
        }
        try {
            response.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    /** Fails if the client has disconnected. */
    void requireClient() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends the response to the client. */
    void end() throws IOException {
        ResponseInfo info = Objects.requireNonNull(head, "head");
        if (hasBody(info)) {
            exchange.end();
        } else {
            exchange.send(info.statusCode(), headers(info), new byte[0]);
        }
    }

    Recording recording(boolean isCut) {
        ResponseInfo info = head;
        int status = info == null ? 0 : info.statusCode();
        Map<String, List<String>> headers = info == null ? Map.of() : headers(info);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        NavigableMap<Integer, Long> arrivals = new TreeMap<>(Map.of(0, headMillis));
        for (Part part : parts) {
            body.writeBytes(part.bytes);
            arrivals.put(body.size(), part.millis);
        }
        List<Integer> ends = Recording.partEnds(body.toByteArray(), headers);
        ends.add(0, 0); // the head
        List<Long> millis = new ArrayList<>();
        long last = 0;
        for (int end : ends) {
            long arrival = arrivals.ceilingEntry(end).getValue();
            millis.add(arrival - last);
            last = arrival;
        }
        SecretMask mask = new SecretMask(exchange.request());
        Recording.RecordedResponse response = new Recording.RecordedResponse(
                status,
                mask.headers(headers),
                mask.responseBody(body.toByteArray(), Recording.contentType(headers)),
                millis,
                isCut);
        return new Recording(
                String.format(Locale.ROOT, "%03d", exchange.request().number()), mask.request(), response);
    }

    private static Map<String, List<String>> headers(ResponseInfo info) {
        return Recorder.forwarded(info.headers().map());
    }

    private boolean hasBody(ResponseInfo info) {
        boolean isEmpty = info.headers().firstValueAsLong("content-length").orElse(1) == 0;
        return !isEmpty
                && info.statusCode() != 204
                && info.statusCode() != 304
                && !exchange.request().method().equals("HEAD");
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
