// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the events of one stream into one response.
 *
 * @param <E> the event
 * @param <R> the response
 */
abstract sealed class Accumulator<E, R> permits ChatAccumulator, MessageAccumulator, EventList {
    /**
     * The most items (choices, tool calls, content parts or blocks) that one event may have: an item takes three bytes
     * on the wire, but some hundred bytes of memory.
     */
    static final int MAX_ITEMS = 10_000;

    private static final int MAX_WARNINGS = 100;

    private final List<String> warnings = new ArrayList<>();

    /**
     * Adds one event. Accepts any event, in any order and with any gap; no content makes this method throw.
     *
     * @param event the event
     */
    public abstract void accept(E event);

    /** {@return what has been accumulated so far, as one response; later events do not change it} */
    public R result() {
        return result(Checkpoint.NONE);
    }

    /** Returns the same as {@link #result()}, unless the checkpoint stops it with an exception. */
    abstract R result(Checkpoint checkpoint);

    /** {@return what is missing from a complete response, or null if nothing is} */
    public abstract @Nullable String missing();

    /** {@return non-fatal anomalies seen so far, as readable messages; at most 100} */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the event's piece of the reply's text; empty if it has none. */
    abstract String text(E event);

    /**
     * Returns the events that a stream would have had for a response that the endpoint sent as one JSON body. Each is
     * created when it is requested.
     */
    abstract Iterator<E> eventsOf(R response, Checkpoint checkpoint);

    /**
     * Returns the event in the form that the dialect documents; the same event unless the endpoint sent another form.
     */
    E normalize(E event) {
        return event;
    }

    /** Returns why the stream must fail at this event, or null if the event can be accepted. */
    @Nullable
    String rejection(E event) {
        return null;
    }

    /** Returns the tool calls that have become complete since this method was called last. */
    List<?> takeCompletedCalls() {
        return List.of();
    }

    /** Returns all tool calls of a response. */
    List<?> callsOf(R response) {
        return List.of();
    }

    /** Adds the warnings about a response that was sent as one JSON body. */
    abstract void inspect(R response);

    /**
     * Decides whether the stream is complete. Called when no more events will arrive; adds the warnings about the end.
     *
     * @param hasEndMarker whether the server marked the end of the events itself
     * @param failure what ended the stream, or null if its bytes ended normally
     * @return what is missing, or null if the stream is complete
     */
    @Nullable
    abstract String finish(boolean hasEndMarker, @Nullable Throwable failure);

    final void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }
}
