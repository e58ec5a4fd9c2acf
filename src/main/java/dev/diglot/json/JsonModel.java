// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.Json;
import java.io.Serializable;

/**
 * A model of a JSON value of the API: every request, response, union and open enum in {@code dev.diglot.model}.
 *
 * <p>Immutable and thread-safe. A plain {@code ObjectMapper} of Jackson 2 or 3 reads and writes every model, also
 * inside your own classes.
 */
@Jackson2Bridge
@Jackson3Bridge
public interface JsonModel extends Serializable {
    /**
     * Returns this value as JSON text, as it is sent in a request.
     *
     * <p>The text includes all secrets of the value; {@link #toString()} masks them.
     *
     * @return the JSON text, on one line
     */
    default String toJson() {
        return Json.write(this);
    }

    /**
     * Returns this value for people to read.
     *
     * @return the class name, and the JSON with secrets masked, shortened to 2,000 characters
     */
    @Override
    String toString();
}
