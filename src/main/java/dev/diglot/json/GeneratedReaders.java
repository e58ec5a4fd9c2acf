// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.io.IOException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The generated readers, for the databind bridges. */
final class GeneratedReaders {
    static final String MISFIT = "JSON of another kind than %s, or that class is no model of Diglot";

    private static final ModelRegistry REGISTRY = ServiceLoader.load(
                    ModelRegistry.class, ModelRegistry.class.getClassLoader())
            .iterator()
            .next();

    private GeneratedReaders() {}

    static @Nullable JsonModel read(String className, byte[] bytes) throws IOException {
        try (JsonReader in = JsonReader.of(bytes, 0, bytes.length)) {
            return REGISTRY.read(className, in);
        }
    }
}
