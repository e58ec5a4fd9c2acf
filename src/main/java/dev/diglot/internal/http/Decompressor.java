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
 * Decompresses a body piece by piece, however it is cut: gzip, and deflate with and without its zlib wrapper.
 * {@link java.net.http} does not, and some servers compress though nobody asked. A plain body under such a name is passed
 * on as it is. Linear in the number of bytes. Not thread-safe.
 */
final class Decompressor {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_TRAILER = 8;
    private static final int Z_DEFLATED = 8;

    /** So many bytes of text at the start make a body plain text. */
    private static final int MIN_TEXT = 16;

    /** How much of a body without any header is decompressed on trial. */
    private static final int MAX_TRIAL = 64 * 1024;

    private static final int PIECE = 8 * 1024;

    /** What the next byte of the body belongs to. */
    private enum State {
        START,
        HEADER,
        DATA,
        TRAILER,
        PLAIN,
        OVER
    }

    private final boolean isGzip;
    private State state = State.START;

    /** The bytes from {@code from} to {@code to} were added and not yet used; the inflater reads them in place. */
    private byte[] buffer = {};

    private int from;
    private int to;

    private GzipHeader header = new GzipHeader();
    private int trailerLeft;
    private boolean hasMember;
    private @Nullable Inflater inflater;

    /** Deflate without a zlib header: bytes that cannot be decompressed were never deflate. */
    private boolean isGuess;

    private Decompressor(boolean isGzip) {
        this.isGzip = isGzip;
    }

    /** Returns one for a body with these headers, or null if nothing compressed it that can be undone here. */
    static @Nullable Decompressor of(Map<String, List<String>> headers) {
        List<String> codings = ContentCodings.of(headers);
        if (codings.isEmpty() || ContentCodings.unsupported(headers) != null) {
            return null;
        }
        return new Decompressor(codings.get(0).equals(ContentCodings.GZIP));
    }

    /**
     * Returns the content-encoding of a body if it cannot be undone here, for example {@code br} or {@code gzip, gzip}.
     *
     * @param headers the response's headers; the case of the names does not matter
     * @return the codings as named, or null if the body is plain, or compressed in a way that is supported
     */
    static @Nullable String unsupported(Map<String, List<String>> headers) {
        return ContentCodings.unsupported(headers);
    }

    /**
     * Decompresses a whole body up to a bound; of a truncated or damaged one, as much as there is.
     *
     * @return the bytes; the same array if the body is not compressed, whatever its headers say
     */
    static byte[] all(Map<String, List<String>> headers, byte[] body, int most) {
        Decompressor decompressor = of(headers);
        return decompressor == null ? body : decompressor.whole(body, most);
    }

    /** Decompresses the first bytes of a body, as far as they go; none if too few have arrived to decompress any. */
    static byte[] start(Map<String, List<String>> headers, byte[] begin, int most) {
        Decompressor decompressor = of(headers);
        if (decompressor == null) {
            return begin;
        }
        byte[] piece = new byte[most];
        try {
            decompressor.add(ByteBuffer.wrap(begin));
            return Arrays.copyOf(piece, decompressor.read(piece));
        } catch (IOException damaged) {
            return begin;
        } finally {
            decompressor.end();
        }
    }

