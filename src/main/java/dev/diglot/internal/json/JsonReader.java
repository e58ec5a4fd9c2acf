// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads models from UTF-8 bytes; called by the generated readers. Not thread-safe.
 *
 * <p>Each read method reads the current value. If that value is null or has another JSON type than expected (a
 * <em>mismatch</em>), the method returns null instead of throwing, and the value becomes <em>pending</em>; so does the
 * value of an unknown member. The caller then stores it in the object's {@link AdditionalProperties} with
 * {@link #updateAdditional}, or takes it with {@link #takePending}. At most one value is pending at a time.
 */
public final class JsonReader extends JsonCursor {
    private Long lastInt64 = 0L;
    private boolean hasPending;
    private @Nullable Object pending;

    private final int maxDepth;

    /**
     * Creates a reader.
     *
     * @param maxDepth how deeply arrays and objects may be nested
     */
    JsonReader(int maxDepth) {
        super(maxDepth);
        this.maxDepth = maxDepth;
    }

    /** {@return a reader of JSON that is received over the wire, which can read one value after another} */
    public static JsonReader ofWire() {
        return new JsonReader(Json.MAX_WIRE_DEPTH);
    }

    /**
     * Reads bytes that hold exactly one model, as {@link #decode(byte[], int, int, ModelReader, Checkpoint)} does.
     *
     * @param <T> the model
     * @param bytes holds the JSON, as UTF-8
     * @param offset where the JSON starts
     * @param length its number of bytes
     * @param reader reads the model
     * @return the model
     * @throws IOException if the bytes are malformed or truncated JSON, have another JSON type, or continue after the
     *     value
     */
    public static <T> T decode(byte[] bytes, int offset, int length, ModelReader<T> reader) throws IOException {
        return ofWire().decode(bytes, offset, length, reader, Checkpoint.NONE);
    }

    /**
     * Reads bytes that hold exactly one model, and calls a checkpoint while reading.
     *
     * @param <T> the model
     * @param bytes holds the JSON, as UTF-8; must not change while it is read
     * @param offset where the JSON starts
     * @param length its number of bytes
     * @param reader reads the model
     * @param checkpoint called at least every 1,000 tokens
     * @return the model
     * @throws IOException if the bytes are malformed or truncated JSON, have another JSON type, or continue after the
     *     value
     */
    public <T> T decode(byte[] bytes, int offset, int length, ModelReader<T> reader, Checkpoint checkpoint)
            throws IOException {
        T value = read(bytes, offset, length, reader, checkpoint);
        if (value == null) {
            throw Jackson.mismatch(maxDepth, bytes, offset, length);
        }
        return value;
    }

    /** Does the same, but returns null if the value has another JSON type. */
    <T> @Nullable T read(byte[] bytes, int offset, int length, ModelReader<T> reader, Checkpoint checkpoint)
            throws IOException {
        try {
            return read(bytes, offset, length, false, reader, checkpoint);
        } catch (RefusedException e) {
            byte[] plain = Jackson.check(maxDepth, bytes, offset, length, checkpoint);
            return read(plain, 0, plain.length, true, reader, checkpoint);
        } finally {
            close();
        }
    }

    private <T> @Nullable T read(
            byte[] bytes,
            int offset,
            int length,
            boolean isCheckedByJackson,
            ModelReader<T> reader,
            Checkpoint checkpoint)
            throws IOException {
        takePending();
        open(bytes, offset, length, isCheckedByJackson, checkpoint);
        T value = reader.read(this);
        scanner.finish();
        return value;
    }

    /**
     * Expects the current value to be an object, whose members can then be read; records any other value as a mismatch.
     *
     * @return whether it is an object
     * @throws IOException if the bytes are not JSON
     */
    public boolean expectObject() throws IOException {
        if (isObject()) {
            return true;
        }
        recordMismatch();
        return false;
    }

    /** Expects the current value to be an array, whose items can then be read; records another value as a mismatch. */
    private boolean expectArray() throws IOException {
        if (isArray()) {
            return true;
        }
        recordMismatch();
        return false;
    }

    /**
     * Expects the current value to be an object, and finds its tag at any position. No member counts as read: the next
     * call of {@link #name()} still returns the first one.
     *
     * @param tag the name of the member that selects the variant of a tagged union
     * @param likely the known texts of the tag; one that is found is returned without allocating a string
     * @return the tag's text; empty if the tag is missing or not a string; null, with the mismatch recorded, if the
     *     value is not an object
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String tag(String tag, String... likely) throws IOException {
        return expectObject() ? findTag(tag, likely) : null;
    }

    /**
     * {@return the current string, or null for a mismatch}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String string() throws IOException {
        if (isString()) {
            return scanner.text();
        }
        recordMismatch();
        return null;
    }

    /**
     * Reads a string that nearly always has the same text; that text is returned without allocating a string.
     *
     * @param likely the usual text
     * @return the string, or null for a mismatch
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String string(String likely) throws IOException {
        return isString() && scanner.isText(likely) ? likely : string();
    }

    /**
     * Reads the tag of an object. Of two members with that name the first one counts, as in {@link #tag}.
     *
     * @param previous the tag if it was read before, or null
     * @param likely the usual text
     * @return the string, or null for a mismatch
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable String firstString(@Nullable String previous, String likely) throws IOException {
        if (previous == null) {
            return string(likely);
        }
        skip();
        return previous;
    }

    /**
     * {@return the text of the current scalar}
     *
     * @throws IOException if the bytes are not JSON
     */
    public String text() throws IOException {
        return scanner.text();
    }

    /**
     * {@return the current boolean, or null for a mismatch}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Boolean bool() throws IOException {
        return readScalar(Boolean.class);
    }

    /**
     * {@return the current 32-bit integer, which may be written as {@code 3.0} or {@code 3e0}, or null for a mismatch}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Integer int32() throws IOException {
        Object value = any();
        Integer number = toInt32(value);
        if (number == null) {
            recordMismatch(value);
        }
        return number;
    }

    /**
     * {@return the current 64-bit integer, which may be written as {@code 3.0} or {@code 3e0}, or null for a mismatch}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Long int64() throws IOException {
        if (scanner.isLong()) {
            return boxed(scanner.longValue());
        }
        Object value = any();
        Long number = JsonNumber.toInt64(value);
        if (number == null) {
            recordMismatch(value);
        }
        return number;
    }

    /** Returns the previous object again if the number is the same, as the time of a response is in each event. */
    private Long boxed(long number) {
        if (lastInt64 != number) {
            lastInt64 = number;
        }
        return lastInt64;
    }

    /**
     * {@return the current number with its exact value, or null for a mismatch}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Number number() throws IOException {
        return readScalar(Number.class);
    }

    /**
     * Reads the current value as an array of scalars.
     *
     * @param <T> the item
     * @param type the item's class: String or Integer
     * @return the unmodifiable list, or null for a mismatch of the value or of an item
     * @throws IOException if the bytes are not JSON
     */
    @SuppressWarnings("unchecked") // all items were checked
    public <T> @Nullable List<T> list(Class<T> type) throws IOException {
        if (!expectArray()) {
            return null;
        }
        List<@Nullable Object> raw = JsonValues.items(this, new ArrayList<>());
        if (areAllInstances(type, raw)) {
            return List.copyOf((List<T>) raw);
        }
        List<T> items = new ArrayList<>();
        for (Object value : raw) {
            T item = toScalar(type, value);
            if (item == null) {
                recordMismatch(raw);
                return null;
            }
            items.add(item);
        }
        return List.copyOf(items);
    }

    /**
     * Reads a list of models. Most lists have one item, so an {@link ArrayList} is created only for the second.
     *
     * @param <T> the model
     * @param reader reads one item
     * @return the list, unmodifiable, or null for a mismatch
     * @throws IOException if the bytes are not JSON
     */
    public <T> @Nullable List<T> list(ModelReader<T> reader) throws IOException {
        if (!expectArray()) {
            return null;
        }
        List<T> items = Collections.emptyList();
        while (next()) {
            T item = reader.read(this);
            if (item == null) {
                return listWithMismatch(items);
            }
            if (items.isEmpty()) {
                items = Collections.singletonList(item);
                continue;
            }
            if (items.size() == 1) {
                items = new ArrayList<>(items);
            }
            items.add(item);
        }
        return items.size() > 1 ? List.copyOf(items) : items;
    }

    /**
     * {@return the current object as free-form JSON, or null for a mismatch}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Map<String, @Nullable Object> object() throws IOException {
        return expectObject() ? JsonValues.members(this) : null;
    }

    /**
     * Reads the current value as an object whose members are scalars.
     *
     * @param <T> the member's value
     * @param type the value's class: Integer
     * @return the unmodifiable map, or null for a mismatch of the value or of a member
     * @throws IOException if the bytes are not JSON
     */
    @SuppressWarnings("unchecked") // all values were checked
    public <T> @Nullable Map<String, T> map(Class<T> type) throws IOException {
        Map<String, @Nullable Object> raw = object();
        if (raw == null || areAllInstances(type, raw.values())) {
            return (Map<String, T>) raw;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : raw.entrySet()) {
            T value = toScalar(type, entry.getValue());
            if (value == null) {
                recordMismatch(raw);
                return null;
            }
            members.put(entry.getKey(), value);
        }
        return (Map<String, T>) new JsonObject(members);
    }

    /**
     * {@return the current value, of any JSON type, as free-form JSON}
     *
     * @throws IOException if the bytes are not JSON
     */
    public @Nullable Object any() throws IOException {
        return JsonValues.value(this);
    }

    /**
     * Reads the current value of an unknown member, which becomes pending.
     *
     * @throws IOException if the bytes are not JSON
     */
    public void recordUnknown() throws IOException {
        hasPending = true;
        pending = any(); // null stays null: for an unknown member it is a value, not a mismatch
    }

    /** {@return whether a value is pending: a mismatch or the value of an unknown member} */
    public boolean hasPending() {
        return hasPending;
    }

    /**
     * Updates an object's additional properties after one of its members was read: stores the pending value under the
     * member's name. If no value is pending, the member was valid, so an earlier mismatch of that name is removed.
     *
     * @param additional the object's additional properties so far, or null
     * @param name the member's name
     * @return the updated additional properties, or null if there are none
     */
    public @Nullable AdditionalProperties updateAdditional(@Nullable AdditionalProperties additional, String name) {
        if (hasPending) {
            return AdditionalProperties.put(additional, name, takePending());
        }
        return AdditionalProperties.remove(additional, name);
    }

    /** Returns the pending value, and clears it. */
    public @Nullable Object takePending() {
        Object value = pending;
        hasPending = false;
        pending = null;
        return value;
    }

    /** Reads the rest of an array after an item was a mismatch, records the array as a mismatch, and returns null. */
    private <T> @Nullable List<T> listWithMismatch(List<? extends T> items) throws IOException {
        List<@Nullable Object> all = new ArrayList<>();
        for (T item : items) {
            all.add(Json.isModel(item) ? Json.tree(item) : item);
        }
        Object mismatch = takePending();
        all.add(mismatch == AdditionalProperties.EXPLICIT_NULL ? null : mismatch);
        recordMismatch(JsonValues.items(this, all));
        return null;
    }

    /**
     * Reads the current value and records it as a mismatch: it is null, or has another JSON type than the member.
     *
     * @throws IOException if the bytes are not JSON
     */
    public void recordMismatch() throws IOException {
        recordMismatch(any());
    }

    private void recordMismatch(@Nullable Object value) {
        hasPending = true;
        pending = value == null ? AdditionalProperties.EXPLICIT_NULL : value;
    }

    private <T> @Nullable T readScalar(Class<T> type) throws IOException {
        Object value = any();
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        recordMismatch(value);
        return null;
    }

    /** Returns the value as an instance of the type, or null if it is not one. */
    private static <T> @Nullable T toScalar(Class<T> type, @Nullable Object value) {
        Object scalar = type == Integer.class ? toInt32(value) : value;
        return type.isInstance(scalar) ? type.cast(scalar) : null;
    }

    /** Returns the value as a 32-bit integer, or null if it is not one. */
    private static @Nullable Integer toInt32(@Nullable Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        Long number = JsonNumber.toInt64(value);
        if (number == null || number != number.intValue()) {
            return null;
        }
        return number.intValue();
    }

    private static boolean areAllInstances(Class<?> type, Collection<?> values) {
        for (Object value : values) {
            if (!type.isInstance(value)) {
                return false;
            }
        }
        return true;
    }
}
