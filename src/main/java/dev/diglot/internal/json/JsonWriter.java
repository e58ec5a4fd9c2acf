// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receives the members of models, in order, for generated code alone; not to be extended. Null members are left out. */
public abstract class JsonWriter {
    JsonWriter() {}

    /**
     * Writes a model, or free-form JSON, as UTF-8.
     *
     * @param value the model or the free-form value
     * @return the bytes, as they would be sent
     * @throws IllegalArgumentException if something inside is no JSON value, or maps and lists are nested too deep
     */
    public static byte[] toBytes(@Nullable Object value) {
        return JsonGeneratorWriter.bytes(value, Checkpoint.NONE);
    }

    /**
     * Writes a model for people to read: secrets are masked, and what is long is cut.
     *
     * @param value the model
     * @return at most 2,000 characters, with a note of how much is left out
     */
    public static String redacted(Object value) {
        return JsonPrinter.print(value);
    }

    /**
     * Cuts a text for people to read.
     *
     * @param text any text
     * @return at most 2,000 characters, with a note of how much is left out; the text itself if it is not longer
     */
    public static String excerpt(String text) {
        return JsonPrinter.shortened(text);
    }

    /**
     * Begins an object.
     *
     * @throws IOException if the output fails
     */
    public abstract void begin() throws IOException;

    /**
     * Ends an object, after the members that have no typed place.
     *
     * @param extras those members, or null
     * @throws IOException if the output fails
     */
    public void end(@Nullable AdditionalProperties extras) throws IOException {
        if (extras != null) {
            extras.write(this);
        }
        endObject();
    }

    abstract void endObject() throws IOException;

    /**
     * Writes a member, unless it is null.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    public final void member(String name, @Nullable Object value) throws IOException {
        if (value != null) {
            any(name, value);
        }
    }

    /**
     * Writes a member that nobody may read in a log, unless it is null.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    public void secret(String name, @Nullable Object value) throws IOException {
        member(name, value);
    }

    /**
     * Writes a member, with or without a typed place.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    protected abstract void any(String name, @Nullable Object value) throws IOException;

    /**
     * Writes a value of any kind.
     *
     * @param value a model, or free-form JSON, or null
     * @throws IOException if the output fails
     * @throws IllegalArgumentException if something inside is no JSON value
     */
    public void any(@Nullable Object value) throws IOException {
        if (value instanceof ObjectModel model) {
            model.write(this);
        } else if (value instanceof ValueModel model) {
            any(model.value());
        } else if (value instanceof Collection<?> items) {
            beginList();
            for (Object item : items) {
                any(item);
            }
            endList();
        } else if (value instanceof Map<?, ?> members) {
            begin();
            for (Map.Entry<?, ?> entry : members.entrySet()) {
                any(String.valueOf(entry.getKey()), entry.getValue());
            }
            endObject();
        } else {
            scalar(value);
        }
    }

    abstract void beginList() throws IOException;

    abstract void endList() throws IOException;

    /** Writes null, text, a boolean or a number. */
    abstract void scalar(@Nullable Object value) throws IOException;
}
