// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal;

import dev.diglot.error.DiglotException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one response from the network. The transport implements it; streams and publishers read from it.
 *
 * <p>One thread at a time reads; {@link #close} may be called from any thread.
 *
 * @param <E> the event
 */
public interface EventReader<E> extends AutoCloseable {
    /**
     * Returns the next event and waits until there is one.
     *
     * @return the event, or null if there are no more: the bytes ended normally, or the server marked the end
     * @throws DiglotException if the bytes ended in any other way; events that were received before are returned first
     */
    @Nullable
    E next();

    /**
     * Returns the next event without waiting.
     *
     * @return the event, or null if there is none: for now, or for good if {@link #isEnded}
     * @throws DiglotException as {@link #next} does
     */
    @Nullable
    E poll();

    /** {@return whether no more events will be received; events that were received before may still be unread} */
    boolean isEnded();

    /**
     * Registers the listener that is notified, on any thread, when {@link #poll} may return an event or throw: after
     * bytes were received, at their end, and when the idle timeout expires.
     *
     * @param listener must return without blocking
     */
    void setListener(Runnable listener);

    /** {@return whether the server marked the end of the events itself, by {@code [DONE]} or {@code message_stop}} */
    boolean hasEndMarker();

    /**
     * Returns the whole response, if the endpoint sent one JSON body instead of a stream.
     *
     * @return the response; null for a stream, and as long as it is not known which of the two the body is
     */
    @Nullable
    Object wholeResponse();

    /**
     * Sets the function that builds the response for the observers of the call when it ends. It is called by the thread
     * that reads, or while none does.
     *
     * @param function returns the response; after the failure that it is given, the part that was received, or null if
     *     nothing was
     */
    void setReceived(Function<@Nullable Throwable, @Nullable Object> function);

    /** Called before events are read and accumulated. */
    void beginRead();

    /** Called after events were read and accumulated. */
    void endRead();

    /** {@return the HTTP status of the response, 200 to 299} */
    int status();

    /** {@return the headers of the response, unmodifiable} */
    Map<String, List<String>> headers();

    /** {@return how many times the request was sent} */
    int attempts();

    /** {@return the time since the call was started, retries and waits included} */
    Duration elapsed();

    /** {@return non-fatal anomalies of the response so far} */
    List<String> warnings();

    /**
     * Checks whether the reading may go on.
     *
     * @throws DiglotException if the deadline has passed, the response was closed, or the reading thread was
     *     interrupted
     */
    void checkpoint();

    /** {@return the nanoseconds left until the deadline; negative after it, {@link Long#MAX_VALUE} without one} */
    long nanosLeft();

    /**
     * Closes the response and reports to interceptors how the stream ended.
     *
     * @param failure the exception that the caller gets, or null if the stream is complete
     */
    void finish(@Nullable DiglotException failure);

    /**
     * Closes the response, if it is still open, and frees its connection. A waiting {@link #next} fails at once.
     * Interceptors are notified, unless the end was reported before.
     */
    @Override
    void close();
}
