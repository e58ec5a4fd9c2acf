// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks that generated builders run, each with a message that names field, value and what is allowed. */
public final class Check {
    /** What was read can be copied; deeper maps and lists could not be written. */
    private static final int MAX_DEPTH = Json.MAX_DEPTH;

    private Check() {}

    /**
     * Refuses a required member that is missing.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IllegalArgumentException if it is null
     */
    public static void required(String name, @Nullable Object value) {
        given(name, value);
    }

    /**
     * Refuses a number outside of its range.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @param least the least that is allowed, infinite if unbounded
     * @param most the most that is allowed, infinite if unbounded
     * @throws IllegalArgumentException if it is outside, or no finite number
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
     * Refuses a text or list that is too short or too long.
     *
     * @param name the member's name on the wire
     * @param value the text or list, or null
     * @param least the least length
     * @param most the most length
     * @throws IllegalArgumentException if the length is outside
     */
    public static void size(String name, @Nullable Object value, double least, double most) {
        int size =
                value instanceof Collection<?> items ? items.size() : value instanceof String text ? text.length() : -1;
        if (size >= 0 && (size < least || size > most)) {
            throw new IllegalArgumentException(
                    name + " has a length of " + size + ", but it must be " + bounds(least, most));
        }
    }

    /**
     * Refuses a typed member that is also given as an additional property.
     *
     * @param name the member's name on the wire
     * @param value the typed value, or null
     * @param extras the additional properties, or null
     * @throws IllegalArgumentException if both are given
     */
    public static void once(String name, @Nullable Object value, @Nullable AdditionalProperties extras) {
        if (value != null && AdditionalProperties.has(extras, name)) {
            throw new IllegalArgumentException(
                    name + " is given twice: by its own setter and as an additional property; leave one of them out");
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
        int hole = copy.indexOf(null);
        if (hole >= 0) {
            throw new IllegalArgumentException(name + "[" + hole + "] is null; leave it out");
        }
        return Collections.unmodifiableList(copy);
    }

    /**
     * Copies a list that must be there.
     *
     * @param <T> the item
     * @param name what the list is
     * @param list the list
     * @return an unmodifiable copy
     * @throws IllegalArgumentException if the list or an item is null
     */
    public static <T> List<T> items(String name, @Nullable List<? extends T> list) {
        return given(name, list(name, list));
    }

    /**
     * Returns a value that must be there.
     *
     * @param <T> the value
     * @param name the member's name on the wire
     * @param value the value, or null
     * @return the value
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T given(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is required, but was not set");
        }
        return value;
    }

    /**
     * Copies a map, deeply.
     *
     * @param <V> the value
     * @param name the member's name on the wire
     * @param map the map, or null
     * @return an unmodifiable copy, or null
     * @throws IllegalArgumentException if something inside is no JSON value
     */
    @SuppressWarnings("unchecked") // a copy has values of the same kinds
    public static <V> @Nullable Map<String, V> map(String name, @Nullable Map<String, ? extends V> map) {
        return map == null ? null : (Map<String, V>) value(name, map);
    }

    /**
     * Copies free-form JSON, deeply.
     *
     * @param name the member's name on the wire
     * @param value the value, or null
     * @return an unmodifiable copy
     * @throws IllegalArgumentException if something inside is no JSON value; the message says where
     */
    public static @Nullable Object value(String name, @Nullable Object value) {
        return value(new Place(null, name), value, 0);
    }

    /** Where a value stands; made to text for a message alone. */
    private record Place(@Nullable Place outer, Object step) {
        @Override
        public String toString() {
            StringBuilder path = new StringBuilder();
            for (Place at = this; at != null; at = at.outer) {
                String name = at.outer == null ? "" + at.step : "." + at.step;
                path.insert(0, at.step instanceof Integer ? "[" + at.step + "]" : name);
            }
            return path.toString();
        }
    }

    private static @Nullable Object value(Place place, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("maps and lists stand more than " + MAX_DEPTH
                    + " deep in each other, or one holds itself; make them flatter");
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String member)) {
                    throw new IllegalArgumentException(
                            place + " has a member whose name is " + entry.getKey() + "; names are text");
                }
                copy.put(member, value(new Place(place, member), entry.getValue(), depth + 1));
            }
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object item : items) {
                copy.add(value(new Place(place, copy.size()), item, depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Number number && !isFinite(number)) {
            range(place.toString(), number, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || Json.isModel(value)) {
            return value;
        }
        throw new IllegalArgumentException(noJson(place.toString(), value));
    }

    private static boolean isFinite(Number number) {
        boolean isBinary = number instanceof Double || number instanceof Float;
        return !isBinary || Double.isFinite(number.doubleValue());
    }

    static String noJson(String name, Object value) {
        return name + " holds a " + value.getClass().getName()
                + ", which is no JSON value; give text, numbers, booleans, null, maps and lists of these, or a model";
    }

    /**
     * Says a range in words.
     *
     * @param least the least that is allowed, infinite if unbounded
     * @param most the most that is allowed, infinite if unbounded
     * @return for example {@code 0 to 2}, or {@code at least 1}
     */
    public static String bounds(double least, double most) {
        if (least == Double.NEGATIVE_INFINITY && most == Double.POSITIVE_INFINITY) {
            return "a finite number";
        }
        if (most == Double.POSITIVE_INFINITY) {
            return "at least " + plain(least);
        }
        return least == Double.NEGATIVE_INFINITY ? "at most " + plain(most) : plain(least) + " to " + plain(most);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
