// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of one attempt, and whether the HTTP client has begun to send it. The client asks for bytes once it has
 * a connection, or a stream of one: a body of which no byte was asked for was never sent. Thread-safe.
 *
 * <p>A pooled connection of the JDK keeps its last request. {@link #release} lets go of the bytes, so that an idle
 * connection holds nothing of a finished call.
 */
final class RequestBody implements HttpRequest.BodyPublisher {
    /** The size of one buffer; the JDK's own publishers use the same. */
    private static final int PIECE = 16 * 1024;

    private final long length;

    /** Null once nobody needs the bytes any more. */
    private volatile byte @Nullable [] bytes;

    private volatile boolean subscribed;
    private volatile boolean begun;
    private volatile boolean delivered;
    private volatile boolean released;

    RequestBody(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscribed = true;
        delivered = false; // the JDK may repeat an attempt that the endpoint did not process
        subscriber.onSubscribe(new Pieces(subscriber));
    }

    /** Returns whether a part of the request may have reached the endpoint. */
    boolean mayBeSent() {
        return begun;
    }

    /** Lets go of the bytes, now or as soon as the last of them is sent. */
    void release() {
        released = true;
        if (delivered || !subscribed) {
            bytes = null;
        }
    }

    private void delivered() {
        delivered = true;
        if (released) {
            bytes = null;
        }
    }

    /** Delivers the bytes to one subscriber, one thread at a time. */
    private final class Pieces implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean done;

        /** Of the thread that delivers. */
        private int position;

        Pieces(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            long before = demand.getAndAccumulate(count, (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
            if (before > 0) {
                return; // another thread delivers, or this one further up its stack
            }
            do {
                if (!done) {
                    deliver();
                }
            } while (demand.decrementAndGet() > 0 && !done);
        }

        private void deliver() {
            begun = true;
            byte[] all = bytes;
            if (all == null) {
                done = true;
                subscriber.onError(new IllegalStateException("the call ended before its request was sent"));
                return;
            }
            int size = Math.min(PIECE, all.length - position);
            ByteBuffer piece = ByteBuffer.wrap(all, position, size).asReadOnlyBuffer();
            position += size;
            if (size > 0) {
                subscriber.onNext(piece);
            }
            if (position == all.length && !done) {
                done = true;
                delivered();
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            done = true;
            delivered();
        }
    }
}
