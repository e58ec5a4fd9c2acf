// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the compression of a body, piece by piece, however it is cut: gzip, and deflate with and without its zlib
 * wrapping. {@link java.net.http} does not, and some servers compress though nobody asked. From one thread at a time.
 */
final class Decompressor {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_HEADER = 10;
    private static final int GZIP_TRAILER = 8;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECK = 2;

    private final boolean isGzip;
    private final byte[] piece = new byte[8 * 1024];

    /** What is no data: the trailer of one gzip member and the header of the next, as far as they have come. */
    private byte[] pending = {};

    private int trailer;
    private @Nullable Inflater member;
    private boolean isOver;

    private Decompressor(boolean isGzip) {
        this.isGzip = isGzip;
    }

    /** Takes what comes out. */
    interface Sink {
        /** Takes the next bytes, which stand at the beginning until it returns; answers whether it wants more. */
        boolean take(byte[] buffer, int length) throws IOException;
    }

    /** The one for a body with these headers, or null if it is not compressed. */
    static @Nullable Decompressor of(Map<String, List<String>> headers) {
        String encoding =
                headers.getOrDefault("content-encoding", List.of("")).get(0).toLowerCase(Locale.ROOT);
        boolean isGzip = encoding.contains("gzip");
        return isGzip || encoding.contains("deflate") ? new Decompressor(isGzip) : null;
    }

    /** Undoes the compression of a whole body, up to a bound; a body that is cut or none of that kind, as far as it goes. */
    static byte[] all(Map<String, List<String>> headers, byte[] body, int most) {
        Decompressor decompressor = of(headers);
        if (decompressor == null) {
            return body;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            decompressor.feed(ByteBuffer.wrap(body), (buffer, length) -> {
                all.write(buffer, 0, Math.min(length, most - all.size()));
                return all.size() < most;
            });
        } catch (IOException broken) {
            // what came before it is all there is
        }
        decompressor.end();
        return all.size() == 0 ? body : all.toByteArray();
    }

    /**
     * Takes the next bytes of the body.
     *
     * @throws IOException if they are not what the header says, or the sink throws it
     */
    void feed(ByteBuffer bytes, Sink sink) throws IOException {
        byte[] input = Arrays.copyOf(pending, pending.length + bytes.remaining());
        bytes.get(input, pending.length, input.length - pending.length);
        pending = new byte[0];
        while (!isOver) {
            int start = member == null ? begin(input) : 0;
            Inflater current = member;
            if (current == null) {
                pending = input;
                return;
            }
            current.setInput(input, start, input.length - start);
            inflate(current, sink);
            if (!current.finished()) {
                return;
            }
            input = Arrays.copyOfRange(input, input.length - current.getRemaining(), input.length);
            trailer = GZIP_TRAILER;
            isOver |= !isGzip;
            end();
        }
    }

    private void inflate(Inflater current, Sink sink) throws IOException {
        try {
            int count = current.inflate(piece);
            while (count > 0 && sink.take(piece, count)) {
                count = current.inflate(piece);
            }
            isOver = count > 0;
        } catch (DataFormatException e) {
            throw new IOException("the body is not compressed as its content-encoding says: " + e.getMessage(), e);
        }
    }

    /** Frees memory that the garbage collector does not see; it would be freed some day. */
    void end() {
        if (member != null) {
            member.end();
            member = null;
        }
    }

    /** Begins a member if all of its header is there, and gives where its data begins. */
    private int begin(byte[] input) throws IOException {
        int at = trailer;
        if (input.length < at + 2) {
            return -1;
        }
        int magic = (input[at] & 255) * 256 + (input[at + 1] & 255);
        boolean isZlib = !isGzip && (input[at] & 15) == 8 && magic % 31 == 0;
        if (isGzip && magic != GZIP_MAGIC) {
            isOver = true;
            if (trailer == 0) {
                throw new IOException("the body is not gzip, though its content-encoding says so");
            }
            return -1; // padding
        }
        at = isGzip ? afterGzipHeader(input, at) : at;
        member = at > input.length ? null : new Inflater(isGzip || !isZlib);
        return at;
    }

    /** Where the data begins; beyond the end if the header is not all there. */
    private static int afterGzipHeader(byte[] input, int start) {
        int at = start + GZIP_HEADER;
        if (input.length < at + 2) {
            return Integer.MAX_VALUE;
        }
        int flags = input[start + 3];
        if ((flags & EXTRA) != 0) {
            at += 2 + (input[at] & 255) + (input[at + 1] & 255) * 256;
        }
        for (int flag : new int[] {NAME, COMMENT}) {
            if ((flags & flag) != 0) {
                while (at < input.length && input[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        return at + (flags & HEADER_CHECK);
    }
}
