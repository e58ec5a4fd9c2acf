// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads models from bytes; the generated readers call it. Not safe for use from several threads.
 *
 * <p>A read method answers the value at hand, or null with the value kept aside as <em>odd</em> when it is null or JSON
 * of another kind. It never throws for another kind; the caller keeps the odd value in its {@link Extras}.
 */
public final class JsonReader implements AutoCloseable {
    private final byte[] bytes;
    private final int start;
    private final int limit;
    private final JsonParser parser;

    /** A member's name that was read ahead, its value at hand; see {@link #tag}. */
    private @Nullable String ahead;

    private boolean ended;
    private boolean odd;
    private @Nullable Object parked;

    private JsonReader(JsonFactory factory, byte[] bytes, int offset, int length) throws IOException {
        this.bytes = bytes;
        this.start = offset;
        this.limit = offset + length;
        this.parser = factory.createParser(bytes, offset, length);
    }

    /**
     * Opens a reader that stands on the first token of the bytes.
     *
     * @param bytes holds one JSON value, as UTF-8; must not change while it is read
     * @param offset where it begins
     * @param length how many bytes it has
     * @return the reader, to be closed
     * @throws IOException if there is no JSON value
     */
    public static JsonReader of(byte[] bytes, int offset, int length) throws IOException {
        return of(Json.FACTORY, bytes, offset, length);
    }

