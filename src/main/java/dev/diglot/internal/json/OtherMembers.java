// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the members of an object that a caller does not handle itself. So a member that is new in the spec is treated
 * like one that the spec does not know, until code is written for it.
 */
public final class OtherMembers extends JsonWriter {
    private final Set<String> handled;
    private boolean isTyped = true;
    private @Nullable Map<String, @Nullable Object> found;

    private OtherMembers(Set<String> handled) {
        this.handled = handled;
    }

    /**
     * Returns the additional properties of an object, and its typed members that are not among the handled ones, as
     * free-form JSON.
     *
     * @param object the object, a generated model
     * @param handled the names of the typed members to leave out
     * @return the members by name, which the caller must not modify
     */
    public static Map<String, @Nullable Object> of(ObjectModel object, Set<String> handled) {
        try {
            OtherMembers writer = new OtherMembers(handled);
            object.write(writer);
            return writer.found == null ? Map.of() : writer.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: no output is written
        }
    }

    @Override
    public void begin() {}

    @Override
    public void end(@Nullable AdditionalProperties additional) throws IOException {
        isTyped = false;
        super.end(additional);
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) {
        if (isTyped && handled.contains(name)) {
            return;
        }
        if (found == null) {
            found = new LinkedHashMap<>();
        }
        found.put(name, value == null ? null : TreeWriter.tree(value, Checkpoint.NONE));
    }

    @Override
    void endObject() {}

    @Override
    void beginArray() {
        throw new IllegalStateException("no value is written here");
    }

    @Override
    void endArray() {
        throw new IllegalStateException("no value is written here");
    }

    @Override
    void scalar(@Nullable Object value) {
        throw new IllegalStateException("no value is written here");
    }
}
