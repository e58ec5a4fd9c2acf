// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.json.Utf8;
import dev.diglot.sse.SseLimitException;
import dev.diglot.sse.SseParser;
import dev.diglot.sse.SseSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the bytes of a stream: payloads into events or errors, and lines that belong to no event into an error or a
 * whole response. The caller passes the bytes in, so this never waits for any. Used by one thread at a time.
 *
 * @param <T> the whole response
 * @param <E> the event
 */
final class EventDecoder<T, E> implements SseSink {
    static final String WHOLE_RESPONSE = "the endpoint sent a whole response in place of a stream";

    /** Maximum bytes of non-SSE content kept for the error message. */
    private static final int MAX_UNKNOWN_BYTES = 64 * 1024;

    private static final int MAX_WARNINGS = 100;

    /** Number of events and unknown lines between two checks of the time: thousands may be received at once. */
    private static final int ITEMS_PER_CHECK = 64;

    /**
     * What is left of a line when the stream is cut inside it: a prefix of a field name, or of a byte order mark
     * (decoded to U+FFFD), or the beginning of an {@code error:} line, which some endpoints send.
     */
    private static final Pattern FIELD_PREFIX =
            Pattern.compile("d|da|dat|e|ev|eve|even|i|r|re|ret|retr|\\uFFFD|error:?");

    private final Response response;
    private final Operation<T, E> operation;
    private final Checkpoint checkpoint;
    private final Checkpoint timeCheck;
    private final SseParser parser;
    private final JsonReader json = JsonReader.ofWire();

    private final ArrayDeque<E> events = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean anyEvent;
    private int itemsUntilCheck = ITEMS_PER_CHECK;

    /** The lines since the last event that belong to no event; possibly a whole response, perhaps on several lines. */
    private final ByteArrayOutputStream unknownLines = new ByteArrayOutputStream(0);

    /** Whether the unknown lines may be a whole response, which may be larger than {@link #MAX_UNKNOWN_BYTES}. */
    private boolean mayBeWholeResponse;

    private @Nullable T wholeResponse;

    // How the events ended. Once done or failure is set, no event is added; once bytesEnded is set, only what the
    // incomplete last line or event holds.
    private boolean done;
    private boolean bytesEnded;
    private @Nullable DiglotException failure;

    /**
     * Creates a decoder.
     *
     * @param checkpoint throws if the call is over; called while one value is read
     * @param timeCheck does the same between events, and may allow more time
     */
    EventDecoder(
            Response response,
            Operation<T, E> operation,
            int maxEventBytes,
            Checkpoint checkpoint,
            Checkpoint timeCheck) {
        this.response = response;
        this.operation = operation;
        this.checkpoint = checkpoint;
        this.timeCheck = timeCheck;
        this.parser = new SseParser(maxEventBytes, this);
    }

    /** Decodes the next bytes. */
    void feed(ByteBuffer bytes) throws SseLimitException {
        parser.feed(bytes);
    }

    /** Decodes what an incomplete last line or event holds, and decides what the end of the bytes means. */
    void endOfBytes() throws SseLimitException {
        bytesEnded = true;
        parser.finish();
        DiglotException connectionFailure = response.failure();
        if (readUnknownLines()) {
            return;
        }
        if (connectionFailure != null) {
            fail(connectionFailure);
        } else if (!isEventStream() && !done) {
            fail(protocolFailure("the body is not an event stream", unknownLines.toByteArray(), null));
        }
    }

    private boolean isEventStream() {
        boolean isDeclared = response.head().contentType().contains("event-stream");
        return anyEvent || (isDeclared && unknownLines.size() == 0);
    }

    /** Fails if the time is over. */
    void checkTime() {
        try {
            timeCheck.check();
        } catch (DiglotException e) {
            fail(e);
        }
    }

    private void checkTimeRegularly() {
        itemsUntilCheck--;
        if (itemsUntilCheck == 0) {
            itemsUntilCheck = ITEMS_PER_CHECK;
            checkTime();
        }
    }

    @Override
    public boolean event(byte[] buffer, int offset, int length) {
        checkTimeRegularly();
        return failure == null && readPayload(buffer, offset, length, length);
    }

    /**
     * Reads one payload.
     *
     * @param lengthToEnd the number of bytes from the start of the payload to the end of its event; larger than
     *     {@code length} if the payload is one of several lines
     * @return false to stop reading
     */
    private boolean readPayload(byte[] buffer, int offset, int length, int lengthToEnd) {
        if (buffer[offset] != '{') {
            String text = text(buffer, offset, length).strip();
            if (text.isEmpty() || text.startsWith(":")) {
                return true; // a comment that a proxy wrapped into data
            }
            if (operation.events().endMarker().matcher(text).matches()) {
                readUnknownLines(); // fails if they are an error
                done = failure == null;
                return false;
            }
        }
        try {
            E event = json.decode(buffer, offset, length, operation.events(), checkpoint);
            return addEvent(event, buffer, offset, length);
        } catch (IOException e) {
            return readMalformed(Arrays.copyOfRange(buffer, offset, offset + lengthToEnd), length, e);
        }
    }

