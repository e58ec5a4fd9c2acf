// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a free-form JSON object, in order of arrival; unmodifiable.
 *
 * <p>Serializers that do not know the unmodifiable maps of the JDK (Kryo) create an empty map and put each member. So a
 * map that was created empty accepts members until it is read for the first time. The serialization of the JDK writes
 * it as a map of the JDK.
 */
final class JsonObject extends AbstractMap<String, @Nullable Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, @Nullable Object> members;
    private transient boolean isOpen;

    /** Called by serializers only. */
    JsonObject() {
        members = new LinkedHashMap<>();
        isOpen = true;
    }

    /** Takes over a map, which must not be changed any more. */
    JsonObject(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    private Map<String, @Nullable Object> members() {
        if (isOpen) {
            isOpen = false;
        }
        return members;
    }

    @Override
    public @Nullable Object put(String name, @Nullable Object value) {
        return isOpen ? members.put(name, value) : super.put(name, value);
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        return members().get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return members().containsKey(name);
    }

    @Override
    public int size() {
        return members().size();
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return Collections.unmodifiableMap(members()).entrySet();
    }

    private Object writeReplace() {
        return Collections.unmodifiableMap(members());
    }
}
