// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Forwards what the HTTP client receives to the {@link Response}, and drops its reference to the response at the end: a
 * pooled connection of the JDK keeps its last body handler and subscriber reachable. The HTTP client calls the methods
 * of the handler and the subscriber from one thread at a time; {@link #release} may be called from any thread.
 */
final class BodyReceiver implements HttpResponse.BodyHandler<BodyReceiver>, HttpResponse.BodySubscriber<BodyReceiver> {
    /** Null once the exchange has ended. */
    private volatile @Nullable Response response;

    BodyReceiver(Response response) {
        this.response = response;
    }

    @Override
    public HttpResponse.BodySubscriber<BodyReceiver> apply(HttpResponse.ResponseInfo info) {
        Response target = response;
        if (target != null) {
            target.onHead(info.statusCode(), info.headers().map());
        }
        return this;
    }

    /** Returns a completed stage, so that the HTTP client returns the response head before the body. */
    @Override
    public CompletionStage<BodyReceiver> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Response target = response;
        if (target == null) {
            subscription.cancel();
        } else {
            target.onSubscribe(subscription);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> chunk) {
        Response target = response;
        if (target != null) {
            target.onNext(chunk);
        }
    }

    @Override
    public void onError(Throwable cause) {
        Response target = response;
        response = null;
        if (target != null) {
            target.onError(cause);
        }
    }

    @Override
    public void onComplete() {
        Response target = response;
        response = null;
        if (target != null) {
            target.onComplete();
        }
    }

    /** Drops the reference to the response. */
    void release() {
        response = null;
    }
}
