// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the generated reader of a class by its name. The databind bridges load the generated implementation as a
 * service; not meant for other implementations.
 */
public interface ModelRegistry {
    /**
     * Reads the current value as a model of the named class.
     *
     * @param className the model's binary class name
     * @param in the reader, positioned on the first token of the value
     * @return the model, or null if the class is not a model or the value has another JSON type
     * @throws IOException if the bytes are malformed or truncated JSON
     */
    @Nullable
    JsonModel read(String className, JsonReader in) throws IOException;
}
