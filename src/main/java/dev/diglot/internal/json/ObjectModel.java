// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Base class of the models that are JSON objects. Two are equal if they have the same class and equal members. Writing
 * is protected, so that user code does not see it. Serialized as {@link SerializedModel}.
 */
@SuppressWarnings("serial") // never in a stream: SerializedModel takes its place
public abstract class ObjectModel implements Serializable {
    /** Called by the generated subclasses. */
    protected ObjectModel() {}

    /**
     * Writes the members of this object.
     *
     * @param out where to write
     * @throws IOException if the output fails
     */
    protected abstract void write(JsonWriter out) throws IOException;

    /**
     * Returns what the JDK serializes in place of this object. A method of this name must be protected to be found.
     *
     * @return the serialized form
     * @throws NotSerializableException never
     */
    protected final Object writeReplace() throws NotSerializableException {
        return SerializedModel.of(this);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw SerializedModel.refused();
    }

    private void readObjectNoData() throws InvalidObjectException {
        throw SerializedModel.refused();
    }

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
