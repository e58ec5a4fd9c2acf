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
     * Returns the name by which the reader of a model is found: that of its class, or of the union if the class is
     * nested in one, such as {@code Unknown}.
     *
     * @param model the class of a model
     * @return the name, whether there is a reader or not
     */
    public static String nameOf(Class<?> model) {
        String name = model.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /** Returns the reader of this name, or null. */
    static @Nullable ModelReader<?> find(String name) {
        return registry().find(name);
    }

    /**
     * Reads a model for a mapper.
     *
     * @param model the class, which may be nested in a union
     * @param json the JSON, as UTF-8
     * @return the model, or null if the class is not a model or the JSON has another type
     * @throws IOException if the bytes are not JSON
     */
    public static @Nullable Object read(Class<?> model, byte[] json) throws IOException {
        ModelReader<?> reader = find(nameOf(model));
        if (reader == null) {
            return null;
        }
        Object value = new JsonReader(Json.MAX_DEPTH).read(json, 0, json.length, reader, Checkpoint.NONE);
        // what another version did not know may be known by now
        return model.isInstance(value) || model.getSimpleName().equals("Unknown") ? value : null;
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
