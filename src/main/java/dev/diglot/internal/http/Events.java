// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.json.JsonReader;
import dev.diglot.json.ModelReader;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ErrorEvent;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.sse.SseLimitException;
import dev.diglot.sse.SseParser;
import dev.diglot.sse.SseSink;
import dev.diglot.stream.EventSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed answer: bytes to payloads to events, on the thread that reads them.
 *
 * <p>One thread at a time reads; any thread may close.
 *
 * @param <E> the event
 */
final class Events<E> implements EventSource<E>, SseSink {
    /** So much is kept of what stands in place of a stream. */
    private static final int MOST_FOREIGN = 64 * 1024;

    /** What of a field's name, or of a byte order mark, may have come when the bytes end. */
    private static final Pattern BEGUN = Pattern.compile("d|da|dat|e|ev|eve|even|i|r|re|ret|retr|\\uFFFD");

    private final Answer answer;
    private final ModelReader<E> reader;
    private final SseParser parser;
    private final @Nullable Decompressor decompressor;
    private final byte[] piece;
    private final @Nullable Object whole;
    private final ArrayDeque<E> waiting = new ArrayDeque<>();
    private boolean anyEvent;
    private final ByteArrayOutputStream foreign = new ByteArrayOutputStream(0);

    // How it ended. Once one of these is so, no event is added any more.
    private boolean done;
    private boolean ended;
    private @Nullable DiglotException failure;

    /**
     * Makes one.
     *
     * @throws DiglotException if the answer is no stream, and no whole answer in its place either
     */
    Events(Answer answer, Operation<?, E> operation, int maxEventBytes) {
        this.answer = answer;
        this.reader = operation.event();
        this.parser = new SseParser(maxEventBytes, this);
        this.decompressor = Decompressor.of(answer.head().headers());
        this.piece = new byte[decompressor == null ? 0 : 8 * 1024];
        this.whole = answer.head().isStream() ? null : whole(operation, answer);
        this.done = whole != null;
    }

    private static Object whole(Operation<?, ?> operation, Answer answer) {
        GoodBody body = new GoodBody(answer);
        if (!answer.head().contentType().contains("json")) {
            throw body.none("is no event stream", null);
        }
        return body.read(operation);
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
        try {
            while (waiting.isEmpty() && !isEnded()) {
                if (!feed() && !receive(wait)) {
                    return null;
                }
            }
        } catch (IOException e) {
            String problem = e.getMessage() + (e instanceof SseLimitException ? " (maxEventBytes)" : "");
            fail(new ProtocolException(answer.head().status(), problem, new byte[0], e));
        }
        if (decompressor != null && isEnded()) {
            decompressor.end();
        }
        boolean isComplete = done && waiting.size() <= 1 && answer.taken();
        DiglotException fault =
                answer.isClosed() && !isComplete ? answer.failure() : waiting.isEmpty() ? failure : null;
        if (fault != null) {
            throw fault;
        }
        return waiting.poll();
    }

    /** Takes what the network has brought; answers whether there was anything, or the end. */
    private boolean receive(boolean wait) throws IOException {
        boolean isLast = wait || answer.isEnded();
        List<ByteBuffer> bytes = answer.take(wait);
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

    /** Undoes a piece of the compression, if there is any. */
    private boolean feed() throws IOException {
        int count = decompressor == null ? 0 : decompressor.read(piece);
        if (count > 0) {
            parser.feed(ByteBuffer.wrap(piece, 0, count));
        }
        return count > 0;
    }

    /** The bytes have ended, whichever way: what had arrived whole is given first. */
    private void end() throws SseLimitException {
        ended = true;
        parser.finish();
        DiglotException cut = answer.failure();
        byte[] body = answer.call.withoutKey(foreign.toByteArray());
        ApiException error = body.length == 0 ? null : inStream(body);
        boolean isStream = anyEvent || (answer.head().contentType().contains("event-stream") && body.length == 0);
        if (error != null) {
            fail(error); // one that stands on several lines
        } else if (cut != null) {
            fail(cut);
        } else if (!isStream) {
            fail(new ProtocolException(answer.head().status(), "the body is no event stream", body, null));
        }
    }

    @Override
    public boolean event(byte[] buffer, int offset, int length) {
        if (buffer[offset] != '{' && text(buffer, offset, length).strip().equals("[DONE]")) {
            done = true;
            return false;
        }
        E event = null;
        IOException fault = null;
        try {
            event = JsonReader.decode(buffer, offset, length, reader);
        } catch (IOException e) {
            byte[] mended = text(buffer, offset, length).getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(mended, 0, mended.length, buffer, offset, offset + length)) {
                // broken UTF-8 is replaced, as the rules of event streams have it
                return event(mended, 0, mended.length);
            }
            fault = e;
        }
        if (event == null && ended) {
            return false; // cut in the middle: the missing end tells
        }
        if (event == null || mayBeError(event)) {
            byte[] body = copy(buffer, offset, length);
            ApiException error = "error".equals(parser.eventName())
                    ? ErrorDecoder.decode(answer.head().status(), answer.shownHeaders(), body)
                    : inStream(body);
            if (error != null) {
                return fail(error);
            }
        }
        if (event == null) {
            String problem = "an event of the stream is not the JSON that was asked for";
            return fail(new ProtocolException(answer.head().status(), problem, copy(buffer, offset, length), fault));
        }
        if (!anyEvent) {
            anyEvent = true;
            answer.audience().firstEvent();
        }
        foreign.reset();
        waiting.add(event);
        done = event instanceof MessageStopEvent;
        return !done;
    }

    @Override
    public boolean stray(byte[] buffer, int offset, int length) {
        ApiException error = buffer[offset] == '{' ? inStream(copy(buffer, offset, length)) : null;
        boolean isCut = ended
                && foreign.size() == 0
                && BEGUN.matcher(text(buffer, offset, length)).matches();
        if (!isCut && foreign.size() < MOST_FOREIGN) {
            foreign.write(buffer, offset, length);
            foreign.write('\n');
        }
        return error == null || fail(error);
    }

    private @Nullable ApiException inStream(byte[] body) {
        return ErrorDecoder.inStream(answer.head().status(), answer.shownHeaders(), body);
    }

    private byte[] copy(byte[] buffer, int offset, int length) {
        return answer.call.withoutKey(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public boolean isEnded() {
        return done || ended || failure != null;
    }

    @Override
    public void listen(Runnable listener) {
        answer.watch.begin(listener);
    }

    @Override
    public @Nullable Object whole() {
        return whole;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Map<String, List<String>> headers() {
        return answer.head().headers();
    }

    @Override
    public void finish(@Nullable DiglotException fault) {
        answer.close();
        answer.audience().end(fault, null);
    }

    @Override
    public void close() {
        answer.close();
        answer.audience().closed();
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

    /** Keeps the first reason why there will be no more events. Answers false: nothing more is read. */
    private boolean fail(DiglotException reason) {
        failure = failure == null && !done ? reason : failure;
        return false;
    }
}
