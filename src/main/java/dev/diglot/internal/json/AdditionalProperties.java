// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object that have no typed field in its class, in order of arrival: unknown members, known
 * members of another JSON type, and known members that were an explicit null. Used by generated code.
 *
 * <p>A null reference means that there are none, so that an ordinary object allocates nothing.
 *
 * <p>Not thread-safe while it is built; once its object is published, it is only read.
 */
public final class AdditionalProperties {
    /** Marks a known member that was received, or is to be sent, as an explicit null. */
    static final Object EXPLICIT_NULL = Mark.EXPLICIT_NULL;

    /** An enum, since tools that copy objects field by field keep the identity of its constants. */
    private enum Mark {
        EXPLICIT_NULL
    }

    /** The most members that are searched one by one; more get an index, so that a hostile object stays linear. */
    private static final int MAX_UNINDEXED = 16;

    /** Names and values in alternation; a null name is a cleared slot, which occurs only while there is an index. */
    private @Nullable Object[] pairs;

    /** How much of the array is in use. */
    private int end;

    /** The position of each name, once there are many. Only {@link #put} and {@link #remove} change it. */
    private @Nullable Map<String, Integer> index;

    private AdditionalProperties(@Nullable Object[] pairs, int end) {
        this.pairs = pairs;
        this.end = end;
    }

    /**
     * Puts a member, in the place of an earlier one of that name.
     *
     * @param additional the members so far, which are changed; or null
     * @param name the member's name
     * @param value its JSON value
     * @return the members including the new one
     */
    public static AdditionalProperties put(
            @Nullable AdditionalProperties additional, String name, @Nullable Object value) {
        AdditionalProperties result =
                additional == null ? new AdditionalProperties(new @Nullable Object[4], 0) : additional;
        int at = result.find(name);
        if (at < 0) {
            result.append(name, value);
        } else {
            result.pairs[at + 1] = value;
        }
        return result;
    }

    /**
     * Removes a member.
     *
     * @param additional the members so far, which are changed; or null
     * @param name the member's name
     * @return the members without it, or null if none is left
     */
    public static @Nullable AdditionalProperties remove(@Nullable AdditionalProperties additional, String name) {
        if (additional == null) {
            return null;
        }
        int at = additional.find(name);
        if (at < 0) {
            return additional;
        }
        if (additional.size() == 1) {
            return null;
        }
        additional.removeAt(at);
        return additional;
    }

    /**
     * Copies the members.
     *
     * @param additional the members, or null
     * @return an independent copy, or null
     */
    public static @Nullable AdditionalProperties copy(@Nullable AdditionalProperties additional) {
        if (additional == null) {
            return null;
        }
        AdditionalProperties copy =
                new AdditionalProperties(Arrays.copyOf(additional.pairs, additional.end), additional.end);
        copy.compact();
        copy.indexIfMany();
        return copy;
    }

    /**
     * Returns the members as a map, without the explicit nulls of known members.
     *
     * @param additional the members, or null
     * @return an unmodifiable map in order of arrival
     */
    public static Map<String, @Nullable Object> view(@Nullable AdditionalProperties additional) {
        if (additional == null) {
            return Collections.emptyMap();
        }
        Map<String, @Nullable Object> map = additional.toMap(false);
        return map.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(map);
    }

    /**
     * Returns the JSON text of a known member that was received with another JSON type.
     *
     * @param additional the members, or null
     * @param name the member's name
     * @return its JSON text, or null if it is missing or an explicit null
     */
    public static @Nullable String text(@Nullable AdditionalProperties additional, String name) {
        Object value = valueOrExplicitNull(additional, name);
        return value == EXPLICIT_NULL ? null : Json.write(value);
    }

    static boolean has(@Nullable AdditionalProperties additional, String name) {
        return additional != null && additional.find(name) >= 0;
    }

    /** Returns the value of a member; null if it is missing or an explicit null. */
    static @Nullable Object get(@Nullable AdditionalProperties additional, String name) {
        Object value = valueOrExplicitNull(additional, name);
        return value == EXPLICIT_NULL ? null : value;
    }

    /** Returns a member's value; {@link #EXPLICIT_NULL} if it is missing or an explicit null of a known member. */
    private static @Nullable Object valueOrExplicitNull(@Nullable AdditionalProperties additional, String name) {
        int at = additional == null ? -1 : additional.find(name);
        return additional == null || at < 0 ? EXPLICIT_NULL : additional.pairs[at + 1];
    }

    void write(JsonWriter out) throws IOException {
        for (int i = 0; i < end; i += 2) {
            if (pairs[i] instanceof String name) {
                out.nullableMember(name, pairs[i + 1] == EXPLICIT_NULL ? null : pairs[i + 1]);
            }
        }
    }

    private Map<String, @Nullable Object> toMap(boolean withExplicitNulls) {
        Map<String, @Nullable Object> map = Collections.emptyMap();
        for (int i = 0; i < end; i += 2) {
            if (pairs[i] instanceof String name && (withExplicitNulls || pairs[i + 1] != EXPLICIT_NULL)) {
                map = map.isEmpty() ? new LinkedHashMap<>() : map;
                map.put(name, pairs[i + 1]);
            }
        }
        return map;
    }

    private int size() {
        return index == null ? end / 2 : index.size();
    }

    /** Returns the position of a name in the array, or -1. */
    private int find(String name) {
        if (index != null) {
            return index.getOrDefault(name, -1);
        }
        for (int i = 0; i < end; i += 2) {
            if (name.equals(pairs[i])) {
                return i;
            }
        }
        return -1;
    }

    private void append(String name, @Nullable Object value) {
        if (end == pairs.length) {
            pairs = Arrays.copyOf(pairs, Math.max(8, end * 2));
        }
        pairs[end] = name;
        pairs[end + 1] = value;
        end += 2;
        if (index != null) {
            index.put(name, end - 2);
        } else {
            indexIfMany();
        }
    }

    private void indexIfMany() {
        if (end <= 2 * MAX_UNINDEXED) {
            return;
        }
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < end; i += 2) {
            positions.put((String) pairs[i], i);
        }
        index = positions;
    }

    /**
     * Removes the pair at a position. While there is an index, the pair is only cleared, so that the other positions
     * stay valid; once fewer than half of the pairs are left, the array is compacted. On average, removing therefore
     * takes constant time.
     */
    private void removeAt(int at) {
        if (index == null) {
            System.arraycopy(pairs, at + 2, pairs, at, end - at - 2);
            end -= 2;
            return;
        }
        index.remove((String) pairs[at]);
        pairs[at] = null;
        pairs[at + 1] = null;
        int used = 2 * index.size(); // a slot for the name and one for the value
        if (used < end / 2) {
            compact();
            index = null;
            indexIfMany();
        }
    }

    /** Closes the gaps that removed pairs left. */
    private void compact() {
        int kept = 0;
        for (int i = 0; i < end; i += 2) {
            if (pairs[i] != null) {
                pairs[kept] = pairs[i];
                pairs[kept + 1] = pairs[i + 1];
                kept += 2;
            }
        }
        Arrays.fill(pairs, kept, end, null);
        end = kept;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AdditionalProperties that && toMap(true).equals(that.toMap(true));
    }

    @Override
    public int hashCode() {
        return toMap(true).hashCode();
    }
}
