// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits server-sent events out of bytes that are pushed in, however they are cut.
 *
 * <p>One parser serves one stream, from one thread at a time. It makes no object per event: payloads are handed on
 * where they stand in its buffer. It ends with {@link #finish()}, or when the sink wants no more.
 */
public final class SseParser {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] ID = {'i', 'd'};
    private static final byte[] RETRY = {'r', 'e', 't', 'r', 'y'};
    private static final int INITIAL_SIZE = 8 * 1024;

    private final int maxBytes;
    private final SseSink sink;

    // The buffer, from left to right: the payload of the open event, done lines, the open line, room.
    private byte[] buffer = new byte[INITIAL_SIZE];
    private int dataStart = -1;
    private int dataLength;
    private int lineStart;
    private int scanned;
    private int end;

    private final Text name = new Text();
    private final Text id = new Text();
    private boolean begun;
    private boolean carriageReturn;
    private boolean stopped;

    /**
     * Makes a parser for one stream.
     *
     * @param maxEventBytes the most bytes that a line may have, and the payload of an event
     * @param sink takes what is found
     */
    public SseParser(int maxEventBytes, SseSink sink) {
        this.maxBytes = maxEventBytes;
        this.sink = sink;
    }

    /**
     * Takes the next bytes of the stream, and hands on every event that they complete.
     *
     * @param bytes the next bytes; left unread once the sink wants no more
     * @throws SseLimitException if a line or an event passes the bound; the parser then has stopped
     */
    public void feed(ByteBuffer bytes) throws SseLimitException {
        while (!stopped && bytes.hasRemaining()) {
            makeRoom();
            int count = Math.min(bytes.remaining(), buffer.length - end);
            bytes.get(buffer, end, count);
            end += count;
            lines();
        }
    }

    /**
     * Ends the stream. A line or an event that lacks only its end is handed on, whole or not: the sink knows.
     *
     * @throws SseLimitException if that event passes the bound
     */
    public void finish() throws SseLimitException {
        if (!stopped && lineStart < end) {
            line(lineStart, end);
        }
        if (!stopped) {
            dispatch();
        }
        stopped = true;
    }

    /** {@return the name that the event at hand was given, or null if it has none} */
    public @Nullable String eventName() {
        return name.length == 0 ? null : name.toString();
    }

    /** {@return the last id that the server gave to an event, empty if none} */
    public String lastEventId() {
        return id.toString();
    }

    /** Skips a byte order mark at the start; returns false if the bytes so far may still become one. */
    private boolean begin() {
        int count = Math.min(BOM.length, end - lineStart);
        boolean isMark = Arrays.equals(buffer, lineStart, lineStart + count, BOM, 0, count);
        if (isMark && count < BOM.length) {
            return false;
        }
        begun = true;
        if (isMark) {
            lineStart += BOM.length;
            scanned = lineStart;
        }
        return true;
    }

    private void lines() throws SseLimitException {
        if (!begun && !begin()) {
            return;
        }
        byte[] bytes = buffer;
        int limit = end;
        for (int at = scanned; at < limit; at++) {
            byte b = bytes[at];
            // one comparison for nearly every byte: this loop is the cost of splitting
            if (b > '\r' || (b != '\n' && b != '\r')) {
                continue;
            }
            int start = lineStart;
            lineStart = at + 1;
            if (b == '\n' && carriageReturn && start == at) {
                carriageReturn = false; // the second half of a line end that was already acted on
                continue;
            }
            carriageReturn = b == '\r';
            line(start, at);
            if (stopped) {
                return;
            }
        }
        scanned = limit;
        if (limit - lineStart > maxBytes) {
            throw tooLong("a line");
        }
    }

    private void line(int start, int to) throws SseLimitException {
        int value;
        if (start == to) {
            dispatch();
        } else if (to - start > maxBytes) {
            throw tooLong("a line");
        } else if ((value = valueOf(DATA, start, to)) >= 0) {
            data(value, to - value);
        } else if (buffer[start] == ':') {
            sink.comment();
        } else if ((value = valueOf(EVENT, start, to)) >= 0) {
            name.set(buffer, value, to - value);
        } else if ((value = valueOf(ID, start, to)) >= 0) {
            id(value, to);
        } else if (valueOf(RETRY, start, to) < 0) {
            stopped = !sink.unknownLine(buffer, start, to - start);
        }
    }

    /** Where the value begins if the line is of that field, else -1. */
    private int valueOf(byte[] field, int start, int to) {
        int colon = start + field.length;
        if (colon > to || buffer[start] != field[0] || !Arrays.equals(buffer, start, colon, field, 0, field.length)) {
            return -1;
        }
        if (colon == to) {
            return to;
        }
        if (buffer[colon] != ':') {
            return -1;
        }
        return colon + 1 < to && buffer[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private void data(int start, int length) throws SseLimitException {
        if (dataStart < 0) {
            dataStart = start;
            dataLength = length;
            return;
        }
        int at = dataStart + dataLength; // a line is longer than its value, so there is room for the line feed
        buffer[at] = '\n';
        System.arraycopy(buffer, start, buffer, at + 1, length);
        dataLength += 1 + length;
        if (dataLength > maxBytes) {
            throw tooLong("an event");
        }
    }

    private void id(int start, int to) {
        for (int at = start; at < to; at++) {
            if (buffer[at] == 0) {
                return;
            }
        }
        id.set(buffer, start, to - start);
    }

    private void dispatch() {
        int start = dataStart;
        dataStart = -1;
        if (start >= 0 && !isBlank(start, start + dataLength)) {
            stopped = !sink.event(buffer, start, dataLength);
        }
        name.length = 0;
    }

    private boolean isBlank(int start, int to) {
        for (int at = start; at < to; at++) {
            byte b = buffer[at];
            if (b != ' ' && b != '\t' && b != '\n') {
                return false;
            }
        }
        return true;
    }

    /** Makes sure that at least one byte fits, forgetting the lines that are done. */
    private void makeRoom() {
        if (lineStart == end && dataStart < 0) {
            lineStart = 0;
            scanned = 0;
            end = 0;
        } else if (end == buffer.length) {
            int data = dataStart < 0 ? 0 : dataLength + 1; // and one for the line feed to come
            int line = end - lineStart;
            byte[] target = data + line > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
            if (dataStart >= 0) {
                System.arraycopy(buffer, dataStart, target, 0, dataLength);
                dataStart = 0;
            }
            System.arraycopy(buffer, lineStart, target, data, line);
            buffer = target;
            scanned += data - lineStart;
            lineStart = data;
            end = data + line;
        }
    }

    private SseLimitException tooLong(String what) {
        stopped = true;
        return new SseLimitException(what, maxBytes);
    }

    /** A short text that outlives its place in the buffer, made a string only when asked for. */
    private static final class Text {
        private byte[] bytes = {};
        private int length;

        void set(byte[] source, int start, int count) {
            if (bytes.length < count) {
                bytes = new byte[count];
            }
            System.arraycopy(source, start, bytes, 0, count);
            length = count;
        }

        @Override
        public String toString() {
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }
}
