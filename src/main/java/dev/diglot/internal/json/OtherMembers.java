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
 * Finds the typed members of an object that a caller does not handle itself. So a member that is new in the spec is
 * treated like one that the spec does not know, until code is written for it. Not thread-safe.
 *
 * <p>One finder is for the objects of one class: once it has seen that the class has no other members, it looks no more.
 */
public final class OtherMembers extends MemberVisitor {
    private final Set<String> handled;
    private Map<String, @Nullable Object> found = Map.of();
    private boolean isUsed;
    private boolean hasOthers;

    /**
     * Creates a finder, which may be used again and again.
     *
     * @param handled the names of the members to leave out
     */
    public OtherMembers(Set<String> handled) {
        this.handled = handled;
    }

    /**
     * Returns the typed members of an object that are not among the handled ones, as free-form JSON.
     *
     * @param object the object, a generated model
     * @return the members by name, without the additional properties; nearly always empty
     */
    public Map<String, @Nullable Object> of(ObjectModel object) {
        if (isUsed && !hasOthers) {
            return Map.of();
        }
        isUsed = true;
        found = Map.of();
        try {
            object.write(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: no output is written
        }
        return found;
    }

    @Override
    public void end(@Nullable AdditionalProperties additional) {}

    @Override
    void absentMember(String name) {
        if (!hasOthers) {
            hasOthers = !handled.contains(name);
        }
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) {
        if (handled.contains(name)) {
            return;
        }
        hasOthers = true;
        if (found.isEmpty()) {
            found = new LinkedHashMap<>();
        }
        found.put(name, value == null ? null : TreeWriter.tree(value, Checkpoint.NONE));
    }
}
