// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks over the tokens of a JSON value: where a {@link JsonReader} stands, and how it moves on. */
abstract sealed class JsonCursor implements AutoCloseable permits JsonReader {
    /** Fewer bytes than this have fewer than 1,000 tokens. */
    private static final int SMALL = 1000;

    final JsonParser parser;

    private final byte[] bytes;
    private final int start;
    private final int limit;
    /** What large or unusual bytes need; null for all others, so that an event of a stream does not pay for it. */
    private @Nullable RareState rare;

    /**
     * Whether a member's name, or the end of the object, was read ahead together with the value; see {@link #findTag}.
     */
    private boolean isAhead;

    JsonCursor(JsonFactory factory, byte[] bytes, int offset, int length, Checkpoint checkpoint) throws IOException {
        this.bytes = bytes;
        this.start = offset;
        this.limit = offset + length;
        this.rare = length < SMALL || checkpoint == Checkpoint.NONE ? null : new RareState(checkpoint);
        refuseInvalidUtf8();
        this.parser = factory.createParser(bytes, offset, length);
        if (parser.nextToken() == null) {
            throw new JsonParseException(parser, "no JSON value, only " + length + " bytes of blanks");
        }
    }

    /** Jackson does not look at all bytes of names, nor for overlong sequences. UTF-16 it reads. */
    private void refuseInvalidUtf8() throws JsonParseException {
        int invalid = Utf8.firstInvalid(bytes, start, limit - start);
        if (invalid >= 0 && !isUtf16()) {
            throw new JsonParseException((JsonParser) null, "invalid UTF-8 at byte " + (invalid - start));
        }
    }

    private boolean isUtf16() {
        int mark = limit - start < 2 ? 0 : (bytes[start] & 255) * 256 + (bytes[start + 1] & 255);
        return mark == 0xFEFF || mark == 0xFFFE;
    }

    /**
     * Makes sure that the value ends the bytes.
     *
     * @throws IOException if something other than blanks follows
     */
    public final void end() throws IOException {
        JsonToken next = parser.nextToken();
        if (next != null) {
            throw new JsonParseException(parser, "something follows the JSON value: " + next);
        }
    }

    /** Gives the parser's buffers back. */
    @Override
    public final void close() throws IOException {
        parser.close();
    }

    /** {@return whether the value at hand is an object} */
    public final boolean isObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    /** {@return whether the value at hand is an array} */
    public final boolean isArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    /** {@return whether the value at hand is a string} */
    public final boolean isString() {
        return parser.hasToken(JsonToken.VALUE_STRING);
    }

    /** {@return whether the value at hand is null} */
    public final boolean isNull() {
        return parser.hasToken(JsonToken.VALUE_NULL);
    }

    /**
     * Moves to the next item of the array that was entered.
     *
     * @return false at the end of the array
     * @throws IOException if the bytes are not JSON
     */
    public final boolean next() throws IOException {
        count();
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /**
     * Moves to the next member of the object that was entered; its value is then at hand.
     *
     * @return the member's name, or null at the end of the object
     * @throws IOException if the bytes are not JSON
     */
    public final @Nullable String name() throws IOException {
        if (isAhead) {
            isAhead = false;
            return parser.hasToken(JsonToken.END_OBJECT) ? null : parser.currentName();
        }
        count();
        String name = parser.nextFieldName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /**
     * Skips the value at hand.
     *
     * @throws IOException if the bytes are not JSON
     */
    public final void skip() throws IOException {
        skip(parser);
    }

    private void skip(JsonParser in) throws IOException {
        int depth = in.currentToken().isStructStart() ? 1 : 0;
        while (depth > 0) {
            count();
            JsonToken token = in.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    /** Counts a member or an item. */
    final void count() {
        if (rare != null) {
            rare.count();
        }
    }

    /**
     * Finds the tag of the object that was entered, wherever it stands; the members are all still to be read. If it is
     * given twice, the first one counts.
     */
    final String findTag(String tag, String[] usual) throws IOException {
        String first = parser.nextFieldName();
        isAhead = true;
        if (first == null) {
            return "";
        }
        if (first.equals(tag)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? textAmong(usual) : "";
        }
        long offset = parser.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw new JsonParseException(parser, "JSON in UTF-16 or UTF-32; only UTF-8 is read");
        }
        parser.nextToken();
        int at = start + (int) offset;
        while (bytes[at] != '{') {
            at--; // only blanks stand between
        }
        return lateTag(at, tag);
    }

    /** Looks ahead with a second parser: the tag stands first in most objects, so this is rare. */
    private String lateTag(int object, String tag) throws IOException {
        if (rare == null) {
            rare = new RareState(Checkpoint.NONE);
        }
        LateTags tags = rare.lateTags(tag);
        if (!tags.has(object)) {
            try (JsonParser scan = Json.FACTORY.createParser(bytes, object, limit - object)) {
                tags.scan(scan, object, this);
            }
        }
        return tags.of(object);
    }

    private String textAmong(String[] usual) throws IOException {
        for (String text : usual) {
            if (isAt(text)) {
                return text;
            }
        }
        return parser.getText();
    }

    /** Whether the string at hand is this one; compares without making it. */
    final boolean isAt(String text) throws IOException {
        int length = text.length();
        if (parser.getTextLength() != length) {
            return false;
        }
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        for (int i = length - 1; i >= 0; i--) {
            if (chars[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