    /**
     * Reads a payload that is not JSON: with its invalid UTF-8 replaced, or line by line, or as an error.
     *
     * @param rest the event from the start of the payload on
     * @param length the length of the payload: the whole rest, or its first line
     */
    private boolean readMalformed(byte[] rest, int length, IOException cause) {
        byte[] repaired = Utf8.replaceInvalid(rest);
        if (repaired != rest) {
            warn(ResponseBody.INVALID_UTF8);
            boolean isFirstLine = length < rest.length;
            int repairedLength = isFirstLine ? endOfLine(repaired, 0) : repaired.length;
            return readPayload(repaired, 0, repairedLength, repaired.length);
        }
        boolean hasSeveralLines = endOfLine(rest, 0) < length;
        if (hasSeveralLines) {
            return readLines(rest);
        }
        ApiException error = errorIn(rest);
        if (error != null) {
            fail(error);
        } else if (!bytesEnded) { // otherwise it was cut in the middle, and the missing end is reported
            fail(protocolFailure("an event of the stream is not the JSON that was asked for", rest, cause));
        }
        return false;
    }

    /** Reads each line of an event as a payload of its own: some endpoints omit the blank lines between events. */
    private boolean readLines(byte[] event) {
        int start = 0;
        while (start < event.length) {
            int end = endOfLine(event, start);
            if (end > start && !readPayload(event, start, end - start, event.length - start)) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /** Returns the end of the line that starts at a position. */
    private static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Adds an event, unless it is an error; returns false to stop reading. */
    private boolean addEvent(E event, byte[] buffer, int offset, int length) {
        if (operation.events().mayBeError(event)) {
            ApiException error = errorIn(Arrays.copyOfRange(buffer, offset, offset + length));
            if (error != null) {
                fail(error);
                return false;
            }
        }
        if (!anyEvent) {
            anyEvent = true;
            response.listener().firstEvent();
        }
        unknownLines.reset();
        events.add(event);
        done = operation.events().isLast(event);
        return !done;
    }

    /** Returns the error that a payload holds, or null if none; any payload of an event named error is an error. */
    private @Nullable ApiException errorIn(byte[] payload) {
        if ("error".equals(parser.eventName())) {
            ResponseHead head = response.head();
            return ErrorDecoder.decode(head.status(), head.headers(), payload, response.call.key);
        }
        return recognizedError(payload);
    }

    /** Returns the error that a text holds, or null if none is recognized. */
    private @Nullable ApiException recognizedError(byte[] text) {
        ResponseHead head = response.head();
        return ErrorDecoder.decodeIfError(head.status(), head.headers(), text, response.call.key);
    }

    @Override
    public boolean unknownLine(byte[] buffer, int offset, int length) {
        checkTimeRegularly();
        if (failure != null) {
            return false;
        }
        byte[] line = Arrays.copyOfRange(buffer, offset, offset + length);
        ApiException error = mayHoldJson(line) ? recognizedError(line) : null;
        if (error != null) {
            fail(error);
            return false;
        }
        keepUnknownLine(line);
        return true;
    }

    private static boolean mayHoldJson(byte[] line) {
        for (byte b : line) {
            if (b == '{') {
                return true;
            }
        }
        return false;
    }

    private void keepUnknownLine(byte[] line) {
        if (unknownLines.size() == 0) {
            mayBeWholeResponse = !anyEvent && line[0] == '{';
            boolean isCutField = bytesEnded
                    && FIELD_PREFIX.matcher(text(line, 0, line.length)).matches();
            if (isCutField) {
                return;
            }
        }
        int maxBytes = mayBeWholeResponse ? response.call.maxBodyBytes : MAX_UNKNOWN_BYTES;
        if (unknownLines.size() < maxBytes) {
            unknownLines.write(line, 0, line.length);
            unknownLines.write('\n');
        }
    }

    /** Reads the unknown lines as an error or as the whole response; returns whether they are one of these. */
    private boolean readUnknownLines() {
        if (unknownLines.size() == 0) {
            return false;
        }
        byte[] lines = unknownLines.toByteArray();
        ApiException error = recognizedError(lines);
        if (error != null) {
            fail(error);
            return true;
        }
        if (anyEvent || failure != null || wholeResponse != null) {
            return false;
        }
        try {
            T value = json.decode(lines, 0, lines.length, operation.response(), checkpoint);
            if (operation.response().mayBeError(value)) {
                return false;
            }
            setWholeResponse(value);
            warn(WHOLE_RESPONSE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Accepts a whole response in place of events. */
    void setWholeResponse(T value) {
        wholeResponse = value;
        done = true;
    }

    /** Returns the whole response, or null if there is none. */
    @Nullable
    T wholeResponse() {
        return wholeResponse;
    }

    /** Ends the events because the bytes cannot be decompressed, or hold an event that is too large. */
    void fail(String problem, IOException cause) {
        fail(protocolFailure(problem, new byte[0], cause));
    }

    /** Ends the events with a failure, unless they ended before. */
    private void fail(DiglotException cause) {
        if (failure == null && !done) {
            failure = cause;
        }
    }

    private ProtocolException protocolFailure(String problem, byte[] body, @Nullable IOException cause) {
        return new ProtocolException(response.head().status(), problem, body, cause, response.call.key);
    }

    /** Returns the failure to throw after all decoded events were polled, or null. */
    @Nullable
    DiglotException failure() {
        return failure;
    }

    /** Returns whether no more events are added. */
    boolean isEnded() {
        return done || bytesEnded || failure != null;
    }

    /** Returns whether the server itself marked the end, or sent a whole response. */
    boolean done() {
        return done;
    }

    /** Returns the number of decoded events that were not polled yet. */
    int eventCount() {
        return events.size();
    }

    /** Removes and returns the next decoded event, or null if there is none. */
    @Nullable
    E pollEvent() {
        return events.poll();
    }

    /** Returns the non-fatal anomalies so far; {@link ResponseBody} adds to this list. */
    List<String> warnings() {
        return warnings;
    }

    /** Adds a warning, unless it was added before or there are too many. */
    void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    private static String text(byte[] buffer, int offset, int length) {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }
}
