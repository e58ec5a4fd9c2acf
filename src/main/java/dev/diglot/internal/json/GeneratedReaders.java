// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The generated readers. They are not visible outside of the models' package, so the generated registry of that package
 * registers itself here when it is initialized.
 */
public final class GeneratedReaders {
    private static final String REGISTRY_CLASS = "dev.diglot.model.GeneratedModels";

    private static volatile @Nullable ModelRegistry registry;

    private GeneratedReaders() {}

    /**
     * Called by the generated registry.
     *
     * @param generated finds the readers
     */
    public static void register(ModelRegistry generated) {
        registry = generated;
    }

    /**
     * Returns the reader of a model.
     *
     * @param <T> the model
     * @param model its class
     * @return the reader
     */
    @SuppressWarnings("unchecked") // the reader that is found by the name of a class reads that class
    public static <T> ModelReader<T> of(Class<T> model) {
        return (ModelReader<T>) requireNonNull(registry().find(model.getName()), model.getName());
    }

    /**
     * Reads a model by the name of its class.
     *
     * @param className the model's binary class name
     * @param json the JSON, as UTF-8
     * @return the model, or null if the class is not a model or the JSON has another type
     * @throws IOException if the bytes are not JSON
     */
    public static @Nullable Object read(String className, byte[] json) throws IOException {
        ModelReader<?> reader = registry().find(className);
        if (reader == null) {
            return null;
        }
        try (JsonReader in = JsonReader.of(json, 0, json.length)) {
            return reader.read(in);
        }
    }

    private static ModelRegistry registry() {
        ModelRegistry registered = registry;
        if (registered == null) {
            initialize();
            registered = requireNonNull(registry);
        }
        return registered;
    }

    private static void initialize() {
        try {
            Class.forName(REGISTRY_CLASS, true, GeneratedReaders.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the generated readers are missing from the class path", e);
        }
    }
}
