// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.io.IOException;

/**
 * A value of the wire: every request, response, union and open enum of {@code dev.diglot.model} is one.
 *
 * <p>Immutable, and safe to use from any thread. A plain {@code ObjectMapper} of Jackson 2 or 3 reads and writes every
 * model, also inside classes of your own.
 */
@Jackson2Bridge
@Jackson3Bridge
public interface JsonModel {
    /**
     * Writes this value as JSON. Members that came over the wire and are not known here are written as they came.
     *
     * @param out where to write
     * @throws IOException if the underlying output fails
     */
    void write(JsonWriter out) throws IOException;

    /**
     * Gives this value as JSON text, as it would be sent.
     *
     * <p>May hold secrets that the value holds; {@link Object#toString()} of a model leaves them out.
     *
     * @return the JSON text, on one line
     */
    default String toJson() {
        return Json.write(this);
    }
}
