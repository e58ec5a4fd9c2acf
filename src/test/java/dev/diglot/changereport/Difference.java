// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A place at which two documents differ.
 *
 * @param path the keys that lead to it; an item of a list is named by what identifies it, or by its index
 * @param was the value before, or null if there was none
 * @param is the value after, or null if there is none
 * @param alone returns the document before with this difference only
 */
record Difference(
        List<String> path, @Nullable Object was, @Nullable Object is, Supplier<Object> alone) {
    /** The last key of a difference in the order of a list. */
    static final String ORDER = "(order)";

    /** The members that identify an item of a list; the first one that the item has, otherwise all its keys do. */
    private static final List<String> IDENTITIES = List.of("$ref", "id", "name", "overload", "url", "lang");

    /** All differences; a subtree that is added or removed is one. */
    static List<Difference> between(Object before, Object after) {
        List<Difference> all = new ArrayList<>();
        collect(List.of(), before, after, UnaryOperator.identity(), all);
        return all;
    }

    /** Collects the differences of two values; {@code inDocument} returns the document with another value here. */
    private static void collect(
            List<String> path,
            @Nullable Object was,
            @Nullable Object is,
            UnaryOperator<@Nullable Object> inDocument,
            List<Difference> all) {
        if (Objects.equals(was, is)) {
            return;
        }
        if (was instanceof Map<?, ?> old && is instanceof Map<?, ?> now) {
            members(path, old, now, inDocument, all);
        } else if (was instanceof List<?> old && is instanceof List<?> now) {
            UnaryOperator<@Nullable Object> asList =
                    items -> inDocument.apply(new ArrayList<>(((Map<?, ?>) items).values()));
            Map<String, Object> oldItems = byIdentity(old);
            Map<String, Object> items = byIdentity(now);
            members(path, oldItems, items, asList, all);
            order(path, oldItems, items, asList, all);
        } else {
            all.add(new Difference(path, was, is, () -> inDocument.apply(is)));
        }
    }

    private static void members(
            List<String> path,
            Map<?, ?> old,
            Map<?, ?> now,
            UnaryOperator<@Nullable Object> inDocument,
            List<Difference> all) {
        Set<Object> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(now.keySet());
        for (Object key : keys) {
            List<String> place = plus(path, String.valueOf(key));
            UnaryOperator<@Nullable Object> here = value -> inDocument.apply(with(old, key, value));
            if (old.containsKey(key) && now.containsKey(key)) {
                collect(place, old.get(key), now.get(key), here, all);
            } else if (now.containsKey(key)) {
                all.add(new Difference(place, null, now.get(key), () -> here.apply(now.get(key))));
            } else {
                all.add(new Difference(place, old.get(key), null, () -> inDocument.apply(without(old, key))));
            }
        }
    }

    private static void order(
            List<String> path,
            Map<String, Object> old,
            Map<String, Object> now,
            UnaryOperator<@Nullable Object> inDocument,
            List<Difference> all) {
        List<String> oldOrder = new ArrayList<>(old.keySet());
        List<String> order = new ArrayList<>(now.keySet());
        oldOrder.retainAll(now.keySet());
        order.retainAll(old.keySet());
        if (!oldOrder.equals(order)) {
            Map<Object, Object> moved = new LinkedHashMap<>();
            order.forEach(key -> moved.put(key, old.get(key)));
            old.forEach(moved::putIfAbsent);
            all.add(new Difference(plus(path, ORDER), oldOrder, order, () -> inDocument.apply(moved)));
        }
    }

    private static Map<Object, Object> with(Map<?, ?> members, Object key, @Nullable Object value) {
        Map<Object, Object> copy = new LinkedHashMap<>(members);
        copy.put(key, value);
        return copy;
    }

    private static Map<Object, Object> without(Map<?, ?> members, Object key) {
        Map<Object, Object> copy = new LinkedHashMap<>(members);
        copy.remove(key);
        return copy;
    }

    private static Map<String, Object> byIdentity(List<?> items) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            String identity = identity(items.get(i));
            boolean isFree = identity != null && !named.containsKey(identity);
            named.put(isFree ? identity : "[" + i + "]", items.get(i));
        }
        return named;
    }

    private static @Nullable String identity(@Nullable Object item) {
        if (item instanceof Map<?, ?> members) {
            return IDENTITIES.stream()
                    .filter(members::containsKey)
                    .map(key -> String.valueOf(members.get(key)))
                    .findFirst()
                    .orElse(members.keySet().toString());
        }
        return item instanceof List ? null : String.valueOf(item);
    }

    private static List<String> plus(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return List.copyOf(longer);
    }

    String place() {
        return String.join(" ", path);
    }
}
