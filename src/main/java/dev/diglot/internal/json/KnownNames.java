// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names that a {@link JsonScanner} has read, so that a name that occurs again creates no string. Also predicts the
 * next name, as the events of a stream have their members in the same order, and remembers texts that repeat, such as
 * the id of the response. Takes at most 50 KB, whatever is read. Not thread-safe.
 */
final class KnownNames {
    private static final int SIZE = 128; // a power of two

    /** The most bytes of a name or a text that is remembered, with its closing quote. */
    private static final int MAX_LENGTH = 64;

    /** How often the text of a name may change before it is no longer remembered: it is not one that repeats. */
    private static final int MAX_CHANGES = 3;

    private final Name first = new Name(new byte[0], "");
    private final @Nullable Name[] table = new @Nullable Name[SIZE];
    private Name last = first;

    /** Whether this is not the first value that is read: only then may texts repeat. */
    private boolean isRestarted;

    private boolean isUsed;

    /** Expects the names of another value. */
    void restart() {
        last = first;
        isRestarted = isUsed;
        isUsed = true;
    }

    /** Returns one of the two names that followed the last one before, if it is in the bytes now; otherwise null. */
    @Nullable
    Name expectedAt(byte[] bytes, int from, int limit) {
        Name expected = table[last.nextSlot];
        if (expected == null || !isAt(expected.bytes, bytes, from, limit)) {
            expected = table[last.otherSlot];
            if (expected == null || !isAt(expected.bytes, bytes, from, limit)) {
                return null;
            }
        }
        last = expected;
        return expected;
    }

    /** Returns a name that was added before, or null; its bytes include the closing quote. */
    @Nullable
    Name find(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        Name known = findIn(slot, bytes, from, to);
        return known == null ? findIn(slot ^ 1, bytes, from, to) : known;
    }

    private @Nullable Name findIn(int slot, byte[] bytes, int from, int to) {
        Name known = table[slot];
        if (known == null || !Arrays.equals(bytes, from, to, known.bytes, 0, known.bytes.length)) {
            return null;
        }
        last.expect(slot);
        last = known;
        return known;
    }

    /** Adds a name, unless it is long; it may take the place of another one. */
    Name add(byte[] bytes, int from, int to, String text) {
        Name name = new Name(Arrays.copyOfRange(bytes, from, to), text);
        if (to - from <= MAX_LENGTH) {
            int slot = slot(bytes, from, to);
            int free = table[slot] == null ? slot : slot ^ 1;
            table[free] = name;
            last.expect(free);
        }
        last = name;
        return name;
    }

    private static int slot(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < Math.min(to, from + MAX_LENGTH); i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 15)) & (SIZE - 1);
    }

    /** Remembers the text that a name has now; its bytes include the closing quote. */
    void remember(Name name, byte[] bytes, int from, int to, String text) {
        if (!isRestarted || name.changes > MAX_CHANGES) {
            return;
        }
        name.changes++;
        boolean repeats = to - from <= MAX_LENGTH && name.changes <= MAX_CHANGES;
        name.textBytes = repeats ? Arrays.copyOfRange(bytes, from, to) : null;
        name.lastText = repeats ? text : "";
    }

    private static boolean isAt(byte[] part, byte[] bytes, int from, int limit) {
        int to = from + part.length;
        return to <= limit && Arrays.equals(bytes, from, to, part, 0, part.length);
    }

    /** A name, and the text that it had last time. */
    static final class Name {
        private final byte[] bytes;
        private final String text;

        /** Where the names are that followed this one: last time, and another time. */
        private int nextSlot;

        private int otherSlot;
        private byte @Nullable [] textBytes;
        private String lastText = "";
        private int changes;

        private Name(byte[] bytes, String text) {
            this.bytes = bytes;
            this.text = text;
        }

        private void expect(int slot) {
            otherSlot = nextSlot;
            nextSlot = slot;
        }

        String text() {
            return text;
        }

        /** Returns the number of its bytes with the closing quote. */
        int length() {
            return bytes.length;
        }

        /** Returns whether the bytes hold the text that this name had last time. */
        boolean hasTextAt(byte[] source, int from, int limit) {
            byte[] remembered = textBytes;
            return remembered != null && isAt(remembered, source, from, limit);
        }

        String lastText() {
            return lastText;
        }

        /** Returns the number of bytes of the remembered text with the closing quote. */
        int textLength() {
            byte[] remembered = textBytes;
            return remembered == null ? 0 : remembered.length;
        }
    }
}
