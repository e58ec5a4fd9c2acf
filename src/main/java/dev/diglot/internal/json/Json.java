// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Free-form JSON as plain Java values: {@code Map}, {@code List}, {@code String}, {@code Integer}, {@code Long},
 * {@code BigInteger}, {@code Double}, {@code BigDecimal}, {@code Boolean} and null. A number beyond all of these is a
 * {@code Number} whose {@code toString} is its JSON text.
 */
public final class Json {
    /**
     * How deep objects and lists may be nested in each other in what comes over the wire. Reading, writing, comparing and
     * copying recurse: on a thread with a stack of 512 KiB and in the interpreter of JDK 17, whose frames are the largest,
     * models survive 500 levels, maps and lists 990 (measured; {@code equals} needs most).
     */
    static final int MAX_WIRE_DEPTH = 256;

    /** The same for all else: what events from the wire add up to may be nested a few levels deeper than each. */
    static final int MAX_DEPTH = 320;

    /** Reads what comes over the wire. */
    static final JsonFactory WIRE = factory(MAX_WIRE_DEPTH);

    /** Reads and writes all else. */
    static final JsonFactory FACTORY = factory(MAX_DEPTH);

    /** Strings are bounded by the client's own bounds (an image may be 20 MB of text), depth by the stack. */
    private static JsonFactory factory(int depth) {
        if (OldJackson.isPresent()) {
            return new OldJackson();
        }
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNestingDepth(depth)
                        .build())
                .streamWriteConstraints(
                        StreamWriteConstraints.builder().maxNestingDepth(depth).build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @param bytes holds the value, as UTF-8
     * @param offset where it begins
     * @param length how many bytes it has; blanks around it may be among them
     * @return the value, unmodifiable
     * @throws IOException if the bytes are not JSON, end too early, or something follows
     */
    public static @Nullable Object parse(byte[] bytes, int offset, int length) throws IOException {
        return parse(bytes, offset, length, Checkpoint.NONE);
    }

    /**
     * Reads one JSON value, and checks meanwhile whether to go on.
     *
     * @param bytes holds the value, as UTF-8
     * @param offset where it begins
     * @param length how many bytes it has; blanks around it may be among them
     * @param checkpoint called at least every 1,000 tokens
     * @return the value, unmodifiable
     * @throws IOException if the bytes are not JSON, end too early, or something follows
     */
    public static @Nullable Object parse(byte[] bytes, int offset, int length, Checkpoint checkpoint)
            throws IOException {
        try (JsonReader in = JsonReader.of(bytes, offset, length, checkpoint)) {
            Object value = in.any();
            in.end();
            return value;
        }
    }

    /**
     * Reads one JSON value.
     *
     * @param text the JSON text
     * @return the value, unmodifiable
     * @throws IOException if the text is not JSON, ends too early, or something follows
     */
    public static @Nullable Object parse(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /**
     * Writes a free-form value as JSON text.
     *
     * @param value made of the kinds named above; models may stand inside
     * @return the JSON text, on one line
     * @throws IllegalArgumentException if something inside is of another kind
     */
    public static String write(@Nullable Object value) {
        return new String(JsonWriter.toBytes(value), StandardCharsets.UTF_8);
    }

    /**
     * Returns a model as free-form JSON, as {@code parse(model.toJson())} would, but without the text.
     *
     * @param model the model
     * @return its value, unmodifiable; free-form values inside of the model are shared with it
     */
    public static @Nullable Object tree(Object model) {
        return tree(model, Checkpoint.NONE);
    }

    /**
     * Returns a model as free-form JSON, and checks meanwhile whether to go on.
     *
     * @param model the model
     * @param checkpoint called at least every 1,000 values
     * @return its value, unmodifiable; free-form values inside of the model are shared with it
     */
    public static @Nullable Object tree(Object model, Checkpoint checkpoint) {
        return TreeWriter.tree(model, checkpoint);
    }

    /**
     * Creates a generator that writes as deep as models may be nested.
     *
     * @param out takes the JSON, as UTF-8
     * @return the generator
     * @throws IOException never
     */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /**
     * Tells models from free-form JSON.
     *
     * @param value any value
     * @return whether it is a model
     */
    public static boolean isModel(@Nullable Object value) {
        return value instanceof ObjectModel || value instanceof ValueModel;
    }

    /**
     * Returns free-form JSON as a model, as {@code fromJson} would its text, and checks meanwhile whether to go on.
     *
     * @param <T> the model
     * @param value free-form JSON; models may stand inside
     * @param reader reads the model
     * @param checkpoint called at least every 1,000 values
     * @return the model
     * @throws IllegalArgumentException if the value is not JSON of that kind
     */
    public static <T> T model(@Nullable Object value, ModelReader<T> reader, Checkpoint checkpoint) {
        return given(JsonGeneratorWriter.bytes(value, checkpoint), reader, checkpoint);
    }

    /**
     * Reads one model that a user gave, as its {@code fromJson} does.
     *
     * @param <T> the model
     * @param bytes its JSON, as UTF-8
     * @param reader reads the model
     * @return the model
     * @throws IllegalArgumentException if the bytes are not JSON of that kind; the message says where
     * @throws IllegalStateException if jackson-core is older than 2.16
     */
    public static <T> T given(byte[] bytes, ModelReader<T> reader) {
        return given(bytes, reader, Checkpoint.NONE);
    }

    private static <T> T given(byte[] bytes, ModelReader<T> reader, Checkpoint checkpoint) {
        try {
            return JsonReader.decode(FACTORY, bytes, 0, bytes.length, reader, checkpoint);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new IllegalArgumentException(
                    "not the JSON that was asked for" + place + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the JSON that was asked for: " + e.getMessage(), e);
        }
    }
}
