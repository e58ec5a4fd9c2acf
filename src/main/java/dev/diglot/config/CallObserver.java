// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import dev.diglot.error.DiglotException;
import dev.diglot.json.JsonModel;
import dev.diglot.model.Dialect;
import dev.diglot.model.ModelReply;
import dev.diglot.model.Provider;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Observes each call as a whole, whatever its number of attempts: for traces, metrics and logs of models, tokens and
 * failures.
 *
 * <pre>{@code
 * Diglot.builder().observer(call -> end -> {
 *     ModelReply reply = end.reply();
 *     log.info("{} {} {}", call.model(), end.elapsed(), reply == null ? null : reply.tokenCounts());
 * })
 * }</pre>
 *
 * <p>Register it on the client's builder; it then observes all forms of all calls, also those about models and token
 * counts. Each round of a tool loop is a call. Each call that starts ends exactly once, whatever happens. A stream ends
 * when it was read to its end, failed or was closed. One that is dropped without being closed ends when another call
 * starts after a garbage collection, or when its client is closed. If there are several observers, the one that was
 * added first is the outermost: it starts first and ends last.
 *
 * <p><b>Threads.</b> {@link #start} runs on the thread that makes the call; for {@code publish}, on a daemon thread of
 * the client when a subscriber has subscribed. An {@link Observation} is notified on the thread that waits or reads, on
 * the thread that closes or cancels, or on a daemon thread of the client; always one notification at a time and in
 * order. With {@link ContextPropagation}, all of them run in the context of the caller. The call is blocked while an
 * observer runs: return quickly, and never wait. Concurrent calls use the same observer concurrently, so it must be
 * thread-safe.
 *
 * <p>Exceptions that an observer or an observation throws are logged as warnings and have no other effect.
 */
@FunctionalInterface
public interface CallObserver {
    /**
     * Called when a call starts, before its first attempt.
     *
     * @param call the call
     * @return the observation of this call, or null for none
     */
    @Nullable
    Observation start(Call call);

    /**
     * A call that starts. Later versions may add components.
     *
     * @param operation the id of the operation in the spec, such as {@code createChatCompletion}
     * @param dialect the dialect of the call
     * @param provider the provider that the client was built with, or null
     * @param uri the full address; it contains no secret
     * @param streaming whether the call requests a stream
     * @param model the requested model, or null if the request names none
     * @param request the request as it is sent, or null if the operation has none. Its text contains what the user
     *     wrote; {@code toString()} shortens it
     */
    record Call(
            String operation,
            Dialect dialect,
            @Nullable Provider provider,
            URI uri,
            boolean streaming,
            @Nullable String model,
            @Nullable JsonModel request) {}

    /** Observes the progress of one call. */
    @FunctionalInterface
    interface Observation {
        /**
         * Called before an attempt is sent, ahead of the {@linkplain Interceptor interceptors}, which may replace the
         * headers that are set here.
         *
         * @param attempt the attempt; set its headers before this method returns, for example {@code traceparent}
         * @return the observer of this attempt, or null for none
         */
        default Interceptor.@Nullable AttemptObserver onAttempt(Interceptor.Attempt attempt) {
            return null;
        }

        /**
         * Called when the first event of a stream has been read.
         *
         * @param elapsed the time since the start of the call
         */
        default void onFirstEvent(Duration elapsed) {}

        /**
         * Called when an attempt has failed and another one follows.
         *
         * @param failure the failure of the attempt
         * @param delay the wait before the next attempt; the call can still be cancelled during it
         */
        default void onRetry(DiglotException failure, Duration delay) {}

        /**
         * Called once when the call has ended, after all other notifications, those of its attempts included. If the
         * call is cancelled while an attempt is prepared or an event is read, this is called right after that step.
         *
         * @param end the outcome
         */
        void onEnd(End end);
    }

    /**
     * The outcome of a call. Later versions may add components.
     *
     * @param response the response, or the part that was received before the failure; null if nothing was received, or
     *     if it is too large to be built in time. For a stream, the accumulated events
     * @param failure the exception that ended the call, which the caller receives unless it closed the stream or
     *     cancelled the subscription; null if the call succeeded
     * @param cancelled whether the call ended because it, its stream or the client was closed, cancelled or interrupted
     * @param attempts how many attempts were made, 1 if there was no retry; 0 if the call failed before the first one
     * @param head the head of the response to the last attempt, or null if that attempt received none
     * @param timeToFirstEvent the time from the start of the call to the first event of a stream, or null
     * @param elapsed the time since the start of the call, including retries and waits
     */
    record End(
            @Nullable JsonModel response,
            @Nullable Throwable failure,
            boolean cancelled,
            int attempts,
            Interceptor.@Nullable Head head,
            @Nullable Duration timeToFirstEvent,
            Duration elapsed) {
        /** {@return the response as a reply of a model; null if there is none, or if it is another response} */
        public @Nullable ModelReply reply() {
            return response instanceof ModelReply reply ? reply : null;
        }
    }
}
