// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.io.IOException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the generated reader of a class, for the databind bridges. Loads the {@link ModelRegistry} as a service. */
final class GeneratedReaders {
    /** The message for a value that {@link #read} returned null for; its argument is the name of the class. */
    static final String MISMATCH = "the JSON type does not match %s, or that class is not a model of Diglot";

    private static final ModelRegistry REGISTRY = ServiceLoader.load(
                    ModelRegistry.class, ModelRegistry.class.getClassLoader())
            .iterator()
            .next();

    private GeneratedReaders() {}

    /** Reads a model; returns null if the class is not a model, or the value has another JSON type. */
    static @Nullable JsonModel read(String className, byte[] bytes) throws IOException {
        try (JsonReader in = JsonReader.of(bytes, 0, bytes.length)) {
            return REGISTRY.read(className, in);
        }
    }
}
