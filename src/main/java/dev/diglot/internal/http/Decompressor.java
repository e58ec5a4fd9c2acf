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

    private static final int MOST_HEADER = 128 * 1024;

    private final boolean isGzip;

    /** What came and was given to no member: the trailer of one and the header of the next, as far as they have come. */
    private byte[] pending = {};

    private byte[] input = {};
    private int trailer;
    private @Nullable Inflater member;
    private boolean hasBegun;

    /** Deflate without any header: what cannot be read so was never that. */
    private boolean isGuess;

    private boolean isOver;

    private Decompressor(boolean isGzip) {
        this.isGzip = isGzip;
    }

    /** The one for a body with these headers, or null if it is not compressed. */
    static @Nullable Decompressor of(Map<String, List<String>> headers) {
        String encoding =
                headers.getOrDefault("content-encoding", List.of("")).get(0).toLowerCase(Locale.ROOT);
        boolean isGzip = encoding.contains("gzip");
        return isGzip || encoding.contains("deflate") ? new Decompressor(isGzip) : null;
    }

    static @Nullable String unsupported(Map<String, List<String>> headers) {
        return null;
    }

    boolean wasPlain() {
        return false;
    }

    static byte[] start(Map<String, List<String>> headers, byte[] body, int most) {
        return all(headers, body, most);
    }

    /** Undoes the compression of a whole body, up to a bound; a body that is cut or none of that kind, as far as it goes. */
    static byte[] all(Map<String, List<String>> headers, byte[] body, int most) {
        Decompressor decompressor = of(headers);
        if (decompressor == null) {
            return body;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[8 * 1024];
        decompressor.add(ByteBuffer.wrap(body));
        try {
            int count = decompressor.read(piece);
            while (count > 0 && all.size() < most) {
                all.write(piece, 0, Math.min(count, most - all.size()));
                count = decompressor.read(piece);
            }
        } catch (IOException broken) {
            return all.size() == 0 || decompressor.isGuess ? body : all.toByteArray();
        } finally {
            decompressor.end();
        }
        return decompressor.hasBegun ? all.toByteArray() : body;
    }

    /** Takes the next bytes of the body, once {@link #read} has nothing more. */
    void add(ByteBuffer bytes) {
        byte[] next = Arrays.copyOf(pending, pending.length + bytes.remaining());
        bytes.get(next, pending.length, bytes.remaining());
        pending = next;
    }

    /**
     * Gives the next bytes without their compression.
     *
     * @return how many, or 0 if it needs more of the body
     * @throws IOException if the body is not what its header says
     */
    int read(byte[] piece) throws IOException {
        while (!isOver) {
            Inflater current = member == null ? begin() : member;
            if (current == null) {
                return 0;
            }
            if (current.needsInput() && pending.length > 0) {
                input = pending;
                pending = new byte[0];
                current.setInput(input);
            }
            int count = inflate(current, piece);
            if (count > 0 || !current.finished()) {
                return count;
            }
            pending = Arrays.copyOfRange(input, input.length - current.getRemaining(), input.length);
            trailer = GZIP_TRAILER;
            end();
            isOver = !isGzip;
        }
        pending = new byte[0];
        return 0;
    }

    private static int inflate(Inflater current, byte[] piece) throws IOException {
        long before = current.getBytesWritten();
        try {
            return current.inflate(piece);
        } catch (DataFormatException e) {
            if (current.getBytesWritten() > before) {
                return (int) (current.getBytesWritten() - before); // good until here; it throws again
            }
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

    /** Begins a member, if all of its header is there. */
    private @Nullable Inflater begin() throws IOException {
        int at = trailer;
        if (pending.length < at + 2) {
            return null;
        }
        int magic = (pending[at] & 255) * 256 + (pending[at + 1] & 255);
        if (isGzip && magic != GZIP_MAGIC) {
            isOver = true;
            if (trailer == 0) {
                throw new IOException("the body is not gzip, though its content-encoding says so");
            }
            return null; // padding
        }
        boolean isZlib = !isGzip && (pending[at] & 15) == 8 && magic % 31 == 0;
        at = isGzip ? afterGzipHeader(pending, at) : at;
        if (at > pending.length) {
            if (pending.length > MOST_HEADER) {
                throw new IOException("the body begins with a gzip header that does not end");
            }
            return null;
        }
        pending = Arrays.copyOfRange(pending, at, pending.length);
        hasBegun = true;
        isGuess = !isGzip && !isZlib;
        member = new Inflater(!isZlib);
        return member;
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
