// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that no thread waits for. Cancelling it ends the exchange.
 *
 * @param <T> what the answer is made into
 */
final class AsyncCall<T> extends CompletableFuture<T> implements Runnable {
    private final Answer answer;
    private final Function<Answer, T> reading;
    private final Executor signals;
    private volatile @Nullable Future<?> exchange;

    AsyncCall(Answer answer, Function<Answer, T> reading, Executor signals) {
        this.answer = answer;
        this.reading = reading;
        this.signals = signals;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the answer tells of its end
    void send(Call call, HttpClient client, HttpRequest request) {
        answer.watch(() -> {
            if (answer.isReady() && !isDone()) {
                signals.execute(this);
            }
        });
        CompletableFuture<HttpResponse<Answer>> sent = client.sendAsync(request, answer);
        exchange = sent;
        if (isCompletedExceptionally()) {
            sent.cancel(true); // it was cancelled meanwhile
        }
        sent.whenComplete((response, e) -> {
            if (e != null && !answer.hasBegun()) {
                Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
                answer.abort(call.failure(cause, client.connectTimeout().orElse(null)));
            }
        });
    }

    /** Makes something of the answer, now that it is there. */
    @Override
    public void run() {
        try {
            answer.awaitGood();
            complete(reading.apply(answer));
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
        if (isCompletedExceptionally()) {
            end();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        if (isCancelled) {
            end();
        }
        return isCancelled;
    }

    private void end() {
        answer.close(false);
        Future<?> sent = exchange;
        if (sent != null) {
            sent.cancel(true); // the head may not have come yet
        }
    }
}
