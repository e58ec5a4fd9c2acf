// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a model into free-form JSON without a detour over text. Free-form values inside are shared, not copied: what is
 * done again at each level of a nesting costs the size of that level alone.
 */
final class TreeWriter extends JsonWriter {
    /** Objects between two checks. */
    private static final int PER_CHECK = 400;

    private final Checkpoint checkpoint;
    private int untilCheck = PER_CHECK;
    private Map<String, @Nullable Object> object = Map.of();

    /** The value that was written last. */
    private @Nullable Object last;

    private TreeWriter(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    static @Nullable Object tree(Object model, Checkpoint checkpoint) {
        try {
            TreeWriter writer = new TreeWriter(checkpoint);
            writer.any(model);
            return writer.last;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no output that could fail
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
        last = Collections.unmodifiableMap(object);
    }

    @Override
    protected void any(String name, @Nullable Object value) throws IOException {
        Map<String, @Nullable Object> outer = object;
        any(value);
        object = outer;
        object.put(name, last);
    }

    @Override
    public void any(@Nullable Object value) throws IOException {
        if (value instanceof ObjectModel model) {
            model.write(this);
        } else if (value instanceof ValueModel model) {
            any(model.value());
        } else if (value instanceof List<?> items && !items.isEmpty() && Json.isModel(items.get(0))) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object item : items) {
                any(item);
                list.add(last);
            }
            last = Collections.unmodifiableList(list);
        } else {
            last = value;
        }
    }

    @Override
    void beginList() {
        throw new IllegalStateException("free-form lists are shared");
    }

    @Override
    void endList() {
        throw new IllegalStateException("free-form lists are shared");
    }

    @Override
    void scalar(@Nullable Object value) {
        last = value;
    }
}
