// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.json.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON is read as Jackson reads it, and refused where Jackson refuses it; invalid UTF-8 is refused, too. Each line of an
 * input is one value, and one reader reads all lines twice, so that what it remembers is used.
 */
public final class JsonFuzz {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(256)
                    .build())
            .build();

    private JsonFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> lines = lines(input);
        JsonReader reader = JsonReader.ofWire();
        for (int round = 0; round < 2; round++) {
            for (byte[] line : lines) {
                assertThat(read(reader, line)).as(text(line)).isEqualTo(readByJackson(line));
            }
        }
    }

    private static List<byte[]> lines(byte[] input) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= input.length; i++) {
            if (i == input.length || input[i] == '\n') {
                lines.add(Arrays.copyOfRange(input, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads a value, and also checks that it is written and read again without a change; empty if it is refused. */
    private static Optional<Object> read(JsonReader reader, byte[] bytes) {
        byte[] shifted = new byte[bytes.length + 2]; // what is around the value must not matter
        Arrays.fill(shifted, (byte) '"');
        System.arraycopy(bytes, 0, shifted, 1, bytes.length);
        Optional<Object> read;
        try {
            read = reader.decode(shifted, 1, bytes.length, in -> Optional.of(comparable(in.any())), Checkpoint.NONE);
        } catch (IOException refused) {
            return Optional.empty();
        }
        try {
            Object value = Json.parse(bytes, 0, bytes.length);
            assertThat(comparable(value)).isEqualTo(read.orElseThrow());
            byte[] written = JsonWriter.toBytes(value);
            assertThat(Json.write(value)).isEqualTo(new String(written, StandardCharsets.UTF_8));
            assertThat(readByJackson(written)).isEqualTo(read);
        } catch (IOException e) {
            throw new AssertionError(text(bytes), e);
        }
        return read;
    }

    /** Returns a value in which equal numbers are equal, and null is a value. */
    private static Object comparable(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            Map<String, Object> copy = new LinkedHashMap<>();
            members.forEach((name, member) -> copy.put((String) name, comparable(member)));
            return copy;
        }
        if (value instanceof List<?> items) {
            return items.stream().map(JsonFuzz::comparable).toList();
        }
        return value instanceof Number ? number(value.toString()) : Optional.ofNullable(value);
    }

    /** Returns a number in a form that is equal for equal numbers; its text if its exponent is beyond BigDecimal. */
    private static Object number(String text) {
        try {
            BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
            return List.of("number", exact.unscaledValue(), exact.signum() == 0 ? 0 : exact.scale());
        } catch (ArithmeticException | NumberFormatException e) {
            return List.of("number", text);
        }
    }

    private static Optional<Object> readByJackson(byte[] bytes) {
        if (!isUtf8(bytes) && !startsWithUtf16Mark(bytes)) {
            return Optional.empty();
        }
        try (JsonParser in = JACKSON.createParser(bytes)) {
            if (in.nextToken() == null) {
                return Optional.empty();
            }
            Object value = value(in);
            return in.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (IOException refused) {
            return Optional.empty();
        }
    }

    private static boolean startsWithUtf16Mark(byte[] bytes) {
        return bytes.length > 1
                && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                        || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    members.put(name, value(in));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(in));
                }
                yield items;
            }
            case VALUE_STRING -> Optional.of(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getText());
            case VALUE_NULL -> Optional.empty();
            default -> Optional.of(in.getBooleanValue());
        };
    }
}
