// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that grows: the accumulators collect in it, so that unknown members fold like known ones.
 *
 * <p>Inside, text that grows is a {@link StringBuilder}, a list that grows an {@link ArrayList}, an object that grows a
 * {@code JsonAccumulator}; the rest is free-form JSON that others hold too, and models.
 */
class JsonAccumulator extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    /** The members of a part of a list that may go on in the next part. */
    private static final Set<String> GROWING = Set.of("text", "thinking", "summary");

    /** The members of a model or of a free-form object, in a tree of their own; an empty one for anything else. */
    static JsonAccumulator of(@Nullable Object value) {
        return of(value, Checkpoint.NONE);
    }

    static JsonAccumulator of(@Nullable Object value, Checkpoint checkpoint) {
        JsonAccumulator tree = new JsonAccumulator();
        if (json(value, checkpoint) instanceof Map<?, ?> members) {
            tree.mergeAll(members);
        }
        return tree;
    }

    /** A model as free-form JSON; anything else as it is. */
    static @Nullable Object json(@Nullable Object value) {
        return json(value, Checkpoint.NONE);
    }

    private static @Nullable Object json(@Nullable Object value, Checkpoint checkpoint) {
        return value != null && Json.isModel(value) ? Json.tree(value, checkpoint) : value;
    }

    /** Merges a member, unless there is no value: objects and lists take it in, of other values the later one wins. */
    final void merge(String name, @Nullable Object value) {
        Object old = value == null ? null : get(name);
        if (value != null && !value.equals(old)) { // most chunks say the same again
            put(name, sum(old, value));
        }
    }

    /** Takes a value that is not null, of an object each such member: the later one wins, also an empty one. */
    final void mergeLatest(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            JsonAccumulator target = tree(name);
            members.forEach((member, latest) -> target.mergeLatest((String) member, latest));
        } else if (value != null) {
            put(name, value);
        } else {
            putIfAbsent(name, null);
        }
    }

    /** Merges all these members; a null stays where there is nothing else. */
    final void mergeAll(Map<?, ?> members) {
        growAll(members, Set.of());
    }

    /** Adds a piece to a member, unless there is none: text goes on, and so may the last part of a list. */
    final void grow(String name, @Nullable Object piece) {
        Object old = get(name);
        if (piece instanceof List<?> parts) {
            addParts(list(name), parts);
        } else if (!(piece instanceof String text)) {
            merge(name, piece);
        } else if (old instanceof StringBuilder open) {
            open.append(text);
        } else if (old instanceof List) {
            addParts(list(name), textParts(text));
        } else {
            StringBuilder growing = new StringBuilder(old instanceof String first ? first : "");
            put(name, growing.append(text));
        }
    }

    /** Adds pieces: of these members, or of all if null, text goes on; the rest is merged. */
    final JsonAccumulator growAll(Map<?, ?> pieces, @Nullable Set<String> growing) {
        for (Map.Entry<?, ?> member : pieces.entrySet()) {
            String name = (String) member.getKey();
            if (growing == null ? member.getValue() instanceof String : growing.contains(name)) {
                grow(name, member.getValue());
            } else {
                put(name, sum(get(name), member.getValue()));
            }
        }
        return this;
    }

    /** Gives a member that is an object, free to grow. */
    final JsonAccumulator tree(String name) {
        if (get(name) instanceof JsonAccumulator growing) {
            return growing;
        }
        JsonAccumulator tree = of(get(name));
        put(name, tree);
        return tree;
    }

    /** Gives a member that is a list, free to grow; a text becomes its first part. */
    final List<@Nullable Object> list(String name) {
        Object old = get(name);
        List<@Nullable Object> list = growing(old instanceof List<?> items ? items : List.of());
        if (old instanceof CharSequence text) {
            addParts(list, textParts(text.toString()));
        }
        put(name, list);
        return list;
    }

    /** Empty values (null, "", 0) never overwrite a present value. */
    private static @Nullable Object sum(@Nullable Object old, @Nullable Object more) {
        if (old == null) {
            return more;
        }
        boolean says = more != null && !more.equals("") && !(more instanceof Number count && count.doubleValue() == 0);
        if (!says || old instanceof StringBuilder) {
            return old;
        }
        if (old instanceof Map && more instanceof Map<?, ?> members) {
            JsonAccumulator tree = old instanceof JsonAccumulator growing ? growing : of(old);
            tree.mergeAll(members);
            return tree;
        }
        if (old instanceof List<?> items && more instanceof List<?> others) {
            return sum(items, others);
        }
        return more;
    }

    /** Some servers send a list again with every chunk, or all of it so far: then it is the list. */
    private static List<?> sum(List<?> old, List<?> more) {
        if (more.size() >= old.size() && more.subList(0, old.size()).equals(old)) {
            return more;
        }
        List<@Nullable Object> list = growing(old);
        list.addAll(more);
        return list;
    }

    @SuppressWarnings("unchecked") // an ArrayList is ours: what comes from readers and builders cannot be changed
    private static List<@Nullable Object> growing(List<?> list) {
        return list instanceof ArrayList ? (List<@Nullable Object>) list : new ArrayList<>(list);
    }

    private static List<?> textParts(String text) {
        return text.isEmpty() ? List.of() : List.of(Map.of("type", "text", "text", text));
    }

    /** Adds parts of a content or of a reasoning: to the last one if they go on with it, else as more of them. */
    private static void addParts(List<@Nullable Object> parts, List<?> more) {
        for (Object item : more) {
            Object last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (!(json(item) instanceof Map<?, ?> part)) {
                parts.add(item);
            } else if (last instanceof JsonAccumulator open && open.goesOnWith(part)) {
                open.growAll(part, GROWING);
            } else {
                parts.add(new JsonAccumulator().growAll(part, GROWING));
            }
        }
    }

    private boolean goesOnWith(Map<?, ?> part) {
        return GROWING.stream().anyMatch(name -> part.get(name) != null)
                && !part.containsKey("data")
                && Objects.equals(get("type"), part.get("type"))
                && Objects.equals(get("index"), part.get("index"));
    }
}
