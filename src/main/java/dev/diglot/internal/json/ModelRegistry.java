// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import org.jspecify.annotations.Nullable;

/** Finds the generated reader of a model by the name of its class. */
public interface ModelRegistry {
    /**
     * Finds a reader.
     *
     * @param className the model's binary class name
     * @return its reader, or null if the class is not a model
     */
    @Nullable
    ModelReader<?> find(String className);
}
