// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parses and writes free-form JSON.
 *
 * <p>Free-form JSON is represented by plain Java values: {@code Map}, {@code List}, {@code String}, {@code Integer},
 * {@code Long}, {@code BigInteger}, {@code Double}, {@code BigDecimal}, {@code Boolean} and null. A number that none of
 * these can represent is a {@code Number} whose {@code toString} returns its JSON text.
 */
public final class Json {
    /**
     * The maximum nesting depth of objects and arrays received over the wire. Reading, writing, comparing and copying
     * recurse. Measured with a stack of 512 KiB in the interpreter of JDK 17, whose frames are the largest: models
     * survive 500 levels, maps and lists 990. {@code equals} needs the most stack.
     */
    static final int MAX_WIRE_DEPTH = 256;

    /**
     * The maximum nesting depth of all other JSON. It is higher because the result that is accumulated from events may
     * nest a few levels deeper than each event.
     */
    static final int MAX_DEPTH = 320;

    private Json() {}

    /**
     * Parses one JSON value.
     *
     * @param bytes holds the value, as UTF-8
     * @param offset where it starts
     * @param length its number of bytes, including whitespace around it
     * @return the value, unmodifiable
     * @throws IOException if the bytes are malformed or truncated JSON, or continue after the value
     */
    public static @Nullable Object parse(byte[] bytes, int offset, int length) throws IOException {
        return parse(bytes, offset, length, Checkpoint.NONE);
    }

    /**
     * Parses one JSON value, and calls a checkpoint while reading.
     *
     * @param bytes holds the value, as UTF-8
     * @param offset where it starts
     * @param length its number of bytes, including whitespace around it
     * @param checkpoint called at least every 1,000 tokens
     * @return the value, unmodifiable
     * @throws IOException if the bytes are malformed or truncated JSON, or continue after the value
     */
    public static @Nullable Object parse(byte[] bytes, int offset, int length, Checkpoint checkpoint)
            throws IOException {
        return new JsonReader(MAX_DEPTH).read(bytes, offset, length, JsonReader::any, checkpoint);
    }

    /**
     * Parses one JSON value.
     *
     * @param text the JSON text
     * @return the value, unmodifiable
     * @throws IOException if the text is malformed or truncated JSON, or continues after the value
     */
    public static @Nullable Object parse(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /**
     * Writes a free-form value as JSON text.
     *
     * @param value made of the classes named above, and of models
     * @return the JSON text, on one line
     * @throws IllegalArgumentException if something inside is of another class
     */
    public static String write(@Nullable Object value) {
        return JsonBytesWriter.text(value);
    }

    /**
     * Converts a model to free-form JSON, as {@code parse(model.toJson())} does, but without creating the text.
     *
     * @param model the model
     * @return its value, unmodifiable; free-form values inside of the model are shared, not copied
     */
    public static @Nullable Object tree(Object model) {
        return tree(model, Checkpoint.NONE);
    }

    /**
     * Converts a model to free-form JSON, and calls a checkpoint during the conversion.
     *
     * @param model the model
     * @param checkpoint called every 400 objects
     * @return its value, unmodifiable; free-form values inside of the model are shared, not copied
     */
    public static @Nullable Object tree(Object model, Checkpoint checkpoint) {
        return TreeWriter.tree(model, checkpoint);
    }

    /**
     * Creates a generator with the nesting limit of {@link #write}.
     *
     * @param out receives the JSON, as UTF-8
     * @return the generator
     * @throws IOException never
     */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return Jackson.FACTORY.createGenerator(out);
    }

    /**
     * Copies the current value without loss of digits.
     *
     * @param in positioned on the value
     * @param copy receives it
     * @throws IOException if the value cannot be read or written
     */
    public static void copy(JsonParser in, JsonGenerator copy) throws IOException {
        Jackson.copy(in, copy, Checkpoint.NONE);
    }

    /**
     * Distinguishes models from free-form JSON.
     *
     * @param value any value
     * @return whether it is a model
     */
    public static boolean isModel(@Nullable Object value) {
        return value instanceof ObjectModel || value instanceof ValueModel;
    }

    /**
     * Converts free-form JSON to a model by writing and reading it, as the model's {@code fromJson} does for its text,
     * and calls a checkpoint during the conversion.
     *
     * @param <T> the model
     * @param value free-form JSON, which may contain models
     * @param reader reads the model
     * @param checkpoint called every 400 objects and arrays while writing, then at least every 1,000 tokens
     * @return the model
     * @throws IllegalArgumentException if the value does not have the model's JSON type
     */
    public static <T> T model(@Nullable Object value, ModelReader<T> reader, Checkpoint checkpoint) {
        return fromJson(JsonBytesWriter.bytes(value, checkpoint), reader, checkpoint);
    }

    /**
     * Reads a model from JSON text that a user passed to its {@code fromJson}.
     *
     * @param <T> the model
     * @param json its JSON
     * @param model its class
     * @return the model
     * @throws IllegalArgumentException if the text is malformed, or has another JSON type; the message says where
     * @throws IllegalStateException if jackson-core is older than 2.16
     */
    public static <T> T fromJson(String json, Class<T> model) {
        return fromJson(json.getBytes(StandardCharsets.UTF_8), model);
    }

    /**
     * Reads a model from JSON that a user passed to its {@code fromJson}.
     *
     * @param <T> the model
     * @param bytes its JSON, as UTF-8
     * @param model its class
     * @return the model
     * @throws IllegalArgumentException if the bytes are malformed, or have another JSON type; the message says where
     * @throws IllegalStateException if jackson-core is older than 2.16
     */
    public static <T> T fromJson(byte[] bytes, Class<T> model) {
        return fromJson(bytes, GeneratedReaders.of(model), Checkpoint.NONE);
    }

    private static <T> T fromJson(byte[] bytes, ModelReader<T> reader, Checkpoint checkpoint) {
        try {
            return new JsonReader(MAX_DEPTH).decode(bytes, 0, bytes.length, reader, checkpoint);
        } catch (IOException e) {
            throw new IllegalArgumentException(Jackson.message(e), e);
        }
    }
}
