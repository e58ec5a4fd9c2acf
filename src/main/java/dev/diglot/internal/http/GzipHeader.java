// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.io.IOException;

/** Finds the end of the header of a gzip member, byte by byte, so that no byte is looked at twice. */
final class GzipHeader {
    private static final int FIXED = 10;
    private static final int FLAGS_AT = 3;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private static final int MAX_BYTES = 128 * 1024;

    /** The part that the next byte belongs to, in the order of a header. */
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
    private int left = FIXED;
    private int flags;
    private int count;

    /**
     * Takes the next byte.
     *
     * @return whether it was the last of the header
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
        if (count == FLAGS_AT + 1) {
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

    /** Begins a part, or the first one after it that this header has. */
    private void begin(Part wanted) {
        part = wanted;
        if (part == Part.EXTRA_LOW && !has(EXTRA)) {
            part = Part.NAME;
        }
        if (part == Part.NAME && !has(NAME)) {
            part = Part.COMMENT;
        }
        if (part == Part.COMMENT && !has(COMMENT)) {
            part = Part.HEADER_CHECK;
        }
        if (part == Part.HEADER_CHECK) {
            left = 2;
            part = has(HEADER_CHECK) ? part : Part.DONE;
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
