// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receives the members of models in the order in which they are written. Called by generated code.
 *
 * <p>For one object, a model calls {@link #begin}, then {@link #member} or {@link #secret} for each typed member, then
 * {@link #end}. The subclasses, all inside of Diglot, write JSON, build free-form JSON, print for people, or check a
 * request. Not thread-safe.
 */
public abstract class JsonWriter {
    JsonWriter() {}

    /**
     * Writes a model, or free-form JSON, as UTF-8.
     *
     * @param value the model or the free-form value
     * @return the bytes, as they are sent in a request
     * @throws IllegalArgumentException if something inside is not a JSON value, or maps and lists are nested too deeply
     */
    public static byte[] toBytes(@Nullable Object value) {
        return JsonBytesWriter.bytes(value, Checkpoint.NONE);
    }

    /**
     * Prints a model for people to read: secrets are masked, and long output is truncated.
     *
     * @param value the model
     * @return at most 2,000 characters, with a note of how many are left out
     */
    public static String redacted(Object value) {
        return JsonPrinter.print(value);
    }

    /**
     * Truncates a text for people to read.
     *
     * @param text any text
     * @return the text itself, or its beginning with a note of how many characters are left out; at most 2,000
     *     characters
     */
    public static String excerpt(String text) {
        return JsonPrinter.truncate(text);
    }

    /**
     * Begins an object.
     *
     * @throws IOException if the output fails
     */
    public abstract void begin() throws IOException;

    /**
     * Writes the additional properties of an object, and ends the object.
     *
     * @param additional the additional properties, or null
     * @throws IOException if the output fails
     */
    public void end(@Nullable AdditionalProperties additional) throws IOException {
        if (additional != null) {
            additional.write(this);
        }
        endObject();
    }

    abstract void endObject() throws IOException;

    /**
     * Writes a member, unless its value is null.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    public final void member(String name, @Nullable Object value) throws IOException {
        if (value != null) {
            nullableMember(name, value);
        } else {
            absentMember(name);
        }
    }

    /** Called for a typed member that has no value. */
    void absentMember(String name) {}

    /**
     * Writes a member that must not appear in logs, unless its value is null.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    public void secret(String name, @Nullable Object value) throws IOException {
        member(name, value);
    }

    /**
     * Writes a member, also if its value is null. Every member of every object passes through this method.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    protected abstract void nullableMember(String name, @Nullable Object value) throws IOException;

    /**
     * Writes a value of any JSON type.
     *
     * @param value a model, or free-form JSON, or null
     * @throws IOException if the output fails
     * @throws IllegalArgumentException if something inside is not a JSON value
     */
    public void value(@Nullable Object value) throws IOException {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            scalar(value); // first: nearly all values are scalars, and testing for an interface takes longer
        } else if (value instanceof ObjectModel model) {
            model.write(this);
        } else if (value instanceof ValueModel model) {
            value(model.value());
        } else if (value instanceof Collection<?> items) {
            beginArray();
            for (Object item : items) {
                value(item);
            }
            endArray();
        } else if (value instanceof Map<?, ?> members) {
            begin();
            for (Map.Entry<?, ?> entry : members.entrySet()) {
                nullableMember(String.valueOf(entry.getKey()), entry.getValue());
            }
            endObject();
        } else {
            scalar(value);
        }
    }

    abstract void beginArray() throws IOException;

    abstract void endArray() throws IOException;

    /** Writes null, a string, a boolean or a number. */
    abstract void scalar(@Nullable Object value) throws IOException;
}
