// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads models of one class from JSON; implemented by the generated readers.
 *
 * @param <T> the model
 */
public interface ModelReader<T> {
    /**
     * Reads the current value.
     *
     * @param in the reader, positioned on the first token of the value
     * @return the model, or null if the value has another JSON type; the {@link JsonReader} then keeps it as pending
     * @throws IOException if the bytes are malformed or truncated JSON
     */
    @Nullable
    T read(JsonReader in) throws IOException;
}
