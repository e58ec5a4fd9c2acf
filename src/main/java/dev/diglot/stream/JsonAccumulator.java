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
 * A mutable JSON object in which the accumulators collect what the events of a stream add up to. Members that the
 * models do not know follow the same rules as known ones. A value is added in one of three ways:
 *
 * <ul>
 *   <li><em>merge</em>, for values that may be repeated: objects are merged member by member, lists are concatenated,
 *       and any other value is replaced by the later one. An empty value (null, "", 0) never replaces a present value,
 *       and no value replaces appended text.
 *   <li><em>append</em>, for pieces of a longer value: text is appended to text, parts are appended to a list of parts.
 *   <li><em>merge latest</em>, for counters: the later number replaces the earlier one, even if it is 0.
 * </ul>
 *
 * <p>Mutable values inside it are a {@link StringBuilder} for appended text, an {@link ArrayList} for a list and a
 * {@code JsonAccumulator} for an object. All other values are shared with the events they came from and never modified.
 */
class JsonAccumulator extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    /** The members of a list's part whose text may continue in the next part. */
    private static final Set<String> CONTINUED_IN_NEXT_PART = Set.of("text", "thinking", "summary");

    /** Returns a mutable copy of a model or of a free-form object; an empty object for any other value. */
    static JsonAccumulator of(@Nullable Object value) {
        return of(value, Checkpoint.NONE);
    }

    static JsonAccumulator of(@Nullable Object value, Checkpoint checkpoint) {
        JsonAccumulator object = new JsonAccumulator();
        if (freeForm(value, checkpoint) instanceof Map<?, ?> members) {
            object.mergeAll(members);
        }
        return object;
    }

    /** Returns a model as free-form JSON, and any other value unchanged. */
    static @Nullable Object freeForm(@Nullable Object value) {
        return freeForm(value, Checkpoint.NONE);
    }

    private static @Nullable Object freeForm(@Nullable Object value, Checkpoint checkpoint) {
        return value != null && Json.isModel(value) ? Json.tree(value, checkpoint) : value;
    }

    /** Merges a value into a member; null changes nothing. */
    final void merge(String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        Object old = get(name);
        if (!value.equals(old)) { // most chunks repeat the same value
            put(name, merged(old, value));
        }
    }

    /** Merges each of these members; a null is stored if there is no such member yet. */
    final void mergeAll(Map<?, ?> members) {
        if (members.isEmpty()) { // nearly always: then nothing is allocated
            return;
        }
        members.forEach((name, value) -> mergeOrStoreNull((String) name, value));
    }

    private void mergeOrStoreNull(String name, @Nullable Object value) {
        put(name, merged(get(name), value));
    }

    /** Replaces a member by a later value; an object is replaced member by member. Null replaces nothing. */
    final void mergeLatest(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            JsonAccumulator target = mutableObject(name);
            members.forEach((member, latest) -> target.mergeLatest((String) member, latest));
        } else if (value != null) {
            put(name, value);
        } else {
            putIfAbsent(name, null);
        }
    }

    /** Appends a piece to a member: text to text, parts to a list of parts. Any other value is merged. */
    final void append(String name, @Nullable Object piece) {
        if (piece instanceof String text) {
            appendText(name, text);
        } else if (piece instanceof List<?> parts) {
            appendParts(mutableList(name), parts);
        } else {
            merge(name, piece);
        }
    }

    private void appendText(String name, String text) {
        Object old = get(name);
        if (old instanceof StringBuilder accumulated) {
            accumulated.append(text);
        } else if (old instanceof List) {
            appendParts(mutableList(name), asParts(text));
        } else {
            StringBuilder accumulated = new StringBuilder(old instanceof String first ? first : "");
            put(name, accumulated.append(text));
        }
    }

    /** Appends each of these members that is text, and merges the others. */
    final void appendAll(Map<?, ?> members) {
        if (members.isEmpty()) {
            return;
        }
        members.forEach((name, value) -> {
            if (value instanceof String) {
                append((String) name, value);
            } else {
                mergeOrStoreNull((String) name, value);
            }
        });
    }

    /** Appends the members of a list's part whose text may continue in the next part, and merges the others. */
    private JsonAccumulator appendPart(Map<?, ?> part) {
        part.forEach((name, value) -> {
            if (CONTINUED_IN_NEXT_PART.contains(name)) {
                append((String) name, value);
            } else {
                mergeOrStoreNull((String) name, value);
            }
        });
        return this;
    }

    /** Returns the object under this name in mutable form; stores an empty one if there is none. */
    final JsonAccumulator mutableObject(String name) {
        if (get(name) instanceof JsonAccumulator object) {
            return object;
        }
        JsonAccumulator object = of(get(name));
        put(name, object);
        return object;
    }

    /**
     * Returns the list under this name in mutable form; stores an empty one if there is none. If there is a text under
     * this name, it becomes the first part of the list.
     */
    final List<@Nullable Object> mutableList(String name) {
        Object old = get(name);
        List<@Nullable Object> list = mutable(old instanceof List<?> items ? items : List.of());
        if (old instanceof CharSequence text) {
            appendParts(list, asParts(text.toString()));
        }
        put(name, list);
        return list;
    }

    private static @Nullable Object merged(@Nullable Object old, @Nullable Object value) {
        if (old == null) {
            return value;
        }
        if (isEmpty(value) || old instanceof StringBuilder) {
            return old;
        }
        if (old instanceof Map && value instanceof Map<?, ?> members) {
            JsonAccumulator object = old instanceof JsonAccumulator mutable ? mutable : of(old);
            object.mergeAll(members);
            return object;
        }
        if (old instanceof List<?> items && value instanceof List<?> more) {
            return mergedList(items, more);
        }
        return value;
    }

    private static boolean isEmpty(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue() == 0;
        }
        return value == null || value.equals("");
    }

    /** Concatenates two lists, unless the later one repeats the earlier one: some servers send all items each time. */
    private static List<?> mergedList(List<?> old, List<?> more) {
        if (more.size() >= old.size() && more.subList(0, old.size()).equals(old)) {
            return more;
        }
        List<@Nullable Object> list = mutable(old);
        list.addAll(more);
        return list;
    }

    @SuppressWarnings("unchecked") // an ArrayList is always ours: readers and builders return unmodifiable lists
    private static List<@Nullable Object> mutable(List<?> list) {
        return list instanceof ArrayList ? (List<@Nullable Object>) list : new ArrayList<>(list);
    }

    private static List<?> asParts(String text) {
        return text.isEmpty() ? List.of() : List.of(Map.of("type", "text", "text", text));
    }

    /** Appends parts of a content or of a reasoning. A part that continues the last one is appended to that. */
    private static void appendParts(List<@Nullable Object> parts, List<?> more) {
        for (Object item : more) {
            Object last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (!(freeForm(item) instanceof Map<?, ?> part)) {
                parts.add(item);
            } else if (last instanceof JsonAccumulator open && open.isContinuedBy(part)) {
                open.appendPart(part);
            } else {
                parts.add(new JsonAccumulator().appendPart(part));
            }
        }
    }

    private boolean isContinuedBy(Map<?, ?> part) {
        return CONTINUED_IN_NEXT_PART.stream().anyMatch(name -> part.get(name) != null)
                && !part.containsKey("data") // a part with data, such as encrypted reasoning, is complete
                && Objects.equals(get("type"), part.get("type"))
                && Objects.equals(get("index"), part.get("index"));
    }
}
