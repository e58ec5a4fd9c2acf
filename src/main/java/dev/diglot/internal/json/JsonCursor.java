// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The position of a {@link JsonReader} in its bytes. Moves from value to value; the <em>current value</em> is the one
 * that starts at the parser's current token.
 */
abstract sealed class JsonCursor implements AutoCloseable permits JsonReader {
    /** Fewer bytes than this have fewer than 1,000 tokens, so that no checkpoint has to be called. */
    private static final int SMALL = 1000;

    final JsonParser parser;

    private final byte[] bytes;
    private final int start;
    private final int limit;

    /**
     * State for large values and for late tags, which are not the first member of their object; null otherwise, so that
     * an ordinary stream event does not pay for it.
     */
    private @Nullable RareState rare;

    /**
     * Whether {@link #findTag} has already moved to the value of the first member, or to the end of an empty object.
     * The next call of {@link #name} then does not move.
     */
    private boolean isFirstNameRead;

    JsonCursor(JsonFactory factory, byte[] bytes, int offset, int length, Checkpoint checkpoint) throws IOException {
        this.bytes = bytes;
        this.start = offset;
        this.limit = offset + length;
        this.rare = length < SMALL || checkpoint == Checkpoint.NONE ? null : new RareState(checkpoint);
        refuseInvalidUtf8();
        this.parser = factory.createParser(bytes, offset, length);
        if (parser.nextToken() == null) {
            throw new JsonParseException(parser, "no JSON value, only " + length + " bytes of whitespace");
        }
    }

    /**
     * Refuses invalid UTF-8, because Jackson does not check every byte of a name, nor overlong sequences. UTF-16 with a
     * byte order mark is not refused here, because Jackson can read it; only {@link #findTag} may have to refuse it.
     */
    private void refuseInvalidUtf8() throws JsonParseException {
        int invalid = Utf8.firstInvalid(bytes, start, limit - start);
        if (invalid >= 0 && !hasUtf16Mark()) {
            throw new JsonParseException((JsonParser) null, "invalid UTF-8 at byte " + (invalid - start));
        }
    }

    private boolean hasUtf16Mark() {
        int mark = limit - start < 2 ? 0 : (bytes[start] & 255) * 256 + (bytes[start + 1] & 255);
        return mark == 0xFEFF || mark == 0xFFFE; // big-endian or little-endian
    }

    /**
     * Checks that nothing but whitespace follows the value.
     *
     * @throws IOException if anything else follows
     */
    public final void end() throws IOException {
        JsonToken next = parser.nextToken();
        if (next != null) {
            throw new JsonParseException(parser, "something follows the JSON value: " + next);
        }
    }

    /** Returns the parser's buffers to their pool. */
    @Override
    public final void close() throws IOException {
        parser.close();
    }

    /** {@return whether the current value is an object} */
    public final boolean isObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    /** {@return whether the current value is an array} */
    public final boolean isArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    /** {@return whether the current value is a string} */
    public final boolean isString() {
        return parser.hasToken(JsonToken.VALUE_STRING);
    }

    /** {@return whether the current value is null} */
    public final boolean isNull() {
        return parser.hasToken(JsonToken.VALUE_NULL);
    }

    /**
     * Moves to the next item of the current array.
     *
     * @return false at the end of the array
     * @throws IOException if the bytes are not JSON
     */
    public final boolean next() throws IOException {
        count();
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /**
     * Moves to the value of the next member of the current object.
     *
     * @return the member's name, or null at the end of the object
     * @throws IOException if the bytes are not JSON
     */
    public final @Nullable String name() throws IOException {
        if (isFirstNameRead) {
            isFirstNameRead = false;
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
     * Skips the current value.
     *
     * @throws IOException if the bytes are not JSON
     */
    public final void skip() throws IOException {
        int depth = parser.currentToken().isStructStart() ? 1 : 0;
        while (depth > 0) {
            count();
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    /** Counts a member or an item, and calls the checkpoint when it is due. */
    final void count() {
        if (rare != null) {
            rare.count();
        }
    }

    /**
     * Returns the text of the current object's tag, which may be at any position; empty if it is missing or not a
     * string. If it occurs twice, the first one counts. No member counts as read: {@link #name} still returns the first
     * one.
     */
    final String findTag(String tag, String[] likely) throws IOException {
        String first = parser.nextFieldName();
        isFirstNameRead = true;
        if (first == null) {
            return "";
        }
        if (first.equals(tag)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? currentTextAmong(likely) : "";
        }
        long nameOffset = parser.currentTokenLocation().getByteOffset();
        if (nameOffset < 0) { // Jackson decodes these encodings to characters first, which have no byte offsets
            throw new JsonParseException(parser, "JSON in UTF-16 or UTF-32; only UTF-8 is read");
        }
        parser.nextToken();
        int objectStart = start + (int) nameOffset;
        while (bytes[objectStart] != '{') {
            objectStart--; // only whitespace is between the brace and the name
        }
        return findLateTag(objectStart, tag);
    }

    /** Scans the object with a second parser. This is rare: in most objects the tag is the first member. */
    private String findLateTag(int objectStart, String tag) throws IOException {
        if (rare == null) {
            rare = new RareState(Checkpoint.NONE);
        }
        LateTags tags = rare.lateTags(tag);
        if (!tags.isScanned(objectStart)) {
            try (JsonParser scanner = Json.FACTORY.createParser(bytes, objectStart, limit - objectStart)) {
                tags.scan(scanner, objectStart, this);
            }
        }
        return tags.textOf(objectStart);
    }

    private String currentTextAmong(String[] likely) throws IOException {
        for (String text : likely) {
            if (currentTextEquals(text)) {
                return text;
            }
        }
        return parser.getText();
    }

    /** Compares the current string with a text, without allocating a string. */
    final boolean currentTextEquals(String text) throws IOException {
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
