// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import dev.diglot.model.ChatCompletionChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Collects all chunks of a publisher. */
final class Subscriber implements Flow.Subscriber<ChatCompletionChunk> {
    private final List<ChatCompletionChunk> received = new ArrayList<>();
    private final CompletableFuture<List<ChatCompletionChunk>> all = new CompletableFuture<>();

    /** Waits for the end of the stream. */
    List<ChatCompletionChunk> chunks() {
        return all.join();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ChatCompletionChunk chunk) {
        received.add(chunk);
    }

    @Override
    public void onError(Throwable failure) {
        all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        all.complete(received);
    }
}
