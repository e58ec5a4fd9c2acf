// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.ModelReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole response; implemented by the generated calls.
 *
 * @param <T> the response
 */
public interface ResponseReader<T> extends ModelReader<T> {
    /**
     * Returns whether a 2xx body that was read without a failure may still be an error, or no response at all.
     *
     * @param response what was read
     * @return false for a usual response, which then is not checked any further
     */
    boolean mayBeError(T response);

    /**
     * Returns whether a response lacks its required member, or has none of its type.
     *
     * @param response what was read
     * @return true if the member is absent or an empty list
     */
    boolean isIncomplete(T response);

    /** Returns whether what an accessor returned means that the member is absent, or an empty list. */
    static boolean isAbsent(@Nullable Object value) {
        return value == null || (value instanceof List<?> items && items.isEmpty());
    }
}
