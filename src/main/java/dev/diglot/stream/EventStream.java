// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.error.ApiException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RequestId;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.internal.json.Checkpoint;
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
 * A streamed response: its events as they arrive, and the whole that they add up to.
 *
 * <p>You get one from a {@code stream} method of the client. One thread at a time may read it; {@link #close()} may be
 * called from any thread. Close it when you are done, best in a {@code try}; reading it to its end closes it too.
 *
 * <p>It ends in one way only: without an exception if the response is complete, else with a {@link DiglotException},
 * which every further read throws again:
 * <ul>
 *   <li>{@link StreamTruncatedException} if the bytes ended too early, in good order or by a lost connection;
 *   <li>{@link ApiException} if the server sent an error inside the stream;
 *   <li>{@link dev.diglot.error.CallTimeoutException} if the server was silent for too long;
 *   <li>{@link ProtocolException} if something in it is not what the dialect promises;
 *   <li>{@link CallCancelledException} if it was closed, or the reading thread interrupted.
 * </ul>
 * All events that had arrived are given first, and {@link #partial()} holds them folded.
 *
 * @param <E> the event
 * @param <R> the whole
 */
public abstract sealed class EventStream<E, R> implements Iterable<E>, AutoCloseable permits ChatStream, MessageStream {
    /** How long putting together what has arrived may take, though the deadline has passed. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventReader<E> source;
    private final Accumulator<E, R> accumulator;
    private final Class<R> type;

    // Of the reading thread.
    private boolean iterating;
    private boolean ended;
    private @Nullable DiglotException failure;

    /** The whole response, where the endpoint sent that in place of a stream, and the events made of it. */
    private @Nullable R whole;

    private boolean isSplit;
    private Iterator<E> events = Collections.emptyIterator();

    EventStream(EventReader<E> source, Accumulator<E, R> accumulator, Class<R> type) {
        this.source = source;
        this.accumulator = accumulator;
        this.type = type;
        adopt();
    }

    /** Takes the whole response, once the source has one; returns whether it is new. */
    private boolean adopt() {
        if (whole != null) {
            return false;
        }
        whole = type.cast(source.whole());
        if (whole != null) {
            accumulator.check(whole);
        }
        return whole != null;
    }

    /**
     * Gives the events one by one, waiting for each.
     *
     * @throws IllegalStateException if they are already being read, here, by {@link #stream()} or by {@link #text()}
     */
    @Override
    public Iterator<E> iterator() {
        return Spliterators.iterator(events());
    }

    /**
     * Gives the events as a {@link Stream}, which waits for each and closes this when it is closed.
     *
     * @return the events, in order
     * @throws IllegalStateException if they are already being read
     */
    public Stream<E> stream() {
        return StreamSupport.stream(events(), false).onClose(this::close);
    }

    /**
     * Gives the pieces of the response's text as a {@link Stream}, which waits for each and closes this when it is closed.
     *
     * @return the pieces, none of them empty
     * @throws IllegalStateException if the events are already being read
     */
    public Stream<String> text() {
        return stream().map(accumulator::text).filter(piece -> !piece.isEmpty());
    }

    /**
     * Reads whatever is left, and returns the whole response.
     *
     * @return the response, complete
     * @throws DiglotException if the stream ends in any other way, as this class describes
     */
    public R result() {
        adopt();
        R adopted = whole;
        if (adopted != null && !iterating && !ended) {
            end(null);
        }
        while (pull(true) != null) {
            // the accumulator takes it
        }
        R all = assembledInTime(null);
        if (all == null) {
            source.checkpoint(); // fails: the deadline has passed
            return partial();
        }
        return all;
    }

    /** {@return what has been read so far, as one response; never fails, also after a failure or an early close} */
    public R partial() {
        R adopted = whole;
        return adopted == null ? accumulator.result() : adopted;
    }

    /** Returns what has been read so far, or null if that cannot be put together in time; soon if nobody waits for it. */
    private @Nullable R assembledInTime(@Nullable DiglotException cause) {
        long start = System.nanoTime();
        long nanos = cause instanceof CallCancelledException ? GRACE_NANOS : Math.max(GRACE_NANOS, source.nanosLeft());
        Checkpoint limit = () -> {
            if (System.nanoTime() - start > nanos) {
                throw new CancellationException();
            }
        };
        try {
            return whole == null ? accumulator.result(limit) : whole;
        } catch (CancellationException e) {
            return null;
        }
    }

    /** {@return non-fatal anomalies seen so far, as readable messages} */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(source.warnings());
        all.addAll(accumulator.warnings());
        return Collections.unmodifiableList(all);
    }

    /** {@return the HTTP status of the response, 200 to 299} */
    public int status() {
        return source.status();
    }

    /** {@return the headers of the response, unmodifiable; may hold cookies} */
    public Map<String, List<String>> headers() {
        return source.headers();
    }

    /** {@return the id that the server gave to the request, or null} */
    public @Nullable String requestId() {
        return RequestId.find(source.headers());
    }

    /** {@return how many times the request was sent, 1 if the first attempt got the response} */
    public int attempts() {
        return source.attempts();
    }

    /** Ends the exchange, if it has not ended, and frees its connection. Returns at once, from any thread. */
    @Override
    public void close() {
        source.close();
    }

    /** The events, for one reader. */
    private Spliterator<E> events() {
        if (iterating) {
            throw new IllegalStateException("the events of a stream can be read once only");
        }
        iterating = true;
        return new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
            @Override
            public boolean tryAdvance(Consumer<? super E> reader) {
                E event = pull(true);
                if (event != null) {
                    reader.accept(event);
                }
                return event != null;
            }
        };
    }

    /** The next event, accumulated; null at the good end or, unless it may wait, if there is none yet. */
    @Nullable
    E pull(boolean wait) {
        if (!ended) {
            try {
                E event = take(wait);
                if (event != null) {
                    return event;
                }
                if (wait || source.isEnded()) {
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

    private @Nullable E take(boolean wait) {
        if (!events.hasNext() && whole == null) {
            E event = wait ? source.next() : source.poll();
            if (event != null) {
                return accept(event);
            }
            adopt();
        }
        R adopted = whole;
        if (adopted != null && !isSplit) {
            isSplit = true;
            events = accumulator.events(adopted, source::checkpoint);
        }
        if (!events.hasNext()) {
            return null;
        }
        source.checkpoint();
        return events.next();
    }

    private E accept(E event) {
        String conflict = accumulator.conflict(event);
        if (conflict != null) {
            throw new ProtocolException(source.status(), conflict, new byte[0], null);
        }
        E normal = accumulator.normalize(event);
        accumulator.accept(normal);
        return normal;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Tells the ends apart. What is complete stays so, however the connection ended. */
    private void end(@Nullable DiglotException cause) {
        failure = failure(cause);
        ended = true; // not before: what cannot be accumulated, without memory perhaps, is not complete
        source.finish(failure);
    }

    private @Nullable DiglotException failure(@Nullable DiglotException cause) {
        if (cause instanceof ApiException
                || cause instanceof ProtocolException
                || cause instanceof CallCancelledException) {
            return cause.attachPartial(assembledInTime(cause));
        }
        String missing = whole == null ? accumulator.end(source.done(), cause) : null;
        if (missing == null) {
            return null;
        }
        if (cause == null || cause instanceof ConnectionException) {
            return new StreamTruncatedException(missing, assembledInTime(cause), cause);
        }
        return cause.attachPartial(assembledInTime(cause));
    }
}
