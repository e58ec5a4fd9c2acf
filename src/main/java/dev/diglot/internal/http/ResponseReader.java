// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.ModelReader;

/**
 * Reads a whole response; the generated calls implement it.
 *
 * @param <T> the response
 */
public interface ResponseReader<T> extends ModelReader<T> {
    /**
     * Tells whether a 2xx body that could be read may still be an error, or nothing.
     *
     * @param response what was read
     * @return false for the common good response, which then is not looked at again
     */
    boolean mayBeError(T response);
}
