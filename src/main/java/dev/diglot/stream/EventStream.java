// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.error.ApiException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.internal.EventReader;
import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.text.RequestId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A streamed response: iterates over its events as they arrive, and accumulates them into one response.
 *
 * <p>A {@code stream} method of the client returns one. One thread at a time may read it; {@link #close()} may be
 * called from any thread. Close it in a {@code try}-with-resources statement; reading it to its end closes it too.
 *
 * <p>It ends in exactly one way: normally if the response is complete, otherwise with a {@link DiglotException}, which
 * every later read throws again:
 * <ul>
 *   <li>{@link StreamTruncatedException} if the bytes ended too early, normally or because the connection was lost;
 *   <li>{@link ApiException} if the server sent an error inside the stream;
 *   <li>{@link dev.diglot.error.CallTimeoutException} if the idle timeout or the deadline expired;
 *   <li>{@link ProtocolException} if something in it is not what the dialect promises;
 *   <li>{@link CallCancelledException} if it was closed, or the reading thread was interrupted.
 * </ul>
 * All events that were received before are returned first, and {@link #partial()} returns what they add up to.
 *
 * @param <E> the event
 * @param <R> the response
 */
public abstract sealed class EventStream<E, R> implements Iterable<E>, AutoCloseable
        permits ChatStream, MessageStream, PlainStream {
    /** How long building the result may take, even after the deadline. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventReader<E> reader;
    private final Accumulator<E, R> accumulator;
    private final Class<? extends R> responseType;

    // All fields below are written and read by the reading thread only.

    private boolean isIterating;
    private boolean isEnded;

    /** Whether an event was accumulated. */
    private boolean hasEvents;

    /** Why the stream failed; null while it has not ended, and if it is complete. */
    private @Nullable DiglotException failure;

    /** The response, if the endpoint sent one JSON body instead of a stream. */
    private @Nullable R wholeResponse;

    /** Receives each complete tool call; null if there is no callback. */
    private @Nullable Consumer<Object> callListener;

    /** How many tool calls it received. */
    private int reportedCalls;

    private boolean isReplaying;

    /** The events made of {@link #wholeResponse}, once {@link #isReplaying}. */
    private Iterator<E> replayedEvents = Collections.emptyIterator();

    EventStream(EventReader<E> reader, Accumulator<E, R> accumulator, Class<? extends R> responseType) {
        this.reader = reader;
        this.accumulator = accumulator;
        this.responseType = responseType;
        reader.setReceived(this::receivedInTime);
        takeWholeResponse();
    }

    /** Takes the whole response from the reader, as soon as it has one. */
    private void takeWholeResponse() {
        if (wholeResponse != null) {
            return;
        }
        Object received = reader.wholeResponse();
        if (received != null && !responseType.isInstance(received)) {
            end(new ProtocolException(
                    reader.status(), "the endpoint sent a whole response in place of a stream", new byte[0], null));
            return;
        }
        R response = responseType.cast(received);
        wholeResponse = response;
        if (response != null) {
            accumulator.inspect(response);
        }
    }

    /**
     * Returns an iterator over the events, which waits for each.
     *
     * @throws IllegalStateException if the events are already being read: here, by {@link #stream()} or by {@link
     *     #text()}
     */
    @Override
    public Iterator<E> iterator() {
        return Spliterators.iterator(events());
    }

    /**
     * Returns the events as a {@link Stream}, which waits for each. Closing it closes this stream.
     *
     * @return the events, in order
     * @throws IllegalStateException if the events are already being read
     */
    public Stream<E> stream() {
        return StreamSupport.stream(events(), false).onClose(this::close);
    }

    /**
     * Returns the pieces of the reply's text as a {@link Stream}, which waits for each. Closing it closes this stream.
     *
     * @return the pieces, none of them empty
     * @throws IllegalStateException if the events are already being read
     */
    public Stream<String> text() {
        return stream().map(accumulator::text).filter(piece -> !piece.isEmpty());
    }

    /**
     * Reads the remaining events and returns the complete response.
     *
     * @return the response
     * @throws DiglotException if the stream ends in any other way, see {@link EventStream}
     */
    public R result() {
        takeWholeResponse();
        if (wholeResponse != null && !isIterating && !isEnded) {
            end(null); // nobody reads the events, so none are made
        }
        while (pull(true) != null) {
            // pull accumulates it
        }
        R response = partialInTime(null);
        if (response != null) {
            return response;
        }
        reader.checkpoint(); // throws, as the deadline has passed
        return partial(); // only for the compiler
    }

    /** {@return what has been read so far, as one response; works after a failure and after an early close, too} */
    public R partial() {
        R response = wholeResponse;
        return response == null ? accumulator.result() : response;
    }

    /** Returns what has been read so far, or null if that is nothing, or building it takes too long. */
    private @Nullable R receivedInTime(@Nullable Throwable cause) {
        return wholeResponse == null && !hasEvents ? null : partialInTime(cause);
    }

    /**
     * Returns what has been read so far, or null if building it takes too long. It may take until the deadline, or
     * 500 ms if that is longer; after a cancellation only 500 ms, because nobody waits for the result.
     */
    private @Nullable R partialInTime(@Nullable Throwable cause) {
        if (wholeResponse != null) {
            return wholeResponse;
        }
        long start = System.nanoTime();
        long allowed =
                cause instanceof CallCancelledException ? GRACE_NANOS : Math.max(GRACE_NANOS, reader.nanosLeft());
        Checkpoint limit = () -> {
            if (System.nanoTime() - start > allowed) {
                throw new CancellationException();
            }
        };
        try {
            return accumulator.result(limit);
        } catch (CancellationException e) {
            return null;
        }
    }

    /** {@return non-fatal anomalies seen so far, as readable messages} */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(reader.warnings());
        all.addAll(accumulator.warnings());
        return Collections.unmodifiableList(all);
    }

    /** {@return the HTTP status of the response, 200 to 299} */
    public int status() {
        return reader.status();
    }

    /** {@return the headers of the response, unmodifiable; may contain cookies} */
    public Map<String, List<String>> headers() {
        return reader.headers();
    }

    /** {@return the id that the server gave to the request, or null} */
    public @Nullable String requestId() {
        return RequestId.find(reader.headers());
    }

    /** {@return how many times the request was sent, 1 if there was no retry} */
    public int attempts() {
        return reader.attempts();
    }

    /** Closes the response, if it is still open, and frees its connection. Thread-safe; returns without blocking. */
    @Override
    public void close() {
        reader.close();
    }

    /** Registers the callback for complete tool calls, which have this class. */
    final <C> void listenForCalls(Class<C> type, Consumer<? super C> callback) {
        callListener = call -> callback.accept(type.cast(call));
    }

    private void report(List<?> calls, Consumer<Object> listener) {
        for (Object call : calls) {
            reportedCalls++;
            listener.accept(call);
        }
    }

    /** Reports the calls that only the end of the stream completes. */
    private void reportOtherCalls() {
        Consumer<Object> listener = callListener;
        R response = listener == null || failure != null ? null : partialInTime(null);
        if (listener != null && response != null) {
            List<?> calls = accumulator.callsOf(response);
            report(calls.subList(Math.min(reportedCalls, calls.size()), calls.size()), listener);
        }
    }

    private Spliterator<E> events() {
        if (isIterating) {
            throw new IllegalStateException("the events of a stream can be read only once");
        }
        isIterating = true;
        return new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
            @Override
            public boolean tryAdvance(Consumer<? super E> action) {
                E event = pull(true);
                if (event != null) {
                    action.accept(event);
                }
                return event != null;
            }
        };
    }

    /**
     * Returns the next event and accumulates it.
     *
     * @return the event; null if the stream is complete or, without waiting, if there is none yet
     * @throws DiglotException if the stream has failed
     */
    @Nullable
    E pull(boolean wait) {
        reader.beginRead();
        try {
            return read(wait);
        } finally {
            reader.endRead();
        }
    }

    private @Nullable E read(boolean wait) {
        if (!isEnded) {
            try {
                E event = nextEvent(wait);
                if (event != null) {
                    return event;
                }
                if (wait || reader.isEnded()) {
                    end(null);
                }
            } catch (DiglotException e) {
                end(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return null;
    }

    private @Nullable E nextEvent(boolean wait) {
        if (wholeResponse == null) {
            E event = wait ? reader.next() : reader.poll();
            if (event != null) {
                return accumulate(event);
            }
            takeWholeResponse(); // whether the body is one JSON value may be known only at its end
        }
        return nextReplayedEvent();
    }

    private @Nullable E nextReplayedEvent() {
        R response = wholeResponse;
        if (response != null && !isReplaying) {
            isReplaying = true;
            replayedEvents = accumulator.eventsOf(response, reader::checkpoint);
        }
        if (!replayedEvents.hasNext()) {
            return null;
        }
        reader.checkpoint();
        return replayedEvents.next();
    }

    private E accumulate(E event) {
        String rejection = accumulator.rejection(event);
        if (rejection != null) {
            throw new ProtocolException(reader.status(), rejection, new byte[0], null);
        }
        E normal = accumulator.normalize(event);
        accumulator.accept(normal);
        hasEvents = true;
        Consumer<Object> listener = callListener;
        if (listener != null) {
            report(accumulator.takeCompletedCalls(), listener);
        }
        return normal;
    }

    boolean hasEnded() {
        return isEnded;
    }

    private void end(@Nullable DiglotException cause) {
        failure = failureFor(cause);
        isEnded = true; // only now: if failureFor throws, for example for lack of memory, the stream is not complete
        reader.finish(failure);
        reportOtherCalls();
    }

    /** Returns the exception with which the stream fails, or null if it is complete. */
    private @Nullable DiglotException failureFor(@Nullable DiglotException cause) {
        if (cause != null && failsEvenIfComplete(cause)) {
            return cause.attachPartial(partialInTime(cause));
        }
        if (wholeResponse != null) {
            return null;
        }
        String missing = accumulator.finish(reader.hasEndMarker(), cause);
        if (missing == null) {
            return null;
        }
        if (cause == null || cause instanceof ConnectionException) {
            return new StreamTruncatedException(missing, partialInTime(cause), cause);
        }
        return cause.attachPartial(partialInTime(cause));
    }

    /**
     * Whether a stream fails with this cause even if nothing is missing. With any other cause, such as a lost
     * connection or a timeout, it is then complete.
     */
    private static boolean failsEvenIfComplete(DiglotException cause) {
        return cause instanceof ApiException
                || cause instanceof ProtocolException
                || cause instanceof CallCancelledException;
    }
}
