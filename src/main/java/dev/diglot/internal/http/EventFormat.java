// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.ModelReader;

/**
 * Reads the events of a stream and tells what they mean to it; implemented by the generated calls.
 *
 * @param <E> the event
 */
public interface EventFormat<E> extends ModelReader<E> {
    /**
     * Returns whether the stream ends with an event.
     *
     * @param event what was read
     * @return whether no event may follow
     */
    boolean isLast(E event);

    /**
     * Returns whether an event that was read without a failure may still be an error.
     *
     * @param event what was read
     * @return false for a usual event, which then is not checked any further
     */
    boolean mayBeError(E event);
}
