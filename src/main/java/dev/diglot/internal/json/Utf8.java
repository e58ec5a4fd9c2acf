// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.nio.charset.StandardCharsets;

/** Finds and mends bytes that are not UTF-8. Readers of JSON refuse such bytes, in names as well as in values. */
public final class Utf8 {
    private static final int NONE = -1;

    private Utf8() {}

    /**
     * Returns the bytes as valid UTF-8.
     *
     * @param bytes text, meant to be UTF-8
     * @return the same array if it is valid; otherwise a copy with U+FFFD in the place of each maximal invalid sequence,
     *     as {@code new String(bytes, UTF_8)} has it
     */
    public static byte[] mended(byte[] bytes) {
        return firstInvalid(bytes, 0, bytes.length) == NONE
                ? bytes
                : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns whether the bytes are valid UTF-8: complete sequences, none overlong, no surrogates.
     *
     * @param bytes holds the text
     * @param offset where it begins
     * @param length how many bytes it has
     * @return whether they are valid
     */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        return firstInvalid(bytes, offset, length) == NONE;
    }

    /** Returns the index of the first sequence that is invalid, or -1. */
    static int firstInvalid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (true) {
            at = afterAscii(bytes, at, end);
            int size = at < end ? sequence(bytes, at, end) : 0;
            if (size == 0) {
                return at < end ? at : NONE;
            }
            at += size;
        }
    }

    /** Returns where the first byte beyond ASCII stands; eight at a time, as nearly all are ASCII. */
    private static int afterAscii(byte[] bytes, int start, int end) {
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

    /** Returns the length of the sequence that begins with a byte beyond ASCII, or 0 if it is invalid. */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 255;
        int size = size(first);
        if (size == 0 || end - at < size) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 255;
        boolean isValid = switch (first) {
            case 0xE0 -> second >= 0xA0; // else overlong
            case 0xED -> second < 0xA0; // else a surrogate
            case 0xF0 -> second >= 0x90; // else overlong
            case 0xF4 -> second < 0x90; // else beyond U+10FFFF
            default -> true;
        };
        return isValid ? size : 0;
    }

    private static int size(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        if (first < 0xE0) {
            return 2;
        }
        return first < 0xF0 ? 3 : 4;
    }
}
