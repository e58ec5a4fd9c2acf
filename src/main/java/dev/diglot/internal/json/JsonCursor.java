// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The position of a {@link JsonReader} in its bytes. Moves from value to value: the <em>current value</em> is that of its
 * {@link JsonScanner}.
 */
abstract sealed class JsonCursor permits JsonReader {
    /** Fewer bytes than this have fewer than 1,000 tokens, so that no checkpoint has to be called. */
    private static final int SMALL = 1000;

    private static final byte[] NO_BYTES = {};

    final JsonScanner scanner;

    private final int maxDepth;

    private byte[] bytes = NO_BYTES;
    private int limit;
    private boolean isChecked;

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

    /** That name; null for an empty object. */
    private @Nullable String firstName;

    JsonCursor(int maxDepth) {
        this.maxDepth = maxDepth;
        this.scanner = new JsonScanner(maxDepth);
    }

    /** Moves to the value that other bytes hold. */
    void open(byte[] source, int offset, int length, boolean isCheckedByJackson, Checkpoint checkpoint)
            throws IOException {
        bytes = source;
        limit = offset + length;
        isChecked = isCheckedByJackson;
        rare = length < SMALL || checkpoint == Checkpoint.NONE ? null : new RareState(checkpoint);
        isFirstNameRead = false;
        scanner.open(source, offset, length, isCheckedByJackson);
    }

    /** Drops the reference to the bytes. */
    void close() {
        bytes = NO_BYTES;
        scanner.close();
    }

    /** {@return whether the current value is an object} */
    public final boolean isObject() {
        return scanner.kind() == JsonScanner.OBJECT;
    }

    /** {@return whether the current value is an array} */
    public final boolean isArray() {
        return scanner.kind() == JsonScanner.ARRAY;
    }

    /** {@return whether the current value is a string} */
    public final boolean isString() {
        return scanner.kind() == JsonScanner.STRING;
    }

    /** {@return whether the current value is null} */
    public final boolean isNull() {
        return scanner.kind() == JsonScanner.NULL;
    }

    /**
     * Moves to the next item of the current array.
     *
     * @return false at the end of the array
     * @throws IOException if the bytes are not JSON
     */
    public final boolean next() throws IOException {
        count();
        return scanner.nextItem();
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
            return firstName;
        }
        count();
        return scanner.nextName();
    }

    /**
     * Skips the current value.
     *
     * @throws IOException if the bytes are not JSON
     */
    public final void skip() throws IOException {
        if (isObject()) {
            while (name() != null) {
                skip();
            }
        } else if (isArray()) {
            while (next()) {
                skip();
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
        int objectStart = scanner.start();
        firstName = scanner.nextName();
        isFirstNameRead = true;
        if (firstName == null) {
            return "";
        }
        if (firstName.equals(tag)) {
            return isString() ? textAmong(likely) : "";
        }
        return findLateTag(objectStart, tag);
    }

    /** Scans the object with a second scanner. This is rare: in most objects the tag is the first member. */
    private String findLateTag(int objectStart, String tag) throws IOException {
        if (rare == null) {
            rare = new RareState(Checkpoint.NONE);
        }
        LateTags tags = rare.lateTags(tag);
        if (!tags.isScanned(objectStart)) {
            JsonScanner object = new JsonScanner(maxDepth);
            object.open(bytes, objectStart, limit - objectStart, isChecked);
            tags.scan(object, this);
        }
        return tags.textOf(objectStart);
    }

    private String textAmong(String[] likely) {
        for (String text : likely) {
            if (scanner.isText(text)) {
                return text;
            }
        }
        return scanner.text();
    }
}
