// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.Json;

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
