// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The request body of one attempt, which records whether the HTTP client has begun to send it. The HTTP client requests
 * bytes only once it has a connection, or an HTTP/2 stream. So a body of which no bytes were requested was never sent.
 * Thread-safe.
 *
 * <p>A pooled connection of the JDK keeps its last request reachable. {@link #release} drops the bytes, so that an idle
 * connection keeps none of a finished call.
 */
final class RequestBody implements HttpRequest.BodyPublisher {
    /** The size of one chunk, as in the JDK's own publishers. */
    private static final int CHUNK = 16 * 1024;

    private final long length;

    /** Null once the bytes are not needed any more. */
    private volatile byte @Nullable [] bytes;

    private volatile @Nullable Runnable onFirstSubscription;

    private volatile boolean subscribed;
    private volatile boolean sendingBegun;
    private volatile boolean delivered;
    private volatile boolean released;

    RequestBody(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    /** Registers a callback for when the HTTP client takes the body. */
    void onFirstSubscription(Runnable callback) {
        onFirstSubscription = callback;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscribed = true;
        delivered = false; // the JDK itself may resend a request that the endpoint did not process
        subscriber.onSubscribe(new Delivery(subscriber));
        Runnable callback = onFirstSubscription;
        if (callback != null) {
            onFirstSubscription = null;
            callback.run();
        }
    }

    /** Returns whether a part of the request may have reached the endpoint. */
    boolean mayBeSent() {
        return sendingBegun || length == 0; // the HTTP client requests no bytes of an empty body
    }

    /** Drops the bytes: now, or once the HTTP client has taken the last of them. */
    void release() {
        released = true;
        if (delivered || !subscribed) {
            bytes = null;
        }
    }

    private void setDelivered() {
        delivered = true;
        if (released) {
            bytes = null;
        }
    }

    /** Delivers the bytes to one subscriber, from one thread at a time. */
    private final class Delivery implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean done;

        /** Used by the delivering thread only. */
        private int position;

        Delivery(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            long before = demand.getAndAccumulate(count, Delivery::addWithoutOverflow);
            if (before > 0) {
                return; // another thread is delivering, or this one is, further up its stack
            }
            do {
                if (!done) {
                    deliver();
                }
            } while (demand.decrementAndGet() > 0 && !done);
        }

        private static long addWithoutOverflow(long demand, long more) {
            return demand + more < 0 ? Long.MAX_VALUE : demand + more;
        }

        /** Delivers the next chunk, or the end. */
        private void deliver() {
            sendingBegun = true;
            byte[] all = bytes;
            if (all == null) {
                done = true;
                subscriber.onError(new IllegalStateException("the call ended before its request was sent"));
                return;
            }
            int size = Math.min(CHUNK, all.length - position);
            ByteBuffer chunk = ByteBuffer.wrap(all, position, size).asReadOnlyBuffer();
            position += size;
            if (size > 0) {
                subscriber.onNext(chunk);
            }
            if (position == all.length && !done) {
                done = true;
                setDelivered();
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            done = true;
            setDelivered();
        }
    }
}
