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

/** Writes models as JSON, through a generator of Jackson; not to be extended outside of Diglot. */
public class JsonGeneratorWriter extends JsonWriter {
    private static final int ASCII = 127;

    /** Objects and lists between two checks. */
    private static final int PER_CHECK = 400;

    private final JsonGenerator out;
    private final Checkpoint checkpoint;
    private int untilCheck = PER_CHECK;

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
     * Creates one that only looks on while a model is written; the JSON itself is discarded.
     *
     * @throws IOException never
     */
    protected JsonGeneratorWriter() throws IOException {
        this(Json.FACTORY.createGenerator(Writer.nullWriter()));
    }

    static byte[] bytes(@Nullable Object value, Checkpoint checkpoint) {
        return bytes(value, checkpoint, 0);
    }

    /** Writes characters beyond the highest as escapes, unless that is 0. */
    private static byte[] bytes(@Nullable Object value, Checkpoint checkpoint, int highest) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder();
                JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.setHighestNonEscapedChar(highest);
            new JsonGeneratorWriter(out, checkpoint).any(value);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            if (highest == 0 && e instanceof JsonGenerationException) {
                return bytes(value, checkpoint, ASCII); // half of a surrogate pair has no UTF-8, only an escape
            }
            throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void begin() throws IOException {
        check();
        out.writeStartObject();
    }

    @Override
    final void endObject() throws IOException {
        out.writeEndObject();
    }

    @Override
    protected void any(String name, @Nullable Object value) throws IOException {
        out.writeFieldName(name);
        any(value);
    }

    @Override
    final void beginList() throws IOException {
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
    final void endList() throws IOException {
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
            throw new IllegalArgumentException(Check.noJson("a value", value));
        }
    }

    /** {@return where the writer stands, for example {@code messages[2].content[0]}; empty at the start} */
    protected final String path() {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = out.getOutputContext(); !at.inRoot(); at = at.getParent()) {
            path.insert(0, at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
        }
        return path.isEmpty() ? "" : path.substring(1);
    }
}
