// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object whose names endpoints spell in many ways: case, {@code _} and {@code -} do not count. */
final class Members {
    static final Members NONE = new Members(Map.of());

    private final Map<String, Object> values;

    private Members(Map<String, Object> values) {
        this.values = values;
    }

    /** Returns the members of an object, or of the first item of a list; of anything else none. */
    static Members of(@Nullable Object json) {
        if (json instanceof List<?> items) {
            return items.isEmpty() || !(items.get(0) instanceof Map) ? NONE : of(items.get(0));
        }
        if (!(json instanceof Map<?, ?> members) || members.isEmpty()) {
            return NONE;
        }
        Map<String, Object> values = new HashMap<>();
        members.forEach((name, value) -> values.merge(plain(String.valueOf(name)), wrap(value), Members::first));
        return new Members(values);
    }

    private static Object wrap(@Nullable Object value) {
        return value == null ? NONE : value; // a map's merge knows no null
    }

    private static Object first(Object first, Object second) {
        return first == NONE ? second : first;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns whether there is a member of this name, null or not. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the first of these members that is not null, or null. */
    @Nullable
    Object get(String... names) {
        for (String name : names) {
            Object value = values.getOrDefault(name, NONE);
            if (value != NONE) {
                return value;
            }
        }
        return null;
    }

    /** Returns the first of these members that is text, or nothing. */
    String text(String... names) {
        for (String name : names) {
            if (values.get(name) instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
