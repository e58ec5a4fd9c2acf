// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds events into a whole.
 *
 * @param <E> the event
 * @param <R> the whole
 */
abstract sealed class Accumulator<E, R> permits ChatAccumulator, MessageAccumulator {
    private static final int MOST_WARNINGS = 100;

    private final List<String> warnings = new ArrayList<>();

    /**
     * Adds one event. Takes any event, in any order and with any gap; what is in it never makes this throw.
     *
     * @param event the event
     */
    public abstract void accept(E event);

    /** {@return what has been added so far, folded; further events do not change it} */
    public abstract R result();

    /** {@return what would make the whole complete, or null if it is} */
    public abstract @Nullable String missing();

    /** {@return what was odd so far, in plain sentences, the first 100 of them} */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The event's piece of text, empty if none. */
    abstract String text(E event);

    /** The events that this whole answer would have been, had it been streamed. */
    abstract List<E> events(R answer);

    /** What is missing now that no more events will come, given whether the server itself marked the end. */
    @Nullable
    String end(boolean done) {
        return missing();
    }

    final void warn(String warning) {
        if (warnings.size() < MOST_WARNINGS && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }
}
