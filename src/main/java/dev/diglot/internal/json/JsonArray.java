// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The items of a free-form JSON array, null included; unmodifiable, but see {@link JsonObject} on serializers. */
final class JsonArray extends AbstractList<@Nullable Object> implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient List<@Nullable Object> items;
    private transient boolean isOpen;

    /** Called by serializers only. */
    JsonArray() {
        items = new ArrayList<>();
        isOpen = true;
    }

    /** Takes over a list, which must not be changed any more. */
    JsonArray(List<@Nullable Object> items) {
        this.items = items;
    }

    private List<@Nullable Object> items() {
        if (isOpen) {
            isOpen = false;
        }
        return items;
    }

    @Override
    public boolean add(@Nullable Object item) {
        return isOpen ? items.add(item) : super.add(item);
    }

    @Override
    public @Nullable Object get(int index) {
        return items().get(index);
    }

    @Override
    public int size() {
        return items().size();
    }

    private Object writeReplace() {
        return Collections.unmodifiableList(items());
    }
}
