// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.stream.EventReader;
import java.util.List;

/**
 * A whole response, read from one value or from the events of a stream that was not asked for.
 *
 * @param <T> the response
 * @param value the response
 * @param warnings its non-fatal anomalies
 */
public record WholeResponse<T>(T value, List<String> warnings) {
    /**
     * Reads a whole response; the generated calls implement it.
     *
     * @param <T> the response
     * @param <E> an event
     */
    @FunctionalInterface
    public interface Reader<T, E> {
        /**
         * Reads to the end.
         *
         * @param source where the value, or the events, come from
         * @return the response
         */
        WholeResponse<T> read(EventReader<E> source);
    }
}
