// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, found by normalized names: lower case, without {@code _} and {@code -}. Endpoints spell
 * the same name in many ways. Callers pass names that are already normalized.
 */
final class Members {
    /** An object without members. In {@link #values} it also stands for null, because Map.merge rejects null values. */
    static final Members NONE = new Members(Map.of());

    private final Map<String, Object> values;

    private Members(Map<String, Object> values) {
        this.values = values;
    }

    /** Returns the members of an object or of the first item of a list; {@link #NONE} for any other value. */
    static Members of(@Nullable Object json) {
        Object value = json;
        if (json instanceof List<?> items) {
            value = items.isEmpty() ? null : items.get(0);
        }
        if (!(value instanceof Map<?, ?> members) || members.isEmpty()) {
            return NONE;
        }
        Map<String, Object> values = new HashMap<>();
        members.forEach((name, member) ->
                values.merge(normalize(String.valueOf(name)), member == null ? NONE : member, Members::firstNonNull));
        return new Members(values);
    }

    private static Object firstNonNull(Object first, Object second) {
        return first == NONE ? second : first;
    }

    private static String normalize(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns whether there is a member with this name, even if its value is null. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the value of the first of these members that is not null, or null. */
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

    /** Returns the first of these members that is a non-blank string; empty if there is none. */
    String text(String... names) {
        for (String name : names) {
            if (values.get(name) instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
