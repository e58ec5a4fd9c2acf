// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The received bytes of a body that were not taken yet, and the demand for more: one chunk is requested at a time, and
 * of a stream only while there is room. Guarded by the lock of its {@link Response}.
 */
final class BodyBuffer {
    /** Number of buffered bytes from which on no more bytes of a stream are requested. */
    private static final int MAX_BUFFERED = 64 * 1024;

    /** Maximum number of leftover bytes discarded to keep the connection reusable. */
    private static final int MAX_DRAINED = 16 * 1024;

    private final ArrayDeque<List<ByteBuffer>> chunks = new ArrayDeque<>();
    private long length;

    /** Whether a chunk was requested and has not been received. */
    private boolean isRequested;

    private long requestedAt;

    private int leftToDrain;

    /**
     * Marks a chunk as requested; the caller then requests it from the HTTP client.
     *
     * @param isBounded whether to refuse while the buffer is full
     * @return false if a chunk is requested already, or the buffer is full
     */
    boolean tryRequest(boolean isBounded) {
        if (isRequested || (isBounded && length >= MAX_BUFFERED)) {
            return false;
        }
        isRequested = true;
        requestedAt = System.nanoTime();
        return true;
    }

    /** Returns when the pending chunk was requested, or now: the idle timeout runs only while bytes are requested. */
    long idleSince() {
        return isRequested ? requestedAt : System.nanoTime();
    }

    /** Appends the requested chunk and returns its size. */
    int add(List<ByteBuffer> chunk) {
        isRequested = false;
        chunks.add(chunk);
        int size = size(chunk);
        length += size;
        return size;
    }

    /** Allows {@link #MAX_DRAINED} bytes to be discarded before the body counts as drained. */
    void startDraining() {
        leftToDrain = MAX_DRAINED;
    }

    /** Discards the requested chunk. */
    void discard(List<ByteBuffer> chunk) {
        isRequested = false;
        leftToDrain -= size(chunk);
    }

    /** Returns whether no more bytes may be discarded; true unless draining was started. */
    boolean isDrained() {
        return leftToDrain <= 0;
    }

    /** Removes and returns the oldest chunk, or null if the buffer is empty. */
    @Nullable
    List<ByteBuffer> poll() {
        List<ByteBuffer> chunk = chunks.poll();
        if (chunk != null) {
            length -= size(chunk);
        }
        return chunk;
    }

    /** Returns the number of buffered bytes. */
    long length() {
        return length;
    }

    /** Copies the first buffered bytes, at most {@code maxBytes}, and leaves them in the buffer. */
    byte[] copy(int maxBytes) {
        byte[] bytes = new byte[(int) Math.min(length, maxBytes)];
        int position = 0;
        for (List<ByteBuffer> chunk : chunks) {
            for (ByteBuffer part : chunk) {
                int count = Math.min(part.remaining(), bytes.length - position);
                part.duplicate().get(bytes, position, count);
                position += count;
            }
            if (position == bytes.length) {
                return bytes; // a hostile body has many more chunks
            }
        }
        return bytes;
    }

    private static int size(List<ByteBuffer> chunk) {
        int size = 0;
        for (int i = 0; i < chunk.size(); i++) {
            size += chunk.get(i).remaining();
        }
        return size;
    }
}
