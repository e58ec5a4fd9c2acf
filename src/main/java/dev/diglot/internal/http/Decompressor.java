// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses a body chunk by chunk, at whatever positions it is split: gzip, and deflate with and without its zlib
 * header. {@link java.net.http} does not decompress, and some servers compress without being asked to. A plain body
 * whose content-encoding names a compression is returned unchanged. Takes linear time. Not thread-safe.
 *
 * <p>Add bytes with {@link #add}, then call {@link #read} until it returns 0; at the end call {@link #end}.
 */
final class Decompressor {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_TRAILER = 8;
    private static final int Z_DEFLATED = 8;

    /**
     * Number of bytes that are enough to decide about a body without a zlib header. If it starts with so many bytes of
     * text, it is plain. If so many can be decompressed before an error, it is deflate.
     */
    private static final int MIN_PROOF = 16;

    /** Maximum number of bytes decompressed to find out whether a body without a zlib header is deflate. */
    private static final int MAX_TRIAL = 64 * 1024;

    private static final int CHUNK = 8 * 1024;

    /** The part of the body to which the next byte belongs. A gzip body may have several members, one after another. */
    private enum State {
        /** The first bytes of a body or of a further member. */
        START,
        /** The header of a gzip member. */
        HEADER,
        /** Compressed data. */
        DATA,
        /** The checksum and size after the data of a gzip member. */
        TRAILER,
        /** A body that is not compressed. */
        PLAIN,
        /** Ignored bytes after the compressed data. */
        OVER
    }

    private final boolean isGzip;
    private State state = State.START;

    /** The added bytes from {@code from} to {@code to} are not used yet; the inflater reads them in place. */
    private byte[] buffer = {};

    private int from;
    private int to;

    private GzipHeader header = new GzipHeader();
    private int trailerLeft;
    private boolean hasMember;
    private @Nullable Inflater inflater;

    /**
     * Whether a body that is declared as deflate has no zlib header. If fewer than {@link #MIN_PROOF} bytes of it can
     * be decompressed before an error, {@code decompressAll} treats it as plain.
     */
    private boolean isRawDeflate;

    private Decompressor(boolean isGzip) {
        this.isGzip = isGzip;
    }

    /** Returns a decompressor for a body with these headers; null if it is plain, or its coding is not supported. */
    static @Nullable Decompressor of(Map<String, List<String>> headers) {
        List<String> codings = ContentCodings.of(headers);
        if (codings.isEmpty() || ContentCodings.unsupported(headers) != null) {
            return null;
        }
        return new Decompressor(codings.get(0).equals(ContentCodings.GZIP));
    }

    /**
     * Returns the content-encoding of a body if it is not supported, for example {@code br} or {@code gzip, gzip}.
     *
     * @param headers the headers of the response; names are case-insensitive
     * @return the codings, or null if the body is plain or its coding is supported
     */
    static @Nullable String unsupported(Map<String, List<String>> headers) {
        return ContentCodings.unsupported(headers);
    }

    /**
     * Decompresses a complete body; a truncated or damaged one as far as possible.
     *
     * @param maxBytes the number of decompressed bytes at which it stops
     * @return the decompressed bytes; the same array if the body is not compressed, whatever its headers say, or if so
     *     much of it is damaged or missing that nothing can be decompressed
     */
    static byte[] decompressAll(Map<String, List<String>> headers, byte[] body, int maxBytes) {
        Decompressor decompressor = of(headers);
        return decompressor == null ? body : decompressor.decompressAll(body, maxBytes);
    }

    /**
     * Decompresses the first bytes of a body, as far as possible; returns none if there are too few to decompress any.
     */
    static byte[] prefix(Map<String, List<String>> headers, byte[] firstBytes, int maxBytes) {
        Decompressor decompressor = of(headers);
        if (decompressor == null) {
            return firstBytes;
        }
        byte[] prefix = new byte[maxBytes];
        try {
            decompressor.add(ByteBuffer.wrap(firstBytes));
            return Arrays.copyOf(prefix, decompressor.read(prefix));
        } catch (IOException damaged) {
            return firstBytes;
        } finally {
            decompressor.end();
        }
    }

    /** Decompresses a complete body as the static method does. Afterwards only {@link #wasPlain} may be called. */
    byte[] decompressAll(byte[] body, int maxBytes) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        buffer = body; // never written to, as nothing is added
        to = body.length;
        boolean isDamaged = false;
        try {
            int count = read(chunk);
            while (count > 0 && output.size() < maxBytes && state != State.PLAIN) {
                output.write(chunk, 0, Math.min(count, maxBytes - output.size()));
                count = read(chunk);
            }
        } catch (IOException damaged) {
            isDamaged = true;
            if (isRawDeflate && output.size() < MIN_PROOF) {
                state = State.PLAIN;
            }
        } finally {
            end();
        }
        boolean isUnreadable = output.size() == 0 && (isDamaged || !hasMember);
        if (state == State.PLAIN || isUnreadable) {
            return body;
        }
        return output.toByteArray();
    }

    /** Returns whether the body was found to be plain, although its headers name a compression. */
    boolean wasPlain() {
        return state == State.PLAIN;
    }

    /** Adds the next bytes of the body, once {@link #read} has returned 0. */
    void add(ByteBuffer bytes) {
        int count = bytes.remaining();
        makeRoom(count);
        bytes.get(buffer, to, count);
        to += count;
        setInflaterInput();
    }

    /** Moves the unused bytes to the start of the buffer, or of a larger one, unless there is room after them. */
    private void makeRoom(int count) {
        if (buffer.length - to >= count) {
            return;
        }
        int unused = to - from;
        int needed = unused + count;
        byte[] target = buffer;
        if (needed > buffer.length) {
            target = new byte[Math.max(needed, 2 * unused)];
        }
        System.arraycopy(buffer, from, target, 0, unused);
        buffer = target;
        from = 0;
        to = unused;
    }

    /**
     * Reads the next decompressed bytes.
     *
     * @return how many were read, or 0 if more of the body is needed
     * @throws IOException if the compressed data is damaged; a plain body is copied instead
     */
    int read(byte[] target) throws IOException {
        while (from < to || state == State.DATA) {
            int count = 0;
            boolean needsMore = false;
            switch (state) {
                case START -> needsMore = !detect();
                case HEADER -> skipHeader();
                case DATA -> {
                    count = inflate(target);
                    needsMore = state == State.DATA;
                }
                case TRAILER -> skipTrailer();
                case PLAIN -> count = copyPlain(target);
                case OVER -> from = to;
            }
            if (count > 0 || needsMore) {
                return count;
            }
        }
        return 0;
    }

    /**
     * Determines, from its first bytes, what the body is or what follows a gzip member. Returns false if it needs more
     * bytes.
     */
    private boolean detect() {
        return isGzip ? detectGzip() : detectDeflate();
    }

    private boolean detectGzip() {
        int available = to - from;
        if (available < 2 && (buffer[from] & 255) == GZIP_MAGIC >> 8) {
            return false;
        }
        if (available >= 2 && firstTwoBytes() == GZIP_MAGIC) {
            state = State.HEADER;
        } else {
            state = hasMember ? State.OVER : State.PLAIN; // padding, or a body that was never compressed
        }
        return true;
    }

    private boolean detectDeflate() {
        if (to - from < MIN_PROOF && isText()) {
            return false;
        }
        boolean hasZlibHeader = hasZlibHeader();
        isRawDeflate = !hasZlibHeader;
        if (hasZlibHeader || (!isText() && isDeflateSoFar())) {
            beginData();
        } else {
            state = State.PLAIN;
        }
        return true;
    }

    /** Returns whether the first two bytes are a zlib header (RFC 1950): method deflate, and a multiple of 31. */
    private boolean hasZlibHeader() {
        return to - from >= 2 && (buffer[from] & 15) == Z_DEFLATED && firstTwoBytes() % 31 == 0;
    }

    /** Returns whether the first bytes are ASCII text. That is true of one in millions of compressed bodies. */
    private boolean isText() {
        int end = Math.min(to, from + MIN_PROOF);
        for (int i = from; i < end; i++) {
            boolean isBlank = buffer[i] == '\n' || buffer[i] == '\r' || buffer[i] == '\t';
            if (!isBlank && (buffer[i] < ' ' || buffer[i] > '~')) {
                return false;
            }
        }
        return true;
    }

    private int firstTwoBytes() {
        return (buffer[from] & 255) * 256 + (buffer[from + 1] & 255);
    }

    /** Returns whether the bytes added so far can be decompressed as deflate without a zlib header. */
    private boolean isDeflateSoFar() {
        Inflater trial = new Inflater(true);
        try {
            trial.setInput(buffer, from, to - from);
            byte[] ignored = new byte[CHUNK];
            while (trial.inflate(ignored) > 0 && trial.getBytesWritten() < MAX_TRIAL) {
                // decompresses the next bytes
            }
            return !trial.needsDictionary();
        } catch (DataFormatException e) {
            return trial.getBytesWritten() >= MIN_PROOF; // then it is deflate, and damaged further on
        } finally {
            trial.end();
        }
    }

    private void skipHeader() throws IOException {
        while (from < to) {
            if (header.add(buffer[from++])) {
                header = new GzipHeader();
                beginData();
                return;
            }
        }
    }

    private void beginData() {
        hasMember = true;
        if (inflater == null) {
            inflater = new Inflater(isGzip || isRawDeflate);
        }
        state = State.DATA;
        setInflaterInput();
    }

    private void setInflaterInput() {
        if (inflater != null && state == State.DATA) {
            inflater.setInput(buffer, from, to - from);
        }
    }

    private int inflate(byte[] target) throws IOException {
        Inflater current = Objects.requireNonNull(inflater);
        int count = inflate(current, target);
        from = to - current.getRemaining();
        if (count == 0 && current.needsDictionary()) {
            throw new IOException("the body is compressed with a dictionary that only its server has");
        }
        if (count == 0 && current.finished()) {
            current.reset();
            trailerLeft = GZIP_TRAILER;
            state = isGzip ? State.TRAILER : State.OVER;
        }
        return count;
    }

    private static int inflate(Inflater current, byte[] target) throws IOException {
        long before = current.getBytesWritten();
        try {
            return current.inflate(target);
        } catch (DataFormatException e) {
            if (current.getBytesWritten() > before) {
                return (int) (current.getBytesWritten() - before); // these are valid; the next call throws again
            }
            throw new IOException("the body is not compressed as its content-encoding says: " + e.getMessage(), e);
        }
    }

    private void skipTrailer() {
        int count = Math.min(trailerLeft, to - from);
        from += count;
        trailerLeft -= count;
        if (trailerLeft == 0) {
            state = State.START;
        }
    }

    private int copyPlain(byte[] target) {
        int count = Math.min(target.length, to - from);
        System.arraycopy(buffer, from, target, 0, count);
        from += count;
        return count;
    }

    /** Frees the native memory of the inflater at once, not when it is garbage collected. Reading ends. */
    void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        if (state == State.DATA) {
            state = State.OVER;
        }
    }
}
