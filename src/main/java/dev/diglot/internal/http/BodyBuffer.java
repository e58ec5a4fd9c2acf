// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body that have arrived and were not taken yet, and whether more are asked for: one piece at a time, and
 * while there is room. Under the lock of its response.
 */
final class BodyBuffer {
    /** No more bytes of a stream are asked for while so many wait. */
    private static final int MOST_WAITING = 64 * 1024;

    /** No more of the rest of a body is let pass unread. */
    private static final int MOST_DRAINED = 16 * 1024;

    private final ArrayDeque<List<ByteBuffer>> pieces = new ArrayDeque<>();
    private long length;
    private boolean asked;
    private long askedAt;

    private int leftToDrain;

    /** Whether to ask for a piece now, which then counts as asked for. */
    boolean ask(boolean isBounded) {
        if (asked || (isBounded && length >= MOST_WAITING)) {
            return false;
        }
        asked = true;
        askedAt = System.nanoTime();
        return true;
    }

    /** Since when there is silence: only what was asked for may be late. */
    long silentSince() {
        return asked ? askedAt : System.nanoTime();
    }

    /** Takes in the piece that was asked for, and gives its size. */
    int add(List<ByteBuffer> piece) {
        asked = false;
        pieces.add(piece);
        int size = size(piece);
        length += size;
        return size;
    }

    /** Lets what is left of the body pass unread, or nothing any more. */
    void drain(boolean isWanted) {
        leftToDrain = isWanted ? MOST_DRAINED : 0;
    }

    /** Lets the piece that was asked for pass unread. */
    void pass(List<ByteBuffer> piece) {
        asked = false;
        leftToDrain -= size(piece);
    }

    boolean isDrained() {
        return leftToDrain <= 0;
    }

    /** Gives out the oldest piece, or null if there is none. */
    @Nullable
    List<ByteBuffer> poll() {
        List<ByteBuffer> piece = pieces.poll();
        length -= piece == null ? 0 : size(piece);
        return piece;
    }

    /** How many bytes wait. */
    long length() {
        return length;
    }

    /** Copies what waits, up to so many bytes. */
    byte[] copy(int most) {
        byte[] bytes = new byte[(int) Math.min(length, most)];
        int at = 0;
        for (List<ByteBuffer> piece : pieces) {
            for (ByteBuffer buffer : piece) {
                int size = Math.min(buffer.remaining(), bytes.length - at);
                buffer.duplicate().get(bytes, at, size);
                at += size;
            }
            if (at == bytes.length) {
                return bytes; // a hostile body has many more pieces
            }
        }
        return bytes;
    }

    private static int size(List<ByteBuffer> piece) {
        int size = 0;
        for (int i = 0; i < piece.size(); i++) {
            size += piece.get(i).remaining();
        }
        return size;
    }
}
