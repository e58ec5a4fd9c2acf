// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes models as JSON with a generator of Jackson. Public and not final only for {@code SupportCheck}, which observes
 * a request while it is written; not meant for subclasses outside of Diglot.
 */
public class JsonGeneratorWriter extends JsonWriter {
    /** For {@link JsonGenerator#setHighestNonEscapedChar}: escapes only what JSON requires. */
    private static final int NO_LIMIT = 0;

    private static final int LAST_ASCII = 127;

    /** The number of objects and arrays between two calls of the checkpoint. */
    private static final int PER_CHECK = 400;

    private final JsonGenerator out;
    private final Checkpoint checkpoint;
    private int untilCheck = PER_CHECK;

    /** How many objects are open; an object at depth 0 has no brackets, if its members alone are written. */
    private int depth = 1;

    /**
     * Creates one that writes through a given generator.
     *
     * @param out the generator, left open
     */
    public JsonGeneratorWriter(JsonGenerator out) {
        this(out, Checkpoint.NONE);
    }

    private JsonGeneratorWriter(JsonGenerator out, Checkpoint checkpoint) {
        this.out = out;
        this.checkpoint = checkpoint;
    }

    /**
     * Creates a writer for a subclass that observes what is written. The JSON itself is discarded.
     *
     * @throws IOException never
     */
    protected JsonGeneratorWriter() throws IOException {
        this(Json.FACTORY.createGenerator(Writer.nullWriter()));
    }

    static byte[] bytes(@Nullable Object value, Checkpoint checkpoint) {
        try {
            return encode(value, checkpoint);
        } catch (IOException e) {
            throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private static byte[] encode(@Nullable Object value, Checkpoint checkpoint) throws IOException {
        try {
            return encode(value, checkpoint, NO_LIMIT);
        } catch (JsonGenerationException e) {
            return encode(value, checkpoint, LAST_ASCII); // an unpaired surrogate has no UTF-8 form, only an escape
        }
    }

    private static byte[] encode(@Nullable Object value, Checkpoint checkpoint, int highestUnescaped)
            throws IOException {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder();
                JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.setHighestNonEscapedChar(highestUnescaped);
            new JsonGeneratorWriter(out, checkpoint).value(value);
            out.flush();
            return bytes.toByteArray();
        }
    }

    @Override
    public void begin() throws IOException {
        check();
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
        check();
        out.writeStartArray();
    }

    private void check() {
        if (--untilCheck == 0) {
            untilCheck = PER_CHECK;
            checkpoint.check();
        }
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