    private static JsonReader of(JsonFactory factory, byte[] bytes, int offset, int length) throws IOException {
        JsonReader in = new JsonReader(factory, bytes, offset, length);
        try {
            if (in.parser.nextToken() == null) {
                throw new JsonParseException(in.parser, "no JSON value, only " + length + " bytes of blanks");
            }
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Reads one model, and nothing but it.
     *
     * @param <T> the model
     * @param bytes holds its JSON, as UTF-8
     * @param offset where it begins
     * @param length how many bytes it has
     * @param reader reads the model
     * @return the model
     * @throws IOException if the bytes are not JSON, end too early, are JSON of another kind, or something follows
     */
    public static <T> T decode(byte[] bytes, int offset, int length, ModelReader<T> reader) throws IOException {
        return decode(Json.WIRE, bytes, offset, length, reader);
    }

    static <T> T decode(JsonFactory factory, byte[] bytes, int offset, int length, ModelReader<T> reader)
            throws IOException {
        try (JsonReader in = of(factory, bytes, offset, length)) {
            JsonToken first = in.parser.currentToken();
            T value = reader.read(in);
            if (value == null) {
                throw new JsonParseException(in.parser, "JSON of another kind: it begins with " + first);
            }
            in.end();
            return value;
        }
    }

    /**
     * Makes sure that the value ends the bytes.
     *
     * @throws IOException if something other than blanks follows
     */
    public void end() throws IOException {
        JsonToken next = parser.nextToken();
        if (next != null) {
            throw new JsonParseException(parser, "something follows the JSON value: " + next);
        }
    }

    /** Gives the parser's buffers back. */
    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** {@return whether the value at hand is an object} */
    public boolean isObject() {
        return parser.hasToken(JsonToken.START_OBJECT);
    }

    /** {@return whether the value at hand is an array} */
    public boolean isArray() {
        return parser.hasToken(JsonToken.START_ARRAY);
    }

    /** {@return whether the value at hand is a string} */
    public boolean isString() {
        return parser.hasToken(JsonToken.VALUE_STRING);
    }

    /** {@return whether the value at hand is null} */
    public boolean isNull() {
        return parser.hasToken(JsonToken.VALUE_NULL);
    }

    /**
     * Enters the object at hand.
     *
     * @return false, with the value kept aside, if it is none
     * @throws IOException if the bytes are not JSON
     */
    public boolean enter() throws IOException {
        return isObject() || misfit();
    }

    /**
     * Enters the array at hand.
     *
     * @return false, with the value kept aside, if it is none
     * @throws IOException if the bytes are not JSON
     */
    public boolean enterList() throws IOException {
        return isArray() || misfit();
    }

    /**
     * Moves to the next item of the array that was entered.
     *
     * @return false at the end of the array
     * @throws IOException if the bytes are not JSON
     */
    public boolean next() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /**
     * Moves to the next member of the object that was entered; its value is then at hand.
     *
     * @return the member's name, or null at the end of the object
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String name() throws IOException {
        String name = ahead;
        if (name != null) {
            ahead = null;
            return name;
        }
        if (ended) {
            ended = false;
            return null;
        }
        name = parser.nextFieldName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /**
     * Enters the object at hand and finds its tag, wherever it stands; the members are all still to be read.
     *
     * @param tag the name of the member that tells the kind
     * @param usual the texts that are known, so that they need not be made anew
     * @return its text; empty if there is none that is text; null, with the value kept aside, if this is no object
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String tag(String tag, String... usual) throws IOException {
        if (!enter()) {
            return null;
        }
        String first = parser.nextFieldName();
        if (first == null) {
            ended = true;
            return "";
        }
        ahead = first;
        if (first.equals(tag)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? textAmong(usual) : "";
        }
        long offset = parser.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw new JsonParseException(parser, "JSON in UTF-16 or UTF-32; only UTF-8 is read");
        }
        parser.nextToken();
        return lateTag(start + (int) offset, tag);
    }

    /** Looks ahead with a second parser: the tag stands first in most objects, so this is rare. */
    private String lateTag(int firstName, String tag) throws IOException {
        int at = firstName;
        while (bytes[at] != '{') {
            at--; // only blanks stand between
        }
        try (JsonParser scan = Json.FACTORY.createParser(bytes, at, limit - at)) {
            scan.nextToken();
            for (String name = scan.nextFieldName(); name != null; name = scan.nextFieldName()) {
                boolean isText = scan.nextToken() == JsonToken.VALUE_STRING;
                if (name.equals(tag)) {
                    return isText ? scan.getText() : "";
                }
                scan.skipChildren();
            }
            return "";
        }
    }

    /**
     * {@return the string at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String string() throws IOException {
        if (isString()) {
            return parser.getText();
        }
        misfit();
        return null;
    }

    /**
     * Reads a text that is nearly always the same, without making it anew each time.
     *
     * @param usual what it mostly is
     * @return the text, or null, with the value kept aside, if it is none
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String string(String usual) throws IOException {
        return isString() && isAt(usual) ? usual : string();
    }

    private String textAmong(String[] usual) throws IOException {
        for (String text : usual) {
            if (isAt(text)) {
                return text;
            }
        }
        return parser.getText();
    }

    private boolean isAt(String text) throws IOException {
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

    /**
     * {@return the text of the scalar at hand}
     *
     * @throws IOException if the bytes are not JSON
     */
    public String text() throws IOException {
        return parser.getText();
    }

    /**
     * {@return the boolean at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Boolean bool() throws IOException {
        return scalar(Boolean.class);
    }

    /**
     * {@return the 32-bit integer at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Integer int32() throws IOException {
        return scalar(Integer.class);
    }

    /**
     * {@return the 64-bit integer at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Long int64() throws IOException {
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        misfit();
        return null;
    }

    /**
     * {@return the number at hand, exact, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Number number() throws IOException {
        return scalar(Number.class);
    }

    /**
     * Reads the list at hand, whose items are scalars.
     *
     * @param <T> the item
     * @param type the item's class: String or Integer
     * @return the list, or null
     * @throws IOException if the bytes are not JSON
     */
    @SuppressWarnings("unchecked") // each item was looked at
    public <T> @Nullable List<T> list(Class<T> type) throws IOException {
        if (!enterList()) {
            return null;
        }
        List<@Nullable Object> items = items(new ArrayList<>());
        for (Object item : items) {
            if (!type.isInstance(item)) {
                park(items);
                return null;
            }
        }
        return (List<T>) items;
    }

    /**
     * {@return the free-form object at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Map<String, @Nullable Object> object() throws IOException {
        return enter() ? members() : null;
    }

    /**
     * Reads the object at hand as a map of scalars.
     *
     * @param <T> the value
     * @param type the value's class: Integer
     * @return the map, or null
     * @throws IOException if the bytes are not JSON
     */
    @SuppressWarnings("unchecked") // each value was looked at
    public <T> @Nullable Map<String, T> map(Class<T> type) throws IOException {
        Map<String, @Nullable Object> members = object();
        if (members == null) {
            return null;
        }
        for (Object value : members.values()) {
            if (!type.isInstance(value)) {
                park(members);
                return null;
            }
        }
        return (Map<String, T>) members;
    }

    /**
     * {@return the value at hand, of whatever kind, as free-form JSON}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Object any() throws IOException {
        return switch (parser.currentTokenId()) {
            case JsonTokenId.ID_START_OBJECT -> members();
            case JsonTokenId.ID_START_ARRAY -> items(new ArrayList<>());
            case JsonTokenId.ID_STRING -> parser.getText();
            case JsonTokenId.ID_NUMBER_INT -> parser.getNumberValue();
            case JsonTokenId.ID_NUMBER_FLOAT -> decimal();
            case JsonTokenId.ID_TRUE -> true;
            case JsonTokenId.ID_FALSE -> false;
            default -> null;
        };
    }

    /**
     * Keeps the value of a member that is not known here aside.
     *
     * @throws IOException if the bytes are not JSON
     */
    public void unknown() throws IOException {
        park(any());
    }

    /** {@return whether the last value was kept aside} */
    public boolean isOdd() {
        return odd;
    }

    /**
     * Settles what came under a name: an odd value goes to the extras, a good one takes the place of an earlier odd one.
     *
     * @param extras the object's extras so far, or null
     * @param name the member's name
     * @return the extras now
     */
    public @Nullable Extras settle(@Nullable Extras extras, String name) {
        return odd ? Extras.put(extras, name, taken()) : Extras.remove(extras, name);
    }

    /** {@return the value that was kept aside, which is then no longer so} */
    public @Nullable Object taken() {
        Object value = parked;
        odd = false;
        parked = null;
        return value;
    }

    /**
     * Keeps the list being read aside, because its item at hand is odd.
     *
     * @param <T> the item
     * @param items the good items before it
     * @return null
     * @throws IOException if the bytes are not JSON
     */
    public <T> @Nullable List<T> oddList(List<? extends T> items) throws IOException {
        List<@Nullable Object> all = new ArrayList<>();
        for (T item : items) {
            all.add(item instanceof JsonModel model ? Json.parse(model.toJson()) : item);
        }
        Object value = taken();
        all.add(value == Extras.NULL ? null : value);
        park(items(all));
        return null;
    }

    /**
     * Keeps the value at hand aside, because it is null or of another kind than the member's.
     *
     * @return false
     * @throws IOException if the bytes are not JSON
     */
    public boolean misfit() throws IOException {
        park(isNull() ? Extras.NULL : any());
        return false;
    }

    private <T> @Nullable T scalar(Class<T> type) throws IOException {
        Object value = isNull() ? Extras.NULL : any();
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        park(value);
        return null;
    }

    private void park(@Nullable Object value) {
        odd = true;
        parked = value;
    }

    private Map<String, @Nullable Object> members() throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.put(name, any());
        }
        return Collections.unmodifiableMap(members);
    }

    private List<@Nullable Object> items(List<@Nullable Object> items) throws IOException {
        while (next()) {
            items.add(any());
        }
        return Collections.unmodifiableList(items);
    }

    /** A double where it says the same, else the exact decimal. */
    private Number decimal() throws IOException {
        String text = parser.getText();
        double value = Double.parseDouble(text);
        try {
            BigDecimal exact = new BigDecimal(text);
            return Double.isFinite(value) && BigDecimal.valueOf(value).compareTo(exact) == 0 ? (Number) value : exact;
        } catch (NumberFormatException e) {
            throw new JsonParseException(parser, "a number beyond all bounds: " + text, e);
        }
    }
}
