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
 * The members of an object that its class has no typed place for, in order of arrival: unknown ones, known ones of
 * another JSON kind, and known ones that were an explicit null. For generated code.
 *
 * <p>Null stands for none at all, so that the common object pays nothing.
 */
public final class AdditionalProperties {
    /** Stands for a known member that came, or is to be sent, as null. */
    static final Object NULL = new Object();

    /** Beyond this many members, names are found through an index: a hostile object stays linear. */
    private static final int INDEXED = 16;

    /** Names and values by turns; a name of null stands for a member that was removed, where there is an index. */
    private @Nullable Object[] pairs;

    private int end;

    /** Where each name stands, once there are many; built by {@link #put} alone, so that readers need no lock. */
    private @Nullable Map<String, Integer> index;

    private AdditionalProperties(@Nullable Object[] pairs, int end) {
        this.pairs = pairs;
        this.end = end;
    }

    /**
     * Puts a member, in the place of an earlier one of that name.
     *
     * @param extras the members so far, or null
     * @param name the member's name
     * @param value its JSON value
     * @return the members with the new one
     */
    public static AdditionalProperties put(@Nullable AdditionalProperties extras, String name, @Nullable Object value) {
        AdditionalProperties result = extras == null ? new AdditionalProperties(new @Nullable Object[4], 0) : extras;
        int at = result.find(name);
        if (at < 0) {
            result.add(name, value);
        } else {
            result.pairs[at + 1] = value;
        }
        return result;
    }

    /**
     * Puts an explicit null for a known member.
     *
     * @param extras the members so far, or null
     * @param name the member's name
     * @return the members with the null
     */
    public static AdditionalProperties putNull(@Nullable AdditionalProperties extras, String name) {
        return put(extras, name, NULL);
    }

    /**
     * Takes a member out.
     *
     * @param extras the members so far, or null
     * @param name the member's name
     * @return the members without it, or null if none is left
     */
    public static @Nullable AdditionalProperties remove(@Nullable AdditionalProperties extras, String name) {
        int at = extras == null ? -1 : extras.find(name);
        if (extras == null || at < 0) {
            return extras;
        }
        if (extras.size() == 1) {
            return null;
        }
        extras.removeAt(at);
        return extras;
    }

    /**
     * Copies the members.
     *
     * @param extras the members, or null
     * @return a copy of its own, or null
     */
    public static @Nullable AdditionalProperties copy(@Nullable AdditionalProperties extras) {
        if (extras == null) {
            return null;
        }
        AdditionalProperties copy = new AdditionalProperties(Arrays.copyOf(extras.pairs, extras.end), extras.end);
        copy.removeHoles();
        return copy;
    }

    /**
     * Gives the members as a map, explicit nulls of known members left out.
     *
     * @param extras the members, or null
     * @return an unmodifiable map in order of arrival
     */
    public static Map<String, @Nullable Object> view(@Nullable AdditionalProperties extras) {
        Map<String, @Nullable Object> map = extras == null ? Collections.emptyMap() : extras.toMap(false);
        return map.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(map);
    }

    /**
     * Gives a known member that came as JSON of another kind as text.
     *
     * @param extras the members, or null
     * @param name the member's name
     * @return its JSON text, or null if it came as null or not at all
     */
    public static @Nullable String text(@Nullable AdditionalProperties extras, String name) {
        int at = extras == null ? -1 : extras.find(name);
        Object value = extras == null || at < 0 ? NULL : extras.pairs[at + 1];
        return value == NULL ? null : Json.write(value);
    }

    static boolean has(@Nullable AdditionalProperties extras, String name) {
        return extras != null && extras.find(name) >= 0;
    }

    /** Returns the value of a member; null if it is missing, or was an explicit null. */
    static @Nullable Object get(@Nullable AdditionalProperties extras, String name) {
        int at = extras == null ? -1 : extras.find(name);
        Object value = extras == null || at < 0 ? null : extras.pairs[at + 1];
        return value == NULL ? null : value;
    }

    void write(JsonWriter out) throws IOException {
        for (int i = 0; i < end; i += 2) {
            if (pairs[i] instanceof String name) {
                out.any(name, pairs[i + 1] == NULL ? null : pairs[i + 1]);
            }
        }
    }

    private Map<String, @Nullable Object> toMap(boolean nulls) {
        Map<String, @Nullable Object> map = Collections.emptyMap();
        for (int i = 0; i < end; i += 2) {
            if (pairs[i] instanceof String name && (nulls || pairs[i + 1] != NULL)) {
                map = map.isEmpty() ? new LinkedHashMap<>() : map;
                map.put(name, pairs[i + 1]);
            }
        }
        return map;
    }

    private int size() {
        return index == null ? end / 2 : index.size();
    }

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

    private void add(String name, @Nullable Object value) {
        if (end == pairs.length) {
            pairs = Arrays.copyOf(pairs, Math.max(8, end * 2));
        }
        pairs[end] = name;
        pairs[end + 1] = value;
        end += 2;
        if (index != null) {
            index.put(name, end - 2);
        } else if (end > 2 * INDEXED) {
            buildIndex();
        }
    }

    private void buildIndex() {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < end; i += 2) {
            names.put((String) pairs[i], i);
        }
        index = names;
    }

    /** Leaves a hole where there are many, and closes all holes once they are half: constant time on the average. */
    private void removeAt(int at) {
        if (index == null) {
            System.arraycopy(pairs, at + 2, pairs, at, end - at - 2);
            end -= 2;
            return;
        }
        index.remove((String) pairs[at]);
        pairs[at] = null;
        pairs[at + 1] = null;
        if (4 * index.size() < end) {
            removeHoles();
            index = null;
            if (end > 2 * INDEXED) {
                buildIndex();
            }
        }
    }

    private void removeHoles() {
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