    /** As {@link #all}, after which {@link #wasPlain} tells whether the body was compressed; ends this. */
    byte[] whole(byte[] body, int most) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        buffer = body; // never written to: nothing is added
        to = body.length;
        boolean isDamaged = false;
        try {
            int count = read(piece);
            while (count > 0 && all.size() < most && state != State.PLAIN) {
                all.write(piece, 0, Math.min(count, most - all.size()));
                count = read(piece);
            }
        } catch (IOException damaged) {
            isDamaged = true;
            state = isGuess ? State.PLAIN : state;
        } finally {
            end();
        }
        boolean isBody = state == State.PLAIN || (all.size() == 0 && (isDamaged || !hasMember));
        return isBody ? body : all.toByteArray();
    }

    /** Returns whether the body turned out to be plain, although its headers name a compression. */
    boolean wasPlain() {
        return state == State.PLAIN;
    }

    /** Adds the next bytes of the body, once {@link #read} has returned 0. */
    void add(ByteBuffer bytes) {
        int rest = to - from;
        if (buffer.length - to < bytes.remaining()) {
            int needed = rest + bytes.remaining();
            byte[] next = needed > buffer.length ? new byte[Math.max(needed, 2 * rest)] : buffer;
            System.arraycopy(buffer, from, next, 0, rest);
            buffer = next;
            from = 0;
            to = rest;
        }
        int count = bytes.remaining();
        bytes.get(buffer, to, count);
        to += count;
        feed();
    }

    /**
     * Reads the next decompressed bytes.
     *
     * @return how many, or 0 if it needs more of the body
     * @throws IOException if the body is not what its header says
     */
    int read(byte[] piece) throws IOException {
        while (from < to || state == State.DATA) {
            int count = 0;
            boolean isStuck = false;
            switch (state) {
                case START -> isStuck = !start();
                case HEADER -> header();
                case DATA -> {
                    count = inflate(piece);
                    isStuck = state == State.DATA;
                }
                case TRAILER -> trailer();
                case PLAIN -> count = plain(piece);
                case OVER -> from = to;
            }
            if (count > 0 || isStuck) {
                return count;
            }
        }
        return 0;
    }

    /** Decides by the first bytes of the body, or of what follows a member, what comes; false if it needs more. */
    private boolean start() {
        boolean needsMore = isGzip ? to - from < 2 && isAt(GZIP_MAGIC >> 8) : to - from < MIN_TEXT && isText();
        if (needsMore) {
            return false;
        }
        boolean isMember = isGzip ? hasGzipMagic() : isDeflate();
        if (isMember) {
            state = isGzip ? State.HEADER : begin();
        } else {
            state = hasMember ? State.OVER : State.PLAIN; // padding, or a body that was never compressed
        }
        return true;
    }

    private boolean isAt(int value) {
        return (buffer[from] & 255) == value;
    }

    private boolean hasGzipMagic() {
        return to - from >= 2 && magic() == GZIP_MAGIC;
    }

    private boolean isDeflate() {
        isGuess = to - from < 2 || (buffer[from] & 15) != Z_DEFLATED || magic() % 31 != 0;
        return !isGuess || (!isText() && isDeflateSoFar());
    }

    /** Whether the first bytes are ASCII text: of one in millions of compressed bodies they are. */
    private boolean isText() {
        int end = Math.min(to, from + MIN_TEXT);
        for (int i = from; i < end; i++) {
            boolean isBlank = buffer[i] == '\n' || buffer[i] == '\r' || buffer[i] == '\t';
            if (!isBlank && (buffer[i] < ' ' || buffer[i] > '~')) {
                return false;
            }
        }
        return true;
    }

    private int magic() {
        return (buffer[from] & 255) * 256 + (buffer[from + 1] & 255);
    }

    /** Whether the bytes that are there can be decompressed without a zlib header. */
    private boolean isDeflateSoFar() {
        Inflater trial = new Inflater(true);
        try {
            trial.setInput(buffer, from, to - from);
            byte[] scrap = new byte[PIECE];
            while (trial.inflate(scrap) > 0 && trial.getBytesWritten() < MAX_TRIAL) {
                // goes on while there is something
            }
            return !trial.needsDictionary();
        } catch (DataFormatException e) {
            return trial.getBytesWritten() >= MIN_TEXT; // damaged further on
        } finally {
            trial.end();
        }
    }

    private void header() throws IOException {
        while (from < to) {
            if (header.add(buffer[from++])) {
                header = new GzipHeader();
                state = begin();
                return;
            }
        }
    }

    private State begin() {
        hasMember = true;
        if (inflater == null) {
            inflater = new Inflater(isGzip || isGuess);
        }
        state = State.DATA;
        feed();
        return state;
    }

    private void feed() {
        if (inflater != null && state == State.DATA) {
            inflater.setInput(buffer, from, to - from);
        }
    }

    private int inflate(byte[] piece) throws IOException {
        Inflater current = Objects.requireNonNull(inflater);
        int count = inflate(current, piece);
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

    private void trailer() {
        int count = Math.min(trailerLeft, to - from);
        from += count;
        trailerLeft -= count;
        if (trailerLeft == 0) {
            state = State.START;
        }
    }

    private int plain(byte[] piece) {
        int count = Math.min(piece.length, to - from);
        System.arraycopy(buffer, from, piece, 0, count);
        from += count;
        return count;
    }

    /** Frees memory that the garbage collector does not see; it would be freed some day. */
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
