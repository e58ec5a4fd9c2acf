// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the events of a stream.
 *
 * @param <E> the event
 * @param <R> the whole response
 */
abstract sealed class Accumulator<E, R> permits ChatAccumulator, MessageAccumulator {
    /** Most choices, tool calls, content parts or blocks of one event: each takes far more memory than bytes. */
    static final int MAX_ITEMS = 10_000;

    private static final int MAX_WARNINGS = 100;

    private final List<String> warnings = new ArrayList<>();

    /**
     * Adds one event. Takes any event, in any order and with any gap; what is in it never makes this throw.
     *
     * @param event the event
     */
    public abstract void accept(E event);

    /** {@return what has been added so far, as one response; further events do not change it} */
    public R result() {
        return result(Checkpoint.NONE);
    }

    /** Returns the same, and checks meanwhile whether to go on. */
    abstract R result(Checkpoint checkpoint);

    /** {@return what is missing from a complete response, or null if nothing is} */
    public abstract @Nullable String missing();

    /** {@return non-fatal anomalies seen so far, as readable messages; the first 100 of them} */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The event's piece of the reply's text, empty if none. */
    abstract String text(E event);

    /** The events that this whole response would have been, had it been streamed; made as they are asked for. */
    abstract Iterator<E> events(R whole, Checkpoint checkpoint);

    /** Returns the event in the form that its readers expect; the same one unless the endpoint sent another form. */
    E normalize(E event) {
        return event;
    }

    /** Returns why an event cannot belong to this response, or null if it can. */
    @Nullable
    String conflict(E event) {
        return null;
    }

    /** Adds the warnings about a whole response. */
    abstract void check(R whole);

    /**
     * Decides whether the stream is complete, now that no more events will come.
     *
     * @param done whether the server itself marked the end
     * @param cut what ended the stream, or null if its bytes ended in good order
     * @return what is missing, or null if the stream is complete
     */
    @Nullable
    abstract String end(boolean done, @Nullable Throwable cut);

    final void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }
}
