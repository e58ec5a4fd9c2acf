// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Base class of the models that are JSON objects. Two are equal if they have the same class and equal members. Writing
 * is protected, so that user code does not see it.
 */
public abstract class ObjectModel {
    /** Called by the generated subclasses. */
    protected ObjectModel() {}

    /**
     * Writes the members of this object.
     *
     * @param out where to write
     * @throws IOException if the output fails
     */
    protected abstract void write(JsonWriter out) throws IOException;

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ObjectModel that
                        && that.getClass() == getClass()
                        && MemberValues.of(this).equals(MemberValues.of(that)));
    }

    @Override
    public final int hashCode() {
        return MemberValues.of(this).hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + JsonWriter.redacted(this);
    }
}
