// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import dev.diglot.model.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Intercepts each attempt of each call before it is sent, can change its headers, and can observe its progress: for
 * tracing, logs or metrics.
 *
 * <pre>{@code
 * Diglot.builder().interceptor(attempt -> {
 *     attempt.setHeader("traceparent", currentTrace());
 *     return end -> timer.record(end.elapsed());
 * })
 * }</pre>
 *
 * <p>Register it on the client's builder; it then applies to all forms of a call. A call that is retried has several
 * attempts. Each attempt ends exactly once, in every case. A stream ends when it was read to its end, failed or was
 * closed. If there are several interceptors, the one that was added first is the outermost: its {@link #intercept} is
 * called first, its {@link AttemptObserver} last.
 *
 * <p><b>Threads.</b> {@link #intercept} runs on the thread that makes the call, or on a daemon thread of the client for
 * {@code publish} and for the retries of {@code createAsync}. The observers of {@code create} and {@code stream} are
 * notified on the thread that waits or reads, all others on daemon threads of the client. A thread that closes or
 * cancels a call may deliver {@link AttemptObserver#onEnd} itself. One observer receives its notifications one at a time and
 * in order. The exchange is blocked while an interceptor or an observer runs: return quickly, and never wait.
 * Concurrent calls use the same interceptor concurrently, so it must be thread-safe.
 *
 * <p>No key is visible here: the value of every header that carries a key, or whose name looks like that of a secret,
 * is {@code ***}.
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Intercepts an attempt that is about to be sent.
     *
     * @param attempt the attempt; set its headers before this method returns, because they are fixed once the last
     *     interceptor has returned
     * @return the observer of this attempt, or null for none
     * @throws RuntimeException to abort the call: the request is not sent, the call is not retried, and the exception
     *     reaches the caller unchanged
     */
    @Nullable
    AttemptObserver intercept(Attempt attempt);

    /**
     * Returns an interceptor that logs one line when an attempt has ended, through the {@link System.Logger} named
     * {@code dev.diglot}. The line contains method, path, status, attempt number, times, bytes, the endpoint's
     * request id, and the delay before a retry. That of a failure contains the class of the exception and, if no
     * response was received, the start of its message. It never contains the key or a body, and no header but the
     * request id.
     *
     * <p>The level is {@code DEBUG} for success and cancellation, {@code INFO} for a failure that is retried, and
     * {@code WARNING} for any other failure.
     *
     * @return the interceptor; it changes nothing
     */
    static Interceptor logging() {
        return new Logging();
    }

    /** One attempt of a call. All interceptors receive the same object. Thread-safe. */
    interface Attempt {
        /** {@return the dialect of the call} */
        Dialect dialect();

        /** {@return whether the call requests a stream} */
        boolean isStreaming();

        /** {@return the HTTP method} */
        String method();

        /** {@return the full address; it contains no secret} */
        URI uri();

        /** {@return the number of this attempt within its call, starting at 1} */
        int number();

        /** {@return the request headers, with case-insensitive names; secret values are {@code ***}} */
        Map<String, String> headers();

        /**
         * Sets a header of this attempt, replacing any header of the same name. Interceptors that are called later see
         * it and may replace it.
         *
         * @param name the header's name
         * @param value its value: printable ASCII characters, spaces and tabs
         * @throws IllegalArgumentException if the name or the value cannot be sent, or if the header carries the key or
         *     is set by the client itself
         * @throws IllegalStateException if the last interceptor has returned, or any of them has thrown
         */
        void setHeader(String name, String value);
    }

    /**
     * Observes the progress of one attempt. Exceptions that it throws are logged as warnings and have no other effect.
     */
    @FunctionalInterface
    interface AttemptObserver {
        /**
         * Called when the head of the response has been received, whatever its status.
         *
         * @param head status and headers
         */
        default void onHead(Head head) {}

        /**
         * Called when the first event of a stream has been read.
         *
         * @param elapsed the time since the attempt was sent
         */
        default void onFirstEvent(Duration elapsed) {}

        /**
         * Called once when the attempt has ended, after all other notifications.
         *
         * @param end the outcome
         */
        void onEnd(End end);
    }

    /**
     * The head of a response. Later versions may add components.
     *
     * @param status the HTTP status
     * @param headers the response headers, with case-insensitive names; secret values are {@code ***}
     * @param requestId the endpoint's id of the request, or null
     * @param elapsed the time since the attempt was sent
     */
    record Head(
            int status,
            Map<String, List<String>> headers,
            @Nullable String requestId,
            Duration elapsed) {}

    /**
     * The outcome of an attempt. Later versions may add components.
     *
     * @param failure the exception that ends the call, or would have ended it if the call were not retried; null if the
     *     attempt succeeded
     * @param cancelled whether the attempt ended because the call, the stream or the client was closed, cancelled or
     *     interrupted. A stream that is closed after all its bytes have been received counts as cancelled if its last
     *     event was never read. A publisher reads one event ahead of its subscriber's demand, so a subscription that is
     *     cancelled just before its last event may count as complete.
     * @param retryIn the wait before the next attempt, or null if there is none; the call can still be cancelled during
     *     it
     * @param head the head of the response, or null if none was received
     * @param timeToFirst the time until the first event, if the call requested a stream, otherwise until the first byte
     *     of the body; null if none was received
     * @param bytes the number of body bytes received, before decompression
     * @param elapsed the time since the attempt was sent
     */
    record End(
            @Nullable Throwable failure,
            boolean cancelled,
            @Nullable Duration retryIn,
            @Nullable Head head,
            @Nullable Duration timeToFirst,
            long bytes,
            Duration elapsed) {}
}
