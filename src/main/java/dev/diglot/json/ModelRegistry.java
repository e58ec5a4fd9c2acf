// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the generated reader of a class by name; the databind bridges load it as a service. Not for implementing. */
public interface ModelRegistry {
    /**
     * Reads the value at hand as a model of the named class.
     *
     * @param className the model's binary class name
     * @param in the reader, standing on the first token of the value
     * @return the model, or null if the class is no model or the value is JSON of another kind
     * @throws IOException if the bytes are not JSON, or end too early
     */
    @Nullable
    JsonModel read(String className, JsonReader in) throws IOException;
}
