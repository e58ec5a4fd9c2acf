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
 * Passes a response from the HTTP client to its {@link Answer}, and forgets the answer at the end: a pooled connection
 * of the JDK keeps its last handler, subscriber and response. The methods are called by one thread at a time.
 */
final class BodyReceiver implements HttpResponse.BodyHandler<BodyReceiver>, HttpResponse.BodySubscriber<BodyReceiver> {
    private volatile @Nullable Answer answer;

    BodyReceiver(Answer answer) {
        this.answer = answer;
    }

    @Override
    public HttpResponse.BodySubscriber<BodyReceiver> apply(HttpResponse.ResponseInfo info) {
        Answer receiver = answer;
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
        Answer receiver = answer;
        if (receiver == null) {
            subscription.cancel();
        } else {
            receiver.begin(subscription);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        Answer receiver = answer;
        if (receiver != null) {
            receiver.receive(piece);
        }
    }

    @Override
    public void onError(Throwable cause) {
        Answer receiver = answer;
        answer = null;
        if (receiver != null) {
            receiver.fail(cause);
        }
    }

    @Override
    public void onComplete() {
        Answer receiver = answer;
        answer = null;
        if (receiver != null) {
            receiver.complete();
        }
    }

    /** Forgets the answer, whose exchange was ended or failed. */
    void release() {
        answer = null;
    }
}
