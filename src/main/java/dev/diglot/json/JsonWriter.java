// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes models as JSON, for generated code alone; not to be extended. Members that are null are left out. */
public class JsonWriter {
    private static final String REDACTED = "***";
    private static final int ASCII = 127;

    /** Names of members whose text nobody may read in a log, wherever they stand. */
    private static final Pattern SECRET =
            Pattern.compile("authorization|api[-_]?key|secret|password", Pattern.CASE_INSENSITIVE);

    private final JsonGenerator out;
    private final boolean redact;

    JsonWriter(JsonGenerator out, boolean redact) {
        this.out = out;
        this.redact = redact;
    }

    /**
     * For one that looks on while a model is written; the JSON itself goes nowhere.
     *
     * @throws IOException never
     */
    protected JsonWriter() throws IOException {
        this(Json.FACTORY.createGenerator(Writer.nullWriter()), false);
    }

    /**
     * Writes a model, or free-form JSON, as UTF-8.
     *
     * @param value the model or the free-form value
     * @return the bytes, as they would be sent
     * @throws IllegalArgumentException if something inside is no JSON value
     */
    public static byte[] toBytes(@Nullable Object value) {
        return bytes(value, false, 0);
    }

    /**
     * Writes a model for the eyes of people: secrets are left out.
     *
     * @param value the model
     * @return JSON text with secrets replaced
     */
    public static String redacted(JsonModel value) {
        return new String(bytes(value, true, 0), StandardCharsets.UTF_8);
    }

    /** Writes characters beyond the highest as escapes, unless that is 0. */
    private static byte[] bytes(@Nullable Object value, boolean redact, int highest) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder();
                JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.setHighestNonEscapedChar(highest);
            new JsonWriter(out, redact).any(value);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            if (highest == 0 && e instanceof JsonGenerationException) {
                return bytes(value, redact, ASCII); // half of a surrogate pair has no UTF-8, only an escape
            }
            throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Begins an object.
     *
     * @throws IOException if the output fails
     */
    public void begin() throws IOException {
        out.writeStartObject();
    }

    /**
     * Ends an object, after the members that have no typed place.
     *
     * @param extras those members, or null
     * @throws IOException if the output fails
     */
    public void end(@Nullable Extras extras) throws IOException {
        if (extras != null) {
            extras.write(this);
        }
        out.writeEndObject();
    }

    /**
     * Writes a member, unless it is null.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    public void member(String name, @Nullable Object value) throws IOException {
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
        member(name, value != null && redact ? REDACTED : value);
    }

    /**
     * Writes a member, with or without a typed place.
     *
     * @param name the member's name on the wire
     * @param value its value, or null
     * @throws IOException if the output fails
     */
    protected void any(String name, @Nullable Object value) throws IOException {
        out.writeFieldName(name);
        any(redact && value instanceof String && SECRET.matcher(name).find() ? REDACTED : value);
    }

    /**
     * Writes a value of any kind.
     *
     * @param value a model, or free-form JSON, or null
     * @throws IOException if the output fails
     * @throws IllegalArgumentException if something inside is no JSON value
     */
    public void any(@Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof CharSequence text) {
            out.writeString(text.toString());
        } else if (value instanceof JsonModel model) {
            model.write(this);
        } else if (value instanceof Collection<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                any(item);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> members) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : members.entrySet()) {
                any(String.valueOf(entry.getKey()), entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Number) {
            out.writeNumber(new BigDecimal(value.toString()));
        } else {
            throw new IllegalArgumentException(Check.noJson("a value", value));
        }
    }

    /** {@return where the writer stands, for example {@code messages[2].content[0]}; empty at the start} */
    protected String path() {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = out.getOutputContext(); !at.inRoot(); at = at.getParent()) {
            path.insert(0, at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
        }
        return path.isEmpty() ? "" : path.substring(1);
    }
}
