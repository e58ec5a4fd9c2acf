// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into server-sent events. The bytes are pushed in, in chunks of any size.
 *
 * <p>One parser serves one stream; it must be used by one thread at a time. It allocates no object per event: the sink
 * reads each payload in the parser's buffer. Parsing ends with {@link #finish()}, or when the sink returns false.
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

    // The buffer holds, in this order: the payload of the current event so far, lines that were processed, the current
    // line, free space.
    private byte[] buffer = new byte[INITIAL_SIZE];

    /** Where the payload of the current event starts, or -1 before its first data line. */
    private int dataStart = -1;

    private int dataLength;
    private int lineStart;

    /** Where the search for the end of the current line continues. */
    private int searchedTo;

    /** Where the free space starts. */
    private int end;

    private final Text eventName = new Text();
    private final Text lastEventId = new Text();

    /** Whether a byte order mark was skipped, or found to be missing. */
    private boolean isBomHandled;

    /** Whether the last line ended with a carriage return: a line feed right after it belongs to the same line end. */
    private boolean isAfterCarriageReturn;

    private boolean isStopped;

    /**
     * Creates a parser for one stream.
     *
     * @param maxEventBytes the maximum number of bytes of a line, and of the payload of an event
     * @param sink receives the events
     */
    public SseParser(int maxEventBytes, SseSink sink) {
        this.maxBytes = maxEventBytes;
        this.sink = sink;
    }

    /**
     * Parses the next bytes of the stream, and delivers every event that they complete.
     *
     * @param bytes the next bytes; left unread once the sink has stopped the parser
     * @throws SseLimitException if a line or an event exceeds the maximum; the parser is then stopped
     */
    public void feed(ByteBuffer bytes) throws SseLimitException {
        while (!isStopped && bytes.hasRemaining()) {
            makeRoom();
            int count = Math.min(bytes.remaining(), buffer.length - end);
            bytes.get(buffer, end, count);
            end += count;
            splitLines();
        }
    }

    /**
     * Ends the stream, and stops the parser. A last line without a line end and a last event without a blank line are
     * still delivered, although they may be truncated; the sink must judge that.
     *
     * @throws SseLimitException if that line or event exceeds the maximum
     */
    public void finish() throws SseLimitException {
        if (!isStopped && lineStart < end) {
            processLine(lineStart, end);
        }
        if (!isStopped) {
            dispatch();
        }
        isStopped = true;
    }

    /** {@return the name of the current event, or null if it has none} */
    public @Nullable String eventName() {
        return eventName.length == 0 ? null : eventName.toString();
    }

    /** {@return the last event id that the server sent, or an empty string} */
    public String lastEventId() {
        return lastEventId.toString();
    }

    /** Skips a byte order mark at the start. Returns false if the bytes so far may be the beginning of one. */
    private boolean skipBom() {
        int count = Math.min(BOM.length, end - lineStart);
        boolean matches = Arrays.equals(buffer, lineStart, lineStart + count, BOM, 0, count);
        if (matches && count < BOM.length) {
            return false;
        }
        isBomHandled = true;
        if (matches) {
            lineStart += BOM.length;
            searchedTo = lineStart;
        }
        return true;
    }

    private void splitLines() throws SseLimitException {
        if (!isBomHandled && !skipBom()) {
            return;
        }
        byte[] bytes = buffer;
        int limit = end;
        for (int at = searchedTo; at < limit; at++) {
            byte b = bytes[at];
            // one comparison for nearly every byte: this loop dominates the cost of parsing
            if (b > '\r' || (b != '\n' && b != '\r')) {
                continue;
            }
            int start = lineStart;
            lineStart = at + 1;
            if (b == '\n' && isAfterCarriageReturn && start == at) {
                isAfterCarriageReturn = false; // the line already ended at the carriage return
                continue;
            }
            isAfterCarriageReturn = b == '\r';
            processLine(start, at);
            if (isStopped) {
                return;
            }
        }
        searchedTo = limit;
        if (limit - lineStart > maxBytes) {
            throw tooLong("a line");
        }
    }

    private void processLine(int start, int lineEnd) throws SseLimitException {
        if (start == lineEnd) {
            dispatch();
            return;
        }
        if (lineEnd - start > maxBytes) {
            throw tooLong("a line");
        }
        int value = valueStart(DATA, start, lineEnd);
        if (value >= 0) {
            appendData(value, lineEnd - value);
        } else if (buffer[start] == ':') {
            sink.comment();
        } else {
            processOtherField(start, lineEnd);
        }
    }

    private void processOtherField(int start, int lineEnd) {
        int name = valueStart(EVENT, start, lineEnd);
        if (name >= 0) {
            eventName.set(buffer, name, lineEnd - name);
            return;
        }
        int id = valueStart(ID, start, lineEnd);
        if (id >= 0) {
            setLastEventId(id, lineEnd);
            return;
        }
        boolean isRetry = valueStart(RETRY, start, lineEnd) >= 0; // ignored, as nothing reconnects
        if (!isRetry) {
            isStopped = !sink.unknownLine(buffer, start, lineEnd - start);
        }
    }

    /** Returns where the value of a line starts, or -1 if the line is not of that field. */
    private int valueStart(byte[] field, int start, int lineEnd) {
        int colon = start + field.length;
        if (colon > lineEnd
                || buffer[start] != field[0]
                || !Arrays.equals(buffer, start, colon, field, 0, field.length)) {
            return -1;
        }
        if (colon == lineEnd) {
            return lineEnd; // a field name without a colon has an empty value
        }
        if (buffer[colon] != ':') {
            return -1;
        }
        boolean hasSpace = colon + 1 < lineEnd && buffer[colon + 1] == ' ';
        return hasSpace ? colon + 2 : colon + 1;
    }

    /** Appends a data line to the payload of the current event. Only lines after the first one are copied. */
    private void appendData(int start, int length) throws SseLimitException {
        if (dataStart < 0) {
            dataStart = start;
            dataLength = length;
            return;
        }
        int at = dataStart + dataLength; // less than start: at least a line end and a field name are between them
        buffer[at] = '\n';
        System.arraycopy(buffer, start, buffer, at + 1, length);
        dataLength += 1 + length;
        if (dataLength > maxBytes) {
            throw tooLong("an event");
        }
    }

    /** Ignores an id that contains a NUL, as the standard asks. */
    private void setLastEventId(int start, int lineEnd) {
        for (int at = start; at < lineEnd; at++) {
            if (buffer[at] == 0) {
                return;
            }
        }
        lastEventId.set(buffer, start, lineEnd - start);
    }

    /** Delivers the current event, unless its payload is missing or blank, and starts the next one. */
    private void dispatch() {
        int start = dataStart;
        dataStart = -1;
        if (start >= 0 && !isBlank(start, start + dataLength)) {
            isStopped = !sink.event(buffer, start, dataLength);
        }
        eventName.length = 0;
    }

    private boolean isBlank(int start, int limit) {
        for (int at = start; at < limit; at++) {
            byte b = buffer[at];
            if (b != ' ' && b != '\t' && b != '\n') {
                return false;
            }
        }
        return true;
    }

    /** Makes room for at least one byte. */
    private void makeRoom() {
        if (lineStart == end && dataStart < 0) {
            lineStart = 0;
            searchedTo = 0;
            end = 0;
        } else if (end == buffer.length) {
            compact();
        }
    }

    /**
     * Moves the payload and the current line to the front of the buffer, without the processed lines between them. The
     * buffer is doubled if they fill more than half of it, so that compacting stays rare.
     */
    private void compact() {
        int newLineStart = dataStart < 0 ? 0 : dataLength + 1; // one byte for the line feed that appendData may write
        int lineLength = end - lineStart;
        int used = newLineStart + lineLength;
        byte[] target = used > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        if (dataStart >= 0) {
            System.arraycopy(buffer, dataStart, target, 0, dataLength);
            dataStart = 0;
        }
        System.arraycopy(buffer, lineStart, target, newLineStart, lineLength);
        buffer = target;
        searchedTo += newLineStart - lineStart;
        lineStart = newLineStart;
        end = used;
    }

    private SseLimitException tooLong(String what) {
        isStopped = true;
        return new SseLimitException(what, maxBytes);
    }

    /** A short text that is kept after its bytes have left the buffer; converted to a string only on demand. */
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
