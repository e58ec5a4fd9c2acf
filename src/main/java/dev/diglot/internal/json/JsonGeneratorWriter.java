// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes models as JSON with a generator of Jackson. Public and not final only for {@code SupportCheck}, which observes
 * a request while it is written; not meant for subclasses outside of Diglot.
 */
public class JsonGeneratorWriter extends JsonWriter {
    private final JsonGenerator out;

    /** How many objects are open; an object at depth 0 has no brackets, if its members alone are written. */
    private int depth = 1;

    /**
     * Creates one that writes through a given generator.
     *
     * @param out the generator, left open
     */
    public JsonGeneratorWriter(JsonGenerator out) {
        this.out = out;
    }

    /**
     * Creates a writer for a subclass that observes what is written. The JSON itself is discarded.
     *
     * @throws IOException never
     */
    protected JsonGeneratorWriter() throws IOException {
        this(Jackson.FACTORY.createGenerator(Writer.nullWriter()));
    }

    @Override
    public void begin() throws IOException {
        if (depth++ > 0) {
            out.writeStartObject();
        }
    }

    @Override
    final void endObject() throws IOException {
        if (--depth > 0) {
            out.writeEndObject();
        }
    }

    /**
     * Writes the members of an object, which the caller begins and ends.
     *
     * @param object a generated model
     * @throws IOException if the output fails
     */
    public void members(ObjectModel object) throws IOException {
        depth = 0;
        object.write(this);
        depth = 1;
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) throws IOException {
        out.writeFieldName(name);
        value(value);
    }

    @Override
    final void beginArray() throws IOException {
        out.writeStartArray();
    }

    @Override
    final void endArray() throws IOException {
        out.writeEndArray();
    }

    @Override
    final void scalar(@Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof CharSequence text) {
            out.writeString(text.toString());
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof JsonNumber number) {
            out.writeNumber(number.toString());
        } else if (value instanceof Number) {
            out.writeNumber(new BigDecimal(value.toString()));
        } else {
            throw new IllegalArgumentException(Check.notJson("a value", value));
        }
    }

    /** {@return the path of the current value, for example {@code messages[2].content[0]}; empty for the root} */
    protected final String path() {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = out.getOutputContext(); !at.inRoot(); at = at.getParent()) {
            path.insert(0, at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
        }
        return path.isEmpty() ? "" : path.substring(1);
    }
}
