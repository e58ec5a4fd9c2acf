// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.ModelReader;

/**
 * Reads the events of a stream, and recognizes those that end it or may be errors; implemented by the generated calls.
 *
 * @param <E> the event
 */
public interface EventFormat<E> extends ModelReader<E> {
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
}
