// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.json.ModelReader;

/**
 * Reads a whole answer; the generated calls implement it.
 *
 * @param <T> the answer
 */
public interface AnswerReader<T> extends ModelReader<T> {
    /**
     * Tells whether a 2xx body that could be read may still be an error, or nothing.
     *
     * @param answer what was read
     * @return false for the common good answer, which then is not looked at again
     */
    boolean isDoubtful(T answer);
}
