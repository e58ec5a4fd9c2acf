// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.nio.charset.StandardCharsets;

/**
 * Finds and replaces bytes that are not UTF-8. {@link JsonReader} refuses such bytes, in names as well as in values.
 */
public final class Utf8 {
    private static final int NONE = -1;

    private Utf8() {}

    /**
     * Returns the bytes as valid UTF-8, with U+FFFD in the place of each maximal invalid sequence, as in
     * {@code new String(bytes, UTF_8)}.
     *
     * @param bytes text that should be UTF-8
     * @return the same array if it is valid, otherwise a copy
     */
    public static byte[] replaceInvalid(byte[] bytes) {
        if (firstInvalid(bytes, 0, bytes.length) == NONE) {
            return bytes;
        }
        return new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns whether the bytes are valid UTF-8: complete sequences, not overlong, without surrogates.
     *
     * @param bytes holds the text
     * @param offset where it starts
     * @param length its number of bytes
     * @return whether they are valid
     */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        return firstInvalid(bytes, offset, length) == NONE;
    }

    /** Returns the index of the first invalid sequence, or -1. */
    static int firstInvalid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = skipAscii(bytes, offset, end);
        while (at < end) {
            int sequenceLength = validSequence(bytes, at, end);
            if (sequenceLength == 0) {
                return at;
            }
            at = skipAscii(bytes, at + sequenceLength, end);
        }
        return NONE;
    }

    /** Returns the index of the first byte beyond ASCII. Tests eight bytes at once, as nearly all are ASCII. */
    private static int skipAscii(byte[] bytes, int start, int end) {
        int at = start;
        for (; at < end - 7; at += 8) {
            int first = bytes[at] | bytes[at + 1] | bytes[at + 2] | bytes[at + 3];
            if ((first | bytes[at + 4] | bytes[at + 5] | bytes[at + 6] | bytes[at + 7]) < 0) {
                break;
            }
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Returns the length of the sequence that starts with this byte beyond ASCII, or 0 if it is invalid. */
    private static int validSequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 255;
        int length = sequenceLength(first);
        if (length == 0 || end - at < length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 255;
        boolean isValid = switch (first) {
            case 0xE0 -> second >= 0xA0; // otherwise overlong
            case 0xED -> second < 0xA0; // otherwise a surrogate
            case 0xF0 -> second >= 0x90; // otherwise overlong
            case 0xF4 -> second < 0x90; // otherwise beyond U+10FFFF
            default -> true;
        };
        return isValid ? length : 0;
    }

    /** Returns the length of a sequence by its first byte, or 0 if no sequence starts with that byte. */
    private static int sequenceLength(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        if (first < 0xE0) {
            return 2;
        }
        return first < 0xF0 ? 3 : 4;
    }
}
