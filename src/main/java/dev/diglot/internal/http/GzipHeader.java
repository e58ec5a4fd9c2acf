// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.io.IOException;

/**
 * Finds the end of the header of a gzip member (RFC 1952), byte by byte, so that no byte is read twice. Not
 * thread-safe.
 */
final class GzipHeader {
    /** The size of the part that every header has, and the position of the flags in it. */
    private static final int FIXED_SIZE = 10;

    private static final int FLAGS_POSITION = 3;

    /** The flags of the optional parts. */
    private static final int FLAG_HEADER_CHECK = 2;

    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private static final int HEADER_CHECK_SIZE = 2;

    private static final int MAX_BYTES = 128 * 1024;

    /** The part to which the next byte belongs, in the order of a header. */
    private enum Part {
        FIXED,
        EXTRA_LOW,
        EXTRA_HIGH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECK,
        DONE
    }

    private Part part = Part.FIXED;
    /** The remaining bytes of a part whose size is known. */
    private int left = FIXED_SIZE;

    private int flags;
    private int count;

    /**
     * Adds the next byte.
     *
     * @return whether it was the last byte of the header
     * @throws IOException if the header is too long
     */
    boolean add(byte next) throws IOException {
        if (++count > MAX_BYTES) {
            throw new IOException("the body begins with a gzip header that does not end");
        }
        switch (part) {
            case FIXED -> fixed(next);
            case EXTRA_LOW -> {
                left = next & 255;
                part = Part.EXTRA_HIGH;
            }
            case EXTRA_HIGH -> {
                left += (next & 255) << 8;
                begin(left == 0 ? Part.NAME : Part.EXTRA);
            }
            case EXTRA -> countDown(Part.NAME);
            case NAME -> untilZero(next, Part.COMMENT);
            case COMMENT -> untilZero(next, Part.HEADER_CHECK);
            case HEADER_CHECK -> countDown(Part.DONE);
            case DONE -> throw new IllegalStateException("the header has ended");
        }
        return part == Part.DONE;
    }

    private void fixed(byte next) {
        if (count == FLAGS_POSITION + 1) {
            flags = next;
        }
        countDown(Part.EXTRA_LOW);
    }

    private void countDown(Part then) {
        if (--left == 0) {
            begin(then);
        }
    }

    private void untilZero(byte next, Part then) {
        if (next == 0) {
            begin(then);
        }
    }

    /** Begins a part or, if the flags omit it, the next one that they do not omit. */
    private void begin(Part next) {
        part = next;
        if (part == Part.EXTRA_LOW && !has(FLAG_EXTRA)) {
            part = Part.NAME;
        }
        if (part == Part.NAME && !has(FLAG_NAME)) {
            part = Part.COMMENT;
        }
        if (part == Part.COMMENT && !has(FLAG_COMMENT)) {
            part = Part.HEADER_CHECK;
        }
        if (part == Part.HEADER_CHECK) {
            left = HEADER_CHECK_SIZE;
            if (!has(FLAG_HEADER_CHECK)) {
                part = Part.DONE;
            }
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
