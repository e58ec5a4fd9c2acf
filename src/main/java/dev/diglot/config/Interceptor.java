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
 * Sees each attempt of each call before it is sent, may change its headers, and hears how it goes on: for a header on
 * every attempt, a log, a metric, a trace.
 *
 * <pre>{@code
 * Diglot.builder().interceptor(attempt -> {
 *     attempt.header("traceparent", currentTrace());
 *     return end -> timer.record(end.elapsed());
 * })
 * }</pre>
 *
 * <p>It is given to the client's builder, and is the same for all forms of a call. A call that is retried has several
 * attempts, and each has exactly one end, whatever happens; the end of a stream comes when it was read to its end or
 * closed. Of several interceptors the one that was added first is the outermost: it is asked first, and told last.
 *
 * <p>{@link #intercept} is called on the thread that makes the call, or on one of the client's daemon threads where no
 * thread waits ({@code publish}, later attempts of {@code createAsync}). Observers of {@code create} and {@code stream}
 * are told on the thread that waits or reads; the others on the client's daemon threads. What closes or cancels may tell
 * the end on its own thread. One observer is notified of one thing at a time, in order. The exchange waits meanwhile: return
 * quickly, and wait for nothing. Many calls at once call one interceptor at once.
 *
 * <p>No key can be seen here: the values of headers that carry one, or anything else that looks secret, are {@code ***}.
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Takes an attempt that is about to be sent.
     *
     * @param attempt what is to be sent; its headers may be changed until the last interceptor has returned, so set them
     *     before this returns
     * @return the observer of this attempt, or null if nothing is of interest
     * @throws RuntimeException reaches the caller as it is; nothing is sent then, and the call is not retried
     */
    @Nullable
    Observer intercept(Attempt attempt);

    /**
     * Logs one line for each attempt, when it has ended, by the {@link System.Logger} named {@code dev.diglot}: method,
     * path, status, attempt, times, bytes, the endpoint's name for the request. No key, no body, no header.
     *
     * <p>The level is {@code DEBUG} for a good end and one that the caller wanted, {@code INFO} for a failure after which
     * the call is retried, {@code WARNING} for any other failure.
     *
     * @return an interceptor that changes nothing
     */
    static Interceptor logging() {
        return new Logging();
    }

    /** One attempt of a call, the same for all interceptors. For any thread. */
    interface Attempt {
        /** {@return the dialect of the call} */
        Dialect dialect();

        /** {@return whether a stream was asked for} */
        boolean wantsStream();

        /** {@return the HTTP method} */
        String method();

        /** {@return the whole address; it holds no secret} */
        URI url();

        /** {@return which attempt of the call this is, from 1} */
        int number();

        /** {@return the headers that are sent, in which names are equal in any case and secret values {@code ***}} */
        Map<String, String> headers();

        /**
         * Sends a header with this attempt, in place of one of the same name. The interceptors that are asked later see
         * it, and may replace it.
         *
         * @param name the header's name
         * @param value its value, of printable ASCII characters and blanks
         * @throws IllegalArgumentException if the name or the value cannot be sent, or the header is one that carries the
         *     key or that the client itself sets
         * @throws IllegalStateException if {@link #intercept} of the last interceptor has returned, or any of them has
         *     thrown: what is taken before is sent
         */
        void header(String name, String value);
    }

    /** Hears how an attempt goes on. What it throws is logged as a warning, and changes nothing. */
    @FunctionalInterface
    interface Observer {
        /**
         * Hears that the head of the answer has come.
         *
         * @param head of any status
         */
        default void head(Head head) {}

        /**
         * Hears that the first event of a stream was read.
         *
         * @param elapsed since the attempt was sent
         */
        default void firstEvent(Duration elapsed) {}

        /**
         * Hears that the attempt has ended. Called once, and last.
         *
         * @param end how, and what came
         */
        void end(End end);
    }

    /**
     * The head of an answer. Later versions may add components.
     *
     * @param status its HTTP status
     * @param headers its headers, in which names are equal in any case and secret values {@code ***}
     * @param requestId the endpoint's name for the request, or null
     * @param elapsed since the attempt was sent
     */
    record Head(
            int status,
            Map<String, List<String>> headers,
            @Nullable String requestId,
            Duration elapsed) {}

    /**
     * The end of an attempt. Later versions may add components.
     *
     * @param failure what the caller gets, or would have got if the call were not made again; null if the end is good
     * @param cancelled whether it failed because the call, the stream or the client was closed, cancelled or interrupted;
     *     so too if all of a stream had come, but its reader had not taken the last event, which a publisher takes
     *     before its subscriber asks for it
     * @param retryIn the wait until the next attempt, or null if there is none; the call may still be ended meanwhile
     * @param head the head of the answer, or null if none came
     * @param first until the first event of a stream, or the first byte of any other body; null if none came
     * @param bytes how many bytes of the body came, as they were sent, compressed or not
     * @param elapsed since the attempt was sent
     */
    record End(
            @Nullable Throwable failure,
            boolean cancelled,
            @Nullable Duration retryIn,
            @Nullable Head head,
            @Nullable Duration first,
            long bytes,
            Duration elapsed) {}
}
