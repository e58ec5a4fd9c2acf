// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.error.DiglotException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of a stream come from: the transport stands behind it.
 *
 * <p>One thread at a time takes events; any thread may close.
 *
 * @param <E> the event
 */
public interface EventReader<E> extends AutoCloseable {
    /**
     * Takes the next event, waiting for it if need be.
     *
     * @return the event, or null if the bytes ended in good order or the server said that it is done
     * @throws DiglotException if the bytes ended in any other way, after all events that had arrived
     */
    @Nullable
    E next();

    /**
     * Takes the next event if there is one now.
     *
     * @return the event, or null if there is none yet, or, once {@link #isEnded}, none any more
     * @throws DiglotException as for {@link #next}
     */
    @Nullable
    E poll();

    /** {@return whether no more events are added} */
    boolean isEnded();

    /**
     * Has this called, on any thread, whenever {@link #poll} may have something new; also after silence for too long.
     *
     * @param listener returns at once
     */
    void listen(Runnable listener);

    /** {@return whether the server itself marked the end of its events, by {@code [DONE]} or its like} */
    boolean done();

    /** {@return the whole response, if the endpoint sent that in place of a stream; known at the end of the events} */
    @Nullable
    Object whole();

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
     * Checks whether what has arrived may still be read.
     *
     * @throws DiglotException if the deadline has passed, the exchange was closed, or the waiting thread interrupted
     */
    void checkpoint();

    /** {@return how many nanoseconds are left until the deadline, negative after it; the most there are if it has none} */
    long nanosLeft();

    /**
     * Ends the exchange as {@link #close} does, and takes note of how the stream ended for its reader.
     *
     * @param fault what the reader gets, or null if the stream is complete
     */
    void finish(@Nullable DiglotException fault);

    /** Ends the exchange, if it has not ended, and frees its connection. A waiting {@link #next()} fails at once. */
    @Override
    void close();
}
