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
 * Passes a response from the HTTP client to its {@link Response}, and forgets the response at the end: a pooled connection
 * of the JDK keeps its last handler, subscriber and response. The methods are called by one thread at a time.
 */
final class BodyReceiver implements HttpResponse.BodyHandler<BodyReceiver>, HttpResponse.BodySubscriber<BodyReceiver> {
    private volatile @Nullable Response response;

    BodyReceiver(Response response) {
        this.response = response;
    }

    @Override
    public HttpResponse.BodySubscriber<BodyReceiver> apply(HttpResponse.ResponseInfo info) {
        Response receiver = response;
        if (receiver != null) {
            receiver.head(info.statusCode(), info.headers().map());
        }
        return this;
    }

    /** Completes at once: the caller gets the head before the body. */
    @Override
    public CompletionStage<BodyReceiver> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Response receiver = response;
        if (receiver == null) {
            subscription.cancel();
        } else {
            receiver.begin(subscription);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        Response receiver = response;
        if (receiver != null) {
            receiver.receive(piece);
        }
    }

    @Override
    public void onError(Throwable cause) {
        Response receiver = response;
        response = null;
        if (receiver != null) {
            receiver.fail(cause);
        }
    }

    @Override
    public void onComplete() {
        Response receiver = response;
        response = null;
        if (receiver != null) {
            receiver.complete();
        }
    }

    /** Forgets the response, whose exchange was ended or failed. */
    void release() {
        response = null;
    }
}
