// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one kind of model from JSON; the generated readers stand behind it.
 *
 * @param <T> the model
 */
public interface ModelReader<T> {
    /**
     * Reads the value at hand.
     *
     * @param in the reader, standing on the first token of the value
     * @return the model, or null if the value is JSON of another kind
     * @throws IOException if the bytes are not JSON, or end too early
     */
    @Nullable
    T read(JsonReader in) throws IOException;
}
