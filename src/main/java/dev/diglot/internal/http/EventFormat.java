// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.ModelReader;
import java.util.regex.Pattern;

/**
 * Reads the events of a stream, and recognizes those that end it or may be errors; implemented by the generated calls.
 *
 * @param <E> the event
 */
public interface EventFormat<E> extends ModelReader<E> {
    /** The format of an operation that has no stream. */
    EventFormat<Void> NONE = new NoEvents();

    /**
     * Returns whether an event is the last one of its stream.
     *
     * @param event the event
     * @return true if no event may follow
     */
    boolean isLast(E event);

    /**
     * Returns whether an event that was read without a failure may still be an error.
     *
     * @param event the event
     * @return false for a usual event, which then is not checked any further
     */
    boolean mayBeError(E event);

    /** {@return what matches a payload that is no event and ends the stream} */
    Pattern endMarker();

    /**
     * Returns a pattern that matches an end marker, also as some endpoints misspell it: in lower case, quoted, without
     * brackets, or in other brackets.
     *
     * @param marker the marker in the spec, such as {@code [DONE]}; empty if there is none
     * @return the pattern
     */
    static Pattern endMarker(String marker) {
        String word = marker.replaceAll("\\W", "");
        if (word.isEmpty()) {
            return Pattern.compile("(?!)"); // matches nothing
        }
        return Pattern.compile("[\"'<|\\[]{0,4}" + Pattern.quote(word) + "[\"'>|\\]]{0,4}", Pattern.CASE_INSENSITIVE);
    }
}
