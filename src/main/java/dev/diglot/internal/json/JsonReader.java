// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads models from bytes; the generated readers call it. Not safe for use from several threads.
 *
 * <p>A read method returns the value at hand, or null with the value kept aside as <em>odd</em> when it is null or JSON
 * of another kind. It never throws for another kind; the caller keeps the odd value in its {@link AdditionalProperties}.
 */
public final class JsonReader extends JsonCursor {
    private boolean odd;
    private @Nullable Object parked;

    private JsonReader(JsonFactory factory, byte[] bytes, int offset, int length, Checkpoint checkpoint)
            throws IOException {
        super(factory, bytes, offset, length, checkpoint);
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
        return of(bytes, offset, length, Checkpoint.NONE);
    }

    static JsonReader of(byte[] bytes, int offset, int length, Checkpoint checkpoint) throws IOException {
        return new JsonReader(Json.FACTORY, bytes, offset, length, checkpoint);
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
        return decode(bytes, offset, length, reader, Checkpoint.NONE);
    }

    /**
     * Reads one model, and nothing but it, and checks meanwhile whether to go on.
     *
     * @param <T> the model
     * @param bytes holds its JSON, as UTF-8
     * @param offset where it begins
     * @param length how many bytes it has
     * @param reader reads the model
     * @param checkpoint called at least every 1,000 tokens
     * @return the model
     * @throws IOException if the bytes are not JSON, end too early, are JSON of another kind, or something follows
     */
    public static <T> T decode(byte[] bytes, int offset, int length, ModelReader<T> reader, Checkpoint checkpoint)
            throws IOException {
        return decode(Json.WIRE, bytes, offset, length, reader, checkpoint);
    }

    static <T> T decode(
            JsonFactory factory, byte[] bytes, int offset, int length, ModelReader<T> reader, Checkpoint checkpoint)
            throws IOException {
        try (JsonReader in = new JsonReader(factory, bytes, offset, length, checkpoint)) {
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
     * Enters the object at hand.
     *
     * @return false, with the value kept aside, if it is none
     * @throws IOException if the bytes are not JSON
     */
    public boolean enter() throws IOException {
        return isObject() || mismatch();
    }

    /**
     * Enters the array at hand.
     *
     * @return false, with the value kept aside, if it is none
     * @throws IOException if the bytes are not JSON
     */
    public boolean enterList() throws IOException {
        return isArray() || mismatch();
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
        return enter() ? findTag(tag, usual) : null;
    }

    /**
     * {@return the string at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String string() throws IOException {
        return isString() || mismatch() ? parser.getText() : null;
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

    /**
     * Reads the tag of an object. If it is given twice the first one counts, as it does where a union looks for it.
     *
     * @param before the tag as read before, or null
     * @param usual what it mostly is
     * @return the text, or null, with the value kept aside, if it is none
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String firstString(@Nullable String before, String usual) throws IOException {
        if (before == null) {
            return string(usual);
        }
        skip();
        return before;
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
     * {@return the 32-bit integer at hand, also one written as {@code 3.0} or {@code 3e0}, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Integer int32() throws IOException {
        Object value = any();
        Integer number = integer(value);
        return number != null || aside(value) ? number : null;
    }

    /**
     * {@return the 64-bit integer at hand, also one written as {@code 3.0} or {@code 3e0}, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Long int64() throws IOException {
        boolean fits = parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (fits) {
            return parser.getLongValue();
        }
        Object value = any();
        Long number = JsonNumber.whole(value);
        return number != null || aside(value) ? number : null;
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
        List<@Nullable Object> raw = JsonValues.items(this, new ArrayList<>());
        if (areAll(type, raw)) {
            return (List<T>) raw;
        }
        List<T> items = new ArrayList<>();
        for (Object value : raw) {
            T item = scalar(type, value);
            if (item == null) {
                aside(raw);
                return null;
            }
            items.add(item);
        }
        return Collections.unmodifiableList(items);
    }

    /**
     * {@return the free-form object at hand, or null}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Map<String, @Nullable Object> object() throws IOException {
        return enter() ? JsonValues.members(this) : null;
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
        Map<String, @Nullable Object> raw = object();
        if (raw == null || areAll(type, raw.values())) {
            return (Map<String, T>) raw;
        }
        Map<String, T> members = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : raw.entrySet()) {
            T value = scalar(type, entry.getValue());
            if (value == null) {
                aside(raw);
                return null;
            }
            members.put(entry.getKey(), value);
        }
        return Collections.unmodifiableMap(members);
    }

    /**
     * {@return the value at hand, of whatever kind, as free-form JSON}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Object any() throws IOException {
        return JsonValues.value(this);
    }

    /**
     * Keeps the value of a member that is not known here aside.
     *
     * @throws IOException if the bytes are not JSON
     */
    public void unknown() throws IOException {
        odd = true;
        parked = any(); // a null is a value of it
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
    public @Nullable AdditionalProperties settle(@Nullable AdditionalProperties extras, String name) {
        return odd ? AdditionalProperties.put(extras, name, taken()) : AdditionalProperties.remove(extras, name);
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
    public <T> @Nullable List<T> listWithMismatch(List<? extends T> items) throws IOException {
        List<@Nullable Object> all = new ArrayList<>();
        for (T item : items) {
            all.add(Json.isModel(item) ? Json.tree(item) : item);
        }
        Object value = taken();
        all.add(value == AdditionalProperties.NULL ? null : value);
        aside(JsonValues.items(this, all));
        return null;
    }

    /**
     * Keeps the value at hand aside, because it is null or of another kind than the member's.
     *
     * @return false
     * @throws IOException if the bytes are not JSON
     */
    public boolean mismatch() throws IOException {
        return aside(isNull() ? null : any());
    }

    private <T> @Nullable T scalar(Class<T> type) throws IOException {
        Object value = any();
        return type.isInstance(value) || aside(value) ? type.cast(value) : null;
    }

    private static <T> @Nullable T scalar(Class<T> type, @Nullable Object value) {
        Object scalar = type == Integer.class ? integer(value) : value;
        return type.isInstance(scalar) ? type.cast(scalar) : null;
    }

    private static @Nullable Integer integer(@Nullable Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        Long number = JsonNumber.whole(value);
        return number == null || number != number.intValue() ? null : (Integer) number.intValue();
    }

    private static boolean areAll(Class<?> type, Collection<?> values) {
        for (Object value : values) {
            if (!type.isInstance(value)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the value of a known member aside; responses false. */
    private boolean aside(@Nullable Object value) {
        odd = true;
        parked = value == null ? AdditionalProperties.NULL : value;
        return false;
    }
}
