// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A difference between two values of free-form JSON: a recorded one and a received one.
 *
 * @param path where they differ, such as {@code messages[0].content}; empty for the whole value
 * @param recorded the recorded value, or {@link Missing}
 * @param received the received value, or {@link Missing}
 */
record JsonDifference(
        String path, @Nullable Object recorded, @Nullable Object received) {
    private static final int MAX_VALUE = 80;

    /** Stands for a member or an item that one of the two values does not have. */
    enum Missing {
        MISSING
    }

    /** Returns the differences between two values, in the order of the recorded one. Empty if they are equal. */
    static List<JsonDifference> between(@Nullable Object recorded, @Nullable Object received) {
        List<JsonDifference> differences = new ArrayList<>();
        compare("", recorded, received, differences);
        return differences;
    }

    private static void compare(
            String path, @Nullable Object recorded, @Nullable Object received, List<JsonDifference> differences) {
        if (recorded instanceof Map<?, ?> one && received instanceof Map<?, ?> other) {
            Set<Object> names = new LinkedHashSet<>(one.keySet());
            names.addAll(other.keySet());
            for (Object name : names) {
                String memberPath = path.isEmpty() ? name.toString() : path + "." + name;
                compare(memberPath, member(one, name), member(other, name), differences);
            }
        } else if (recorded instanceof List<?> one && received instanceof List<?> other) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(path + "[" + i + "]", item(one, i), item(other, i), differences);
            }
        } else if (!Objects.equals(recorded, received)) {
            differences.add(new JsonDifference(path, recorded, received));
        }
    }

    private static @Nullable Object member(Map<?, ?> members, Object name) {
        return members.containsKey(name) ? members.get(name) : Missing.MISSING;
    }

    private static @Nullable Object item(List<?> items, int index) {
        return index < items.size() ? items.get(index) : Missing.MISSING;
    }

    /** Returns the path and both values, truncated. */
    @Override
    public String toString() {
        String place = path.isEmpty() ? "body" : path;
        return place + ": " + show("recorded", recorded) + ", " + show("received", received);
    }

    private static String show(String side, @Nullable Object value) {
        return value instanceof Missing ? "not " + side : side + " " + Sanitizer.cut(Json.write(value), MAX_VALUE);
    }
}
