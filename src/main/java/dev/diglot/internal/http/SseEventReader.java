// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.json.JsonReader;
import dev.diglot.json.Utf8;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ErrorEvent;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.sse.SseLimitException;
import dev.diglot.sse.SseParser;
import dev.diglot.sse.SseSink;
import dev.diglot.stream.EventReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a 2xx response: the events of a stream, from bytes to payloads to objects, or one whole value. Whichever of the
 * two was asked for, both are taken.
 *
 * <p>One thread at a time reads; any thread may close.
 *
 * @param <T> the whole response
 * @param <E> the event
 */
final class SseEventReader<T, E> implements EventReader<E>, SseSink {
    /** How many bytes of unknown lines are kept for the error message. */
    private static final int MAX_UNKNOWN = 64 * 1024;

    private static final int MAX_WARNINGS = 100;

    /** How long what had arrived by the deadline is read after it. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Events and lines between two looks at the time. */
    private static final int PER_CHECK = 64;

    /** Prefixes of a field name (or of a byte order mark) that are left when the stream is cut inside a line. */
    private static final Pattern FIELD_PREFIX =
            Pattern.compile("d|da|dat|e|ev|eve|even|i|r|re|ret|retr|\\uFFFD|error:?");

    /** The end marker as some endpoints misspell it: quoted, without brackets, in other brackets. */
    private static final Pattern DONE = Pattern.compile("(?i)[\"'<|\\[]{0,4}done[\"'>|\\]]{0,4}");

    private final Response response;
    private final Operation<T, E> operation;
    private final SseParser parser;
    private final @Nullable Decompressor decompressor;
    private final byte[] piece;
    private final ArrayDeque<E> waiting = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean anyEvent;
    private int untilCheck = PER_CHECK;

    /** Whether the reading thread waits for the network, so that an interrupt is meant for it. */
    private boolean isWaiting;

    /** Lines that belong to no field, since the last event; perhaps those of a whole response. */
    private final ByteArrayOutputStream unknown = new ByteArrayOutputStream(0);

    private boolean isUnknownJson;

    private @Nullable T whole;

    // How it ended. Once one of these is set, no event is added any more.
    private boolean done;
    private boolean ended;
    private @Nullable DiglotException failure;

    /**
     * Begins to read: takes a whole value at once, events later.
     *
     * @throws DiglotException if the response is neither
     */
    SseEventReader(Response response, Operation<T, E> operation, int maxEventBytes) {
        this.response = response;
        this.operation = operation;
        this.parser = new SseParser(maxEventBytes, this);
        this.decompressor = decompressor(response);
        this.piece = new byte[decompressor == null ? 0 : 8 * 1024];
        if (!response.isStream()) {
            readWhole();
        }
    }

    private static @Nullable Decompressor decompressor(Response response) {
        ResponseHead head = response.head();
        String encoding = Decompressor.unsupported(head.headers());
        if (encoding != null) {
            String problem = "the body is encoded as " + encoding + ", which was not asked for and cannot be decoded;"
                    + " turn the content encoding off at the endpoint or the gateway";
            throw new ProtocolException(head.status(), problem, new byte[0], null, response.call.key);
        }
        return Decompressor.of(head.headers());
    }

    private void readWhole() {
        ResponseBody body = new ResponseBody(response, warnings);
        boolean isEvents = body.startsWithEvents();
        if (!isEvents) {
            try {
                whole = body.read(operation);
                done = true;
            } catch (ProtocolException e) {
                isEvents = body.hasEvents();
                if (!isEvents) {
                    throw e;
                }
            }
        }
        if (!isEvents && response.call.wantsStream) {
            warn("the endpoint sent a whole response in place of a stream");
        }
        if (isEvents && !response.call.wantsStream) {
            warn("the endpoint sent a stream in place of a whole response");
        }
    }

    @Override
    public @Nullable E next() {
        return take(true);
    }

    @Override
    public @Nullable E poll() {
        return take(false);
    }

    private @Nullable E take(boolean wait) {
        isWaiting = wait;
        try {
            while (waiting.isEmpty() && !isEnded() && !response.isClosed()) {
                checkTime();
                if (!isEnded() && !feed() && !receive(wait)) {
                    return null;
                }
            }
        } catch (IOException e) {
            String problem = e.getMessage() + (e instanceof SseLimitException ? " (maxEventBytes)" : "");
            fail(problem(problem, new byte[0], e));
        }
        if (decompressor != null && isEnded()) {
            if (decompressor.wasPlain()) {
                warn(ResponseBody.NOT_COMPRESSED);
            }
            decompressor.end();
        }
        boolean isComplete = done && waiting.size() <= 1 && response.taken();
        DiglotException cause = response.isClosed() && !isComplete ? response.failure() : null;
        if (cause == null && waiting.isEmpty()) {
            cause = failure;
        }
        if (cause != null) {
            throw cause;
        }
        return waiting.poll();
    }

