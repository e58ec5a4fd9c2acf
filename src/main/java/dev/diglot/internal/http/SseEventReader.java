// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.internal.EventReader;
import dev.diglot.sse.SseLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a 2xx response, decompresses them, passes them to an {@link EventDecoder}, and ends the exchange.
 * The body may hold events or a whole value, no matter which of them was requested; both are read.
 *
 * <p>One thread at a time reads; any thread may close.
 *
 * @param <T> the whole response
 * @param <E> the event
 */
final class SseEventReader<T, E> implements EventReader<E> {
    /** How long bytes that were received before the deadline are still decoded after it. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int CHUNK = 8 * 1024;

    private final Response response;
    private final Operation<T, E> operation;

    /** Null if the call is not observed. */
    private final @Nullable ObservedCall observed;

    /** Null if the body is not compressed. */
    private final @Nullable Decompressor decompressor;

    /** Receives decompressed bytes. */
    private final byte[] decompressed;

    private final EventDecoder<T, E> decoder;

    /** Whether the reading thread blocks until there is an event; then an interrupt of it ends this call. */
    private boolean isWaiting;

    /**
     * Reads the response at once if its body is a whole value; events are read later.
     *
     * @throws DiglotException if the body cannot be decoded, or a complete body holds neither a value nor events
     */
    SseEventReader(Response response, Operation<T, E> operation, int maxEventBytes) {
        this.response = response;
        this.operation = operation;
        this.observed = response.call.observed;
        this.decompressor = decompressor(response);
        this.decompressed = new byte[decompressor == null ? 0 : CHUNK];
        this.decoder = new EventDecoder<>(response, operation, maxEventBytes, this::checkpoint, this::checkTime);
        if (!response.isStream()) {
            readBody();
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

    /** Reads a complete body as a value. If it holds events instead, it stays buffered, and they are read later. */
    private void readBody() {
        ResponseBody body = new ResponseBody(response, decoder.warnings());
        if (!operation.hasStream()) {
            decoder.setWholeResponse(body.read(operation));
            setReceived(failure -> decoder.wholeResponse());
            return;
        }
        boolean holdsEvents = body.startsWithEvents() || !readValue(body);
        if (!holdsEvents && response.call.wantsStream) {
            decoder.warn(EventDecoder.WHOLE_RESPONSE);
        }
        if (holdsEvents && !response.call.wantsStream) {
            decoder.warn("the endpoint sent a stream in place of a whole response");
        }
    }

    /** Reads a value, or returns false if the body holds events instead. */
    private boolean readValue(ResponseBody body) {
        try {
            decoder.setWholeResponse(body.read(operation));
            return true;
        } catch (ProtocolException e) {
            if (body.hasDataLine()) {
                return false;
            }
            throw e;
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
        if (!decodeNextEvent(wait)) {
            return null;
        }
        if (isEnded()) {
            endDecompressor();
        }
        boolean takesLast = decoder.done() && decoder.eventCount() <= 1;
        boolean isConsumed = takesLast && response.markConsumed(); // a later close() is not a failure
        if (response.isClosed() && !isConsumed) {
            throwIfPresent(response.failure());
        }
        if (decoder.eventCount() == 0) {
            throwIfPresent(decoder.failure());
        }
        return decoder.pollEvent();
    }

    private static void throwIfPresent(@Nullable DiglotException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Decodes bytes until there is an event, the events end, or the response is closed.
     *
     * @return false if more bytes must be received first, and it may not wait for them
     */
    private boolean decodeNextEvent(boolean wait) {
        try {
            while (decoder.eventCount() == 0 && !isEnded() && !response.isClosed()) {
                decoder.checkTime();
                if (!isEnded() && !feedDecompressed() && !feedReceived(wait)) {
                    return false;
                }
            }
        } catch (IOException e) {
            decoder.fail(e.getMessage() + (e instanceof SseLimitException ? " (maxEventBytes)" : ""), e);
        }
        return true;
    }

    /** Passes the next decompressed bytes to the decoder; returns false if there are none without more input. */
    private boolean feedDecompressed() throws IOException {
        if (decompressor == null) {
            return false;
        }
        int count = decompressor.read(decompressed);
        if (count > 0) {
            decoder.feed(ByteBuffer.wrap(decompressed, 0, count));
        }
        return count > 0;
    }

    /**
     * Passes the next received bytes to the decompressor or the decoder, or the end of the bytes to the decoder.
     *
     * @return false if there was neither
     */
    private boolean feedReceived(boolean wait) throws IOException {
        boolean endsIfNone = wait || response.isEnded(); // read before take, as the end may be received in between
        List<ByteBuffer> chunk = response.take(wait);
        if (chunk != null) {
            feed(chunk);
            return true;
        }
        if (endsIfNone) {
            decoder.endOfBytes();
        }
        return endsIfNone;
    }

    private void feed(List<ByteBuffer> chunk) throws IOException {
        for (int i = 0; i < chunk.size() && !isEnded(); i++) {
            if (decompressor == null) {
                decoder.feed(chunk.get(i));
            } else {
                decompressor.add(chunk.get(i));
            }
        }
    }

    private void endDecompressor() {
        if (decompressor != null) {
            if (decompressor.wasPlain()) {
                decoder.warn(ResponseBody.NOT_COMPRESSED);
            }
            decompressor.end();
        }
    }

    /**
     * Throws if the call is over. While buffered bytes are decoded, there is no wait that would notice an interrupt or
     * the deadline. For {@link #GRACE_NANOS} after the deadline, the rest of an uncompressed stream is still decoded.
     */
    private void checkTime() {
        boolean hasGracePeriod = response.isStream() && decompressor == null; // the rest is at most the buffer
        boolean isInGracePeriod = response.call.isDeadlineExceeded() && nanosLeft() >= -GRACE_NANOS;
        if (!hasGracePeriod || !isInGracePeriod) {
            checkpoint();
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

    @Override
    public boolean isEnded() {
        return decoder.isEnded();
    }

    @Override
    public void setListener(Runnable listener) {
        response.idleTimer.start(listener);
    }

    @Override
    public @Nullable Object wholeResponse() {
        return decoder.wholeResponse();
    }

    @Override
    public boolean hasEndMarker() {
        return decoder.done();
    }

    @Override
    public void setReceived(Function<@Nullable Throwable, @Nullable Object> function) {
        if (observed != null) {
            response.setReceived(function);
        }
    }

    @Override
    public void beginRead() {
        if (observed != null) {
            observed.beginWork();
        }
    }

    @Override
    public void endRead() {
        if (observed != null) {
            observed.endWork();
        }
    }

    @Override
    public int status() {
        return response.head().status();
    }

    @Override
    public Map<String, List<String>> headers() {
        return Collections.unmodifiableMap(response.headersWithoutKey());
    }

    @Override
    public int attempts() {
        return response.call.retryState.attempts();
    }

    @Override
    public Duration elapsed() {
        return response.call.elapsed();
    }

    @Override
    public List<String> warnings() {
        return decoder.warnings();
    }

    @Override
    public void finish(@Nullable DiglotException failure) {
        closeStream();
        response.listener().ended(failure, null);
    }

    @Override
    public void close() {
        closeStream();
        response.listener().closed();
    }

    /** Ends the exchange of a stream; that of any other body has ended. */
    private void closeStream() {
        if (response.isStream()) {
            response.close();
        }
    }
}
