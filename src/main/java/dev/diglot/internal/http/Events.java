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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed answer: bytes to payloads to events, on the thread that reads them.
 *
 * <p>One thread at a time reads; any thread may close.
 *
 * @param <E> the event
 */
final class Events<E> implements EventSource<E>, SseSink {
    private final Answer answer;
    private final ModelReader<E> reader;
    private final SseParser parser;
    private final ArrayDeque<E> waiting = new ArrayDeque<>();
    private boolean anyEvent;
    private byte[] foreign = {};

    // How it ended. Once one of these is so, no event is added any more.
    private volatile boolean done;
    private boolean ended;
    private @Nullable DiglotException failure;

    Events(Answer answer, ModelReader<E> reader, int maxEventBytes) {
        this.answer = answer;
        this.reader = reader;
        this.parser = new SseParser(maxEventBytes, this);
    }

    @Override
    public @Nullable E next() {
        while (waiting.isEmpty() && !done && !ended && failure == null) {
            List<ByteBuffer> bytes = answer.take();
            try {
                if (bytes == null) {
                    end();
                } else {
                    for (int i = 0; i < bytes.size() && failure == null; i++) {
                        parser.feed(bytes.get(i));
                    }
                }
            } catch (SseLimitException e) {
                fail(new ProtocolException(answer.status(), e.getMessage() + " (maxEventBytes)", new byte[0], 0, 0, e));
            }
        }
        DiglotException fault = answer.isClosed() ? answer.failure() : waiting.isEmpty() ? failure : null;
        if (fault != null) {
            throw fault;
        }
        return waiting.poll();
    }

    /** The bytes have ended, whichever way: what had arrived whole is given first. */
    private void end() throws SseLimitException {
        ended = true;
        parser.finish();
        DiglotException cut = answer.failure();
        if (cut != null) {
            fail(cut);
        } else if (!anyEvent && !answer.contentType().contains("event-stream")) {
            fail(new ProtocolException(
                    answer.status(), "the body is no event stream", foreign, 0, foreign.length, null));
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
            ApiException error = "error".equals(parser.eventName())
                    ? ErrorDecoder.decode(
                            answer.status(), answer.headers(), Arrays.copyOfRange(buffer, offset, offset + length))
                    : ErrorDecoder.inStream(answer.status(), answer.headers(), buffer, offset, length);
            if (error != null) {
                return fail(error);
            }
        }
        if (event == null) {
            String problem = "an event of the stream is not the JSON that was asked for";
            return fail(new ProtocolException(answer.status(), problem, buffer, offset, length, fault));
        }
        anyEvent = true;
        waiting.add(event);
        done = event instanceof MessageStopEvent;
        return !done;
    }

    @Override
    public boolean stray(byte[] buffer, int offset, int length) {
        if (buffer[offset] != '{' && buffer[offset] != '<') {
            foreign = foreign.length == 0 ? Arrays.copyOfRange(buffer, offset, offset + length) : foreign;
            return true; // a field that is not known
        }
        ApiException error = ErrorDecoder.inStream(answer.status(), answer.headers(), buffer, offset, length);
        if (error != null) {
            return fail(error);
        }
        String problem = "the body is no event stream";
        return anyEvent || fail(new ProtocolException(answer.status(), problem, buffer, offset, length, null));
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public Map<String, List<String>> headers() {
        return answer.headers();
    }

    @Override
    public void close() {
        answer.close(done);
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