    /**
     * Ends the reading of a flood, in which no wait would notice an interrupt or the deadline. Of a stream that is not
     * compressed, what has arrived by the deadline is still read: it is not much.
     */
    private void checkTime() {
        boolean isLittle = response.isStream() && decompressor == null;
        try {
            if (!isLittle || !response.call.isOver() || response.call.nanosLeft() < -GRACE_NANOS) {
                checkpoint();
            }
        } catch (DiglotException e) {
            fail(e);
        }
    }

    @Override
    public void checkpoint() {
        response.checkpoint(isWaiting);
    }

    @Override
    public long nanosLeft() {
        return response.call.nanosLeft();
    }

    /** Takes what the network has brought; returns whether there was anything, or the end. */
    private boolean receive(boolean wait) throws IOException {
        boolean isLast = wait || response.isEnded();
        List<ByteBuffer> bytes = response.take(wait);
        if (bytes == null && isLast) {
            end();
        }
        for (int i = 0; bytes != null && i < bytes.size() && !isEnded(); i++) {
            if (decompressor == null) {
                parser.feed(bytes.get(i));
            } else {
                decompressor.add(bytes.get(i));
            }
        }
        return bytes != null || isLast;
    }

    /** Decompresses the next bytes, if there are any. */
    private boolean feed() throws IOException {
        int count = decompressor == null ? 0 : decompressor.read(piece);
        if (count > 0) {
            parser.feed(ByteBuffer.wrap(piece, 0, count));
        }
        return count > 0;
    }

    /** Acts on the end of the bytes, good or not: what had arrived whole is delivered first. */
    private void end() throws SseLimitException {
        ended = true;
        parser.finish();
        DiglotException cut = response.failure();
        if (readUnknown()) {
            return;
        }
        boolean isStream = anyEvent || (isEventStream() && unknown.size() == 0);
        if (cut != null) {
            fail(cut);
        } else if (!isStream && !done) {
            fail(problem("the body is no event stream", unknown.toByteArray(), null));
        }
    }

    private boolean isEventStream() {
        return response.head().contentType().contains("event-stream");
    }

