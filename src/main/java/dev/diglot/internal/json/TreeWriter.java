// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts a model to free-form JSON (maps, lists, strings, numbers, booleans, null) without creating JSON text.
 * Free-form values inside the model are shared: neither copied nor visited. So a part of the model that already is
 * free-form, because it was converted before it was put there, is not converted again.
 */
final class TreeWriter extends JsonWriter {
    /** The number of objects between two calls of the checkpoint, which throws if the call is over. */
    private static final int PER_CHECK = 400;

    private final Checkpoint checkpoint;
    private int untilCheck = PER_CHECK;

    /** The members so far of the object that is being written. */
    private Map<String, @Nullable Object> object = Map.of();

    /** The value that was completed last. */
    private @Nullable Object result;

    private TreeWriter(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    static @Nullable Object tree(Object model, Checkpoint checkpoint) {
        try {
            TreeWriter writer = new TreeWriter(checkpoint);
            writer.value(model);
            return writer.result;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: no output is written
        }
    }

    @Override
    public void begin() {
        if (--untilCheck == 0) {
            untilCheck = PER_CHECK;
            checkpoint.check();
        }
        object = new LinkedHashMap<>();
    }

    @Override
    void endObject() {
        result = new JsonObject(object);
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) throws IOException {
        Map<String, @Nullable Object> outer = object;
        value(value);
        object = outer;
        object.put(name, result);
    }

    @Override
    public void value(@Nullable Object value) throws IOException {
        if (value instanceof ObjectModel model) {
            model.write(this);
        } else if (value instanceof ValueModel model) {
            value(model.value());
        } else if (value instanceof List<?> items && !items.isEmpty() && Json.isModel(items.get(0))) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object item : items) {
                value(item);
                list.add(result);
            }
            result = new JsonArray(list);
        } else {
            result = value; // free-form already, also a list that does not begin with a model
        }
    }

    @Override
    void beginArray() {
        throw new IllegalStateException("value() converts lists itself");
    }

    @Override
    void endArray() {
        throw new IllegalStateException("value() converts lists itself");
    }

    @Override
    void scalar(@Nullable Object value) {
        result = value;
    }
}
