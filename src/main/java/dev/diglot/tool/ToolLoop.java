// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.json.JsonModel;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose replies are received as a whole. {@link ToolSet#rounds} creates one; it runs once, by one of {@link
 * #run()}, {@link #runAsync()} and {@link #iterator()}.
 *
 * <p>Interrupting the thread that runs it, or cancelling the future, cancels the call or interrupts the tool that is
 * running.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class ToolLoop<Q extends JsonModel, R> implements Iterable<R> {
    private final LoopState<Q, R, ?> state;

    ToolLoop(LoopState<Q, R, ?> state) {
        this.state = state;
    }

    /**
     * Returns the request with all messages so far: valid to send at any time, also after a failure. Each call that was
     * not run has a result that says so. To continue the conversation, add your next message to its messages. May be
     * called from any thread.
     *
     * @return the conversation so far
     */
    public Q conversation() {
        return state.conversation();
    }

    /**
     * Runs the loop to its end.
     *
     * @return the last reply
     * @throws dev.diglot.error.DiglotException if a call fails, the deadline expires or the thread is interrupted
     * @throws dev.diglot.error.ToolLoopException if a tool fails, or after too many rounds
     * @throws IllegalArgumentException if a request is invalid; it was not sent
     * @throws IllegalStateException if the loop was run before
     */
    public R run() {
        R last = null;
        for (R reply : this) {
            last = reply;
        }
        if (last == null) {
            throw new IllegalStateException("a loop has at least one reply"); // only for the compiler
        }
        return last;
    }

    /**
     * Runs the loop without blocking a thread, except while tools run, which have a daemon thread.
     *
     * @return the future last reply. It fails with the exceptions that {@link #run()} throws. Cancelling it, or a future
     *     derived from it, ends the loop
     * @throws IllegalArgumentException if the request is invalid; nothing is sent
     * @throws IllegalStateException if the loop was run before
     */
    public CompletableFuture<R> runAsync() {
        state.start();
        LoopFuture<R> result = new LoopFuture<>();
        send(result);
        return result;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the dependent stage does not fail
    private void send(LoopFuture<R> result) {
        CompletableFuture<R> call = state.createAsync();
        result.current(call);
        call.whenComplete((reply, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
                result.completeExceptionally(cause == null ? failure : cause);
                return;
            }
            FutureTask<?> tools = new FutureTask<>(() -> proceed(result, reply), null);
            result.current(tools);
            state.inContext(LoopFuture::startThread).execute(tools);
        });
    }

    private void proceed(LoopFuture<R> result, R reply) {
        try {
            if (!state.proceed(reply, 0)) {
                result.complete(reply);
            } else if (!result.isDone()) {
                send(result);
            }
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /**
     * Returns an iterator over the replies. {@code next} sends a request and returns the reply, before its calls run;
     * {@code hasNext} runs them.
     *
     * @return the iterator, which throws what {@link #run()} throws
     * @throws IllegalStateException if the loop was run before
     */
    @Override
    public Iterator<R> iterator() {
        state.start();
        return new Iterator<>() {
            private @Nullable R pending;
            private boolean isLast;

            @Override
            public boolean hasNext() {
                R reply = pending;
                if (reply != null) {
                    pending = null;
                    isLast = true; // also if the next line throws
                    isLast = !state.proceed(reply, 0);
                }
                return !isLast;
            }

            @Override
            public R next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the loop has ended");
                }
                R reply = state.create();
                pending = reply;
                return reply;
            }
        };
    }
}