    /** Reads the unknown lines as an error, or as the whole response; returns whether they are one. */
    private boolean readUnknown() {
        if (unknown.size() == 0) {
            return false;
        }
        byte[] lines = unknown.toByteArray();
        ApiException error = inStream(lines);
        if (error != null) {
            return !fail(error);
        }
        if (anyEvent || failure != null || whole != null) {
            return false;
        }
        try {
            T value = JsonReader.decode(lines, 0, lines.length, operation.response(), this::checkpoint);
            if (operation.response().mayBeError(value)) {
                return false;
            }
            whole = value;
            done = true;
            warn("the endpoint sent a whole response in place of a stream");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean event(byte[] buffer, int offset, int length) {
        return mayGoOn() && payload(buffer, offset, length, length);
    }

    /** Looks at the time every now and then: thousands of events may arrive together. */
    private boolean mayGoOn() {
        if (--untilCheck == 0) {
            untilCheck = PER_CHECK;
            checkTime();
        }
        return failure == null;
    }

    /**
     * Reads one payload.
     *
     * @param rest how many bytes there are from its beginning to the end of its event, which may have more lines
     * @return false to stop reading
     */
    private boolean payload(byte[] buffer, int offset, int length, int rest) {
        if (buffer[offset] != '{') {
            String text = text(buffer, offset, length).strip();
            if (text.isEmpty() || text.startsWith(":")) {
                return true; // a comment that a proxy wrapped into data
            }
            if (DONE.matcher(text).matches()) {
                readUnknown();
                done = failure == null;
                return false;
            }
        }
        try {
            return add(
                    JsonReader.decode(buffer, offset, length, operation.event(), this::checkpoint),
                    buffer,
                    offset,
                    length);
        } catch (IOException e) {
            byte[] payload = Arrays.copyOfRange(buffer, offset, offset + rest);
            byte[] mended = Utf8.mended(payload);
            if (mended != payload) {
                warn(ResponseBody.INVALID_UTF8);
                return payload(mended, 0, rest == length ? mended.length : firstLine(mended, 0), mended.length);
            }
            return firstLine(payload, 0) < length ? lines(payload) : unreadable(payload, e);
        }
    }

    /** Reads each line of an event as a payload of its own: some endpoints leave out the blank lines between events. */
    private boolean lines(byte[] event) {
        int start = 0;
        while (start < event.length) {
            int end = firstLine(event, start);
            if (end > start && !payload(event, start, end - start, event.length - start)) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /** Returns where the line that begins here ends. */
    private static int firstLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Looks for an error in what cannot be read, or fails with it. */
    private boolean unreadable(byte[] payload, IOException cause) {
        ApiException error = errorIn(payload);
        if (error != null) {
            return fail(error);
        }
        if (ended) {
            return false; // cut in the middle: the missing end tells
        }
        return fail(problem("an event of the stream is not the JSON that was asked for", payload, cause));
    }

    private boolean add(E event, byte[] buffer, int offset, int length) {
        ApiException error = mayBeError(event) ? errorIn(Arrays.copyOfRange(buffer, offset, offset + length)) : null;
        if (error != null) {
            return fail(error);
        }
        if (!anyEvent) {
            anyEvent = true;
            response.audience().firstEvent();
        }
        unknown.reset();
        waiting.add(event);
        done = event instanceof MessageStopEvent;
        return !done;
    }

    /** Returns the error that a payload is, or null; an event named error is one whatever it holds. */
    private @Nullable ApiException errorIn(byte[] payload) {
        return "error".equals(parser.eventName())
                ? ErrorDecoder.decode(response.head().status(), response.head().headers(), payload, response.call.key)
                : inStream(payload);
    }

    @Override
    public boolean unknownLine(byte[] buffer, int offset, int length) {
        if (!mayGoOn()) {
            return false;
        }
        byte[] line = Arrays.copyOfRange(buffer, offset, offset + length);
        ApiException error = mayHoldJson(line) ? inStream(line) : null;
        if (error != null) {
            return fail(error);
        }
        byte first = line[0];
        if (unknown.size() == 0) {
            isUnknownJson = !anyEvent && first == '{';
            if (ended && FIELD_PREFIX.matcher(text(buffer, offset, length)).matches()) {
                return true; // the stream was cut in the middle of a line
            }
        }
        if (unknown.size() < (isUnknownJson ? response.call.maxBodyBytes : MAX_UNKNOWN)) {
            unknown.write(buffer, offset, length);
            unknown.write('\n');
        }
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

    private @Nullable ApiException inStream(byte[] body) {
        return ErrorDecoder.inStream(response.head().status(), response.head().headers(), body, response.call.key);
    }

    private ProtocolException problem(String problem, byte[] body, @Nullable IOException cause) {
        return new ProtocolException(response.head().status(), problem, body, cause, response.call.key);
    }

    @Override
    public boolean isEnded() {
        return done || ended || failure != null;
    }

    @Override
    public void setListener(Runnable listener) {
        response.watch.begin(listener);
    }

    @Override
    public @Nullable Object wholeResponse() {
        return whole;
    }

    @Override
    public boolean hasEndMarker() {
        return done;
    }

    @Override
    public int status() {
        return response.head().status();
    }

    @Override
    public Map<String, List<String>> headers() {
        return Collections.unmodifiableMap(response.shownHeaders());
    }

    @Override
    public int attempts() {
        return response.call.attempts.count();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    private void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    @Override
    public void finish(@Nullable DiglotException fault) {
        release();
        response.audience().end(fault, null);
    }

    @Override
    public void close() {
        release();
        response.audience().closed();
    }

    /** Ends the exchange; that of a whole body has ended. */
    private void release() {
        if (response.isStream()) {
            response.close();
        }
    }

    /** Whether an event must be looked at again as an error; the common ones are told apart at once. */
    private static boolean mayBeError(Object event) {
        if (event instanceof ChatCompletionChunk chunk) {
            return chunk.choices().isEmpty() || chunk.additionalProperties().containsKey("error");
        }
        return event instanceof MessageStreamEvent.Unknown || event instanceof ErrorEvent;
    }

    private static String text(byte[] buffer, int offset, int length) {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }

    /** Keeps the first reason why there will be no more events. Returns false: nothing more is read. */
    private boolean fail(DiglotException reason) {
        failure = failure == null && !done ? reason : failure;
        return false;
    }
}
