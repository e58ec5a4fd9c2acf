// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.JsonWriter;
import java.io.Serializable;

/**
 * A model of a JSON value of the API: every request, response, union and open enum in {@code dev.diglot.model}.
 *
 * <p>Immutable and thread-safe. A plain {@code ObjectMapper} of Jackson 2 or 3 reads and writes every model, also
 * inside your own classes. A mapper with default typing keeps the class as well.
 *
 * <p>Serializable: the JDK stores the name of the model and its JSON. The copy is equal to the original and has the same
 * JSON, unknown members included. Later versions read what earlier ones stored. A malformed stream fails with an
 * {@link java.io.InvalidObjectException}; no other class than a model is created from the stored name. An
 * {@code Unknown} is read by its JSON, so it may be of another variant if a later version knows that.
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
     * Returns this value as JSON in UTF-8, with the same text as {@link #toJson()}.
     *
     * @return the bytes, a new array
     */
    default byte[] toJsonBytes() {
        return JsonWriter.toBytes(this);
    }

    /**
     * Returns this value for people to read.
     *
     * @return the class name, and the JSON with secrets masked, shortened to 2,000 characters
     */
    @Override
    String toString();
}
