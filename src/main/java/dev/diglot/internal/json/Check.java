// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of generated builders, and copies lists and maps. Each message names the member, its value and
 * what is allowed.
 */
public final class Check {
    /** The nesting depth up to which maps and lists are copied; deeper ones could be neither written nor read. */
    private static final int MAX_DEPTH = Json.MAX_DEPTH;

    private Check() {}

    /**
     * Returns a required value.
     *
     * @param <T> the value
     * @param name the member's name on the wire
     * @param value the value, or null
     * @return the value
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is required, but was not set");
        }
        return value;
    }

    /**
     * Refuses a number outside of its range.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @param least the minimum, infinite if unbounded
     * @param most the maximum, infinite if unbounded
     * @throws IllegalArgumentException if it is outside of the range, or not finite
     */
    public static void range(String name, @Nullable Number value, double least, double most) {
        if (value == null) {
            return;
        }
        double number = value.doubleValue();
        if (Double.isFinite(number) && number >= least && number <= most) {
            return;
        }
        throw new IllegalArgumentException(name + " is " + value + ", but must be " + bounds(least, most));
    }

    /**
     * Refuses a string or list that is too short or too long. Accepts values of any other class.
     *
     * @param name the member's name on the wire
     * @param value the string or list, or null
     * @param least the minimum length
     * @param most the maximum length
     * @throws IllegalArgumentException if the length is outside of the range
     */
    public static void size(String name, @Nullable Object value, double least, double most) {
        if (value instanceof Collection<?> items) {
            length(name, items.size(), least, most);
        } else if (value instanceof String text) {
            length(name, text.length(), least, most);
        }
    }

    private static void length(String name, int length, double least, double most) {
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    name + " has a length of " + length + ", but it must be " + bounds(least, most));
        }
    }

    /**
     * Copies a list.
     *
     * @param <T> the item
     * @param name the member's name on the wire
     * @param list the list, or null
     * @return an unmodifiable copy, or null
     * @throws IllegalArgumentException if an item is null
     */
    public static <T> @Nullable List<T> list(String name, @Nullable List<? extends T> list) {
        if (list == null) {
            return null;
        }
        List<T> copy = new ArrayList<>(list);
        int nullIndex = copy.indexOf(null);
        if (nullIndex >= 0) {
            throw new IllegalArgumentException(name + "[" + nullIndex + "] is null; leave it out");
        }
        return List.copyOf(copy);
    }

    /**
     * Copies a required list.
     *
     * @param <T> the item
     * @param name the name of the list, for messages
     * @param list the list
     * @return an unmodifiable copy
     * @throws IllegalArgumentException if the list or an item is null
     */
    public static <T> List<T> items(String name, @Nullable List<? extends T> list) {
        return required(name, list(name, list));
    }

    /**
     * Copies a map deeply.
     *
     * @param <V> the value
     * @param name the member's name on the wire
     * @param map the map, or null
     * @return an unmodifiable copy, or null
     * @throws IllegalArgumentException if something inside is not a JSON value
     */
    @SuppressWarnings("unchecked") // the values of a copy have the same classes
    public static <V> @Nullable Map<String, V> map(String name, @Nullable Map<String, ? extends V> map) {
        return map == null ? null : (Map<String, V>) value(name, map);
    }

    /**
     * Copies a list of free-form objects deeply.
     *
     * @param name the list's name on the wire
     * @param list the list, or null
     * @return an unmodifiable copy, or null
     * @throws IllegalArgumentException if an item is null, or something inside is not a JSON value
     */
    @SuppressWarnings("unchecked") // the items of a copy are maps
    public static @Nullable List<Map<String, Object>> objects(
            String name, @Nullable List<? extends Map<String, ?>> list) {
        return list == null ? null : (List<Map<String, Object>>) value(name, items(name, list));
    }

    /**
     * Copies free-form JSON deeply, unless a reader has just read it.
     *
     * @param name the member's name on the wire
     * @param value the value, or null; a {@link ReadValue} from a reader
     * @return an unmodifiable copy
     * @throws IllegalArgumentException if something inside is not a JSON value; the message says where
     */
    public static @Nullable Object value(String name, @Nullable Object value) {
        if (value instanceof ReadValue read) {
            return read.value();
        }
        return copy(new Path(null, name), value, 0);
    }

    /**
     * The path of a value inside a member; converted to text only for a message.
     *
     * @param outer the path of the map or list around the value, or null for the member itself
     * @param step the name of the member, or the index of the item, within the outer value
     */
    private record Path(@Nullable Path outer, Object step) {
        @Override
        public String toString() {
            if (outer == null) {
                return step.toString();
            }
            StringBuilder path = new StringBuilder();
            Path at = this;
            while (at.outer != null) {
                path.insert(0, at.step instanceof Integer ? "[" + at.step + "]" : "." + at.step);
                at = at.outer;
            }
            return path.insert(0, at.step).toString();
        }
    }

    private static @Nullable Object copy(Path path, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("maps and lists are nested more than " + MAX_DEPTH
                    + " levels deep, or one holds itself; make them flatter");
        }
        if (value instanceof Map<?, ?> map) {
            return copyMap(path, map, depth);
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object item : items) {
                copy.add(copy(new Path(path, copy.size()), item, depth + 1));
            }
            return new JsonArray(copy);
        }
        return value == null ? null : scalar(path, value);
    }

    private static Map<String, @Nullable Object> copyMap(Path path, Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new IllegalArgumentException(
                        path + " has a member whose name is " + entry.getKey() + "; names must be strings");
            }
            copy.put(name, copy(new Path(path, name), entry.getValue(), depth + 1));
        }
        return new JsonObject(copy);
    }

    /** Refuses what is not JSON. Returns a number or a model as a reader returns its JSON, so that both are equal. */
    private static @Nullable Object scalar(Path path, Object value) {
        if (value instanceof Number number) {
            checkFinite(path, number);
            return JsonNumber.asRead(number);
        }
        if (Json.isModel(value)) {
            return Json.tree(value);
        }
        if (!(value instanceof String || value instanceof Boolean)) {
            throw new IllegalArgumentException(notJson(path.toString(), value));
        }
        return value;
    }

    /** Refuses NaN and infinity. A {@code BigDecimal} is never either, even beyond the range of a double. */
    private static void checkFinite(Path path, Number number) {
        boolean isBinary = number instanceof Double || number instanceof Float;
        if (isBinary && !Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException(path + " is " + number + ", but must be a finite number");
        }
    }

    /** Returns the message about a value that cannot be written as JSON. */
    static String notJson(String name, Object value) {
        return name + " holds a " + value.getClass().getName()
                + ", which is not a JSON value; use strings, numbers, booleans, null, maps and lists, or a model";
    }

    /**
     * Describes a range in words.
     *
     * @param least the minimum, infinite if unbounded
     * @param most the maximum, infinite if unbounded
     * @return for example {@code 0 to 2}, or {@code at least 1}
     */
    public static String bounds(double least, double most) {
        if (least == Double.NEGATIVE_INFINITY && most == Double.POSITIVE_INFINITY) {
            return "a finite number";
        }
        if (most == Double.POSITIVE_INFINITY) {
            return "at least " + plain(least);
        }
        if (least == Double.NEGATIVE_INFINITY) {
            return "at most " + plain(most);
        }
        return plain(least) + " to " + plain(most);
    }

    /** Returns a bound as text, without a fraction if it is an integer. */
    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
