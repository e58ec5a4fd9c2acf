// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;

/**
 * What is left to Jackson: JSON that a {@link JsonScanner} refuses, mappers of the user, and JSON inside of other text.
 * An ordinary call does not load this class, nor any other one of Jackson.
 */
final class Jackson {
    /** Parses what is received over the wire. */
    private static final JsonFactory WIRE = factory(Json.MAX_WIRE_DEPTH);

    /** Parses all other JSON, and writes JSON for mappers. */
    static final JsonFactory FACTORY = factory(Json.MAX_DEPTH);

    /** The number of tokens between two calls of the checkpoint. */
    private static final int PER_CHECK = 1000;

    private static final int LAST_ASCII = 127;

    private Jackson() {}

    /** Does not limit the length of strings: the client limits bodies and events, and an image may be 20 MB of text. */
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

    private static JsonParser parser(int maxDepth, byte[] bytes, int offset, int length) throws IOException {
        JsonFactory factory = maxDepth == Json.MAX_WIRE_DEPTH ? WIRE : FACTORY;
        return factory.createParser(bytes, offset, length);
    }

    /**
     * Throws the reason why a scanner refused these bytes, or returns the same JSON in a form that it reads: in UTF-8
     * without a byte order mark. Jackson can also read UTF-16, and longer numbers and names than the scanner.
     *
     * @throws JsonProcessingException if the bytes are not one JSON value; says what is wrong, and where
     */
    static byte[] check(int maxDepth, byte[] bytes, int offset, int length, Checkpoint checkpoint) throws IOException {
        refuseInvalidUtf8(bytes, offset, length);
        try (JsonParser in = parser(maxDepth, bytes, offset, length);
                ByteArrayBuilder copied = new ByteArrayBuilder();
                JsonGenerator copy = FACTORY.createGenerator(copied)) {
            copy.setHighestNonEscapedChar(LAST_ASCII); // half of a surrogate pair can be written only as an escape
            if (in.nextToken() == null) {
                throw new JsonParseException(in, "no JSON value, only " + length + " bytes of whitespace");
            }
            copy(in, copy, checkpoint);
            JsonToken next = in.nextToken();
            if (next != null) {
                throw new JsonParseException(in, "something follows the JSON value: " + next);
            }
            copy.flush();
            return copied.toByteArray();
        }
    }

    /**
     * Refuses invalid UTF-8, because Jackson does not check every byte of a name, nor overlong sequences. UTF-16 with a
     * byte order mark is not refused, because Jackson can read it.
     */
    private static void refuseInvalidUtf8(byte[] bytes, int offset, int length) throws JsonParseException {
        int invalid = Utf8.firstInvalid(bytes, offset, length);
        if (invalid >= 0 && !hasUtf16Mark(bytes, offset, length)) {
            throw new JsonParseException((JsonParser) null, "invalid UTF-8 at byte " + (invalid - offset));
        }
    }

    private static boolean hasUtf16Mark(byte[] bytes, int offset, int length) {
        int mark = length < 2 ? 0 : (bytes[offset] & 255) * 256 + (bytes[offset + 1] & 255);
        return mark == 0xFEFF || mark == 0xFFFE; // big-endian or little-endian
    }

    /** Copies the current value without loss of digits. Jackson 2.18 lacks {@code copyCurrentStructureExact}. */
    static void copy(JsonParser in, JsonGenerator copy, Checkpoint checkpoint) throws IOException {
        int depth = 0;
        int untilCheck = PER_CHECK;
        do {
            if (--untilCheck == 0) {
                untilCheck = PER_CHECK;
                checkpoint.check();
            }
            if (in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
                copy.writeNumber(in.getText());
            } else {
                copy.copyCurrentEvent(in);
            }
            if (in.currentToken().isStructStart()) {
                depth++;
            } else if (in.currentToken().isStructEnd()) {
                depth--;
            }
        } while (depth > 0 && in.nextToken() != null);
    }

    /** Returns the exception for a complete JSON value that has another type than was expected. */
    static IOException mismatch(int maxDepth, byte[] bytes, int offset, int length) throws IOException {
        try (JsonParser in = parser(maxDepth, bytes, offset, length)) {
            JsonToken first = in.nextToken();
            in.skipChildren();
            return new JsonParseException(in, "unexpected JSON type, the value begins with " + first);
        }
    }

    /** Returns the message about JSON that a user passed, and that cannot be read. */
    static String message(IOException cause) {
        if (!(cause instanceof JsonProcessingException malformed)) {
            return "cannot read JSON: " + cause.getMessage();
        }
        JsonLocation at = malformed.getLocation();
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return "cannot read JSON" + place + ": " + malformed.getOriginalMessage();
    }
}
