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
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer: its events as they arrive, and the whole that they add up to.
 *
 * <p>You get one from a {@code stream} method of the client. One thread at a time may read it; {@link #close()} may be
 * called from any thread. Close it when you are done, best in a {@code try}; reading it to its end closes it too.
 *
 * <p>It ends in one way only: without an exception if the answer is complete, else with a {@link DiglotException},
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
    private final EventSource<E> source;
    private final Accumulator<E, R> whole;

    /** The whole answer, where the endpoint sent that in place of a stream. */
    private final @Nullable R given;

    // Of the reading thread.
    private final Iterator<E> pieces;
    private boolean iterating;
    private boolean ended;
    private @Nullable DiglotException failure;

    EventStream(EventSource<E> source, Accumulator<E, R> whole, Class<R> type) {
        this.source = source;
        this.whole = whole;
        this.given = type.cast(source.whole());
        if (given != null) {
            whole.warn("the endpoint sent a whole answer in place of a stream");
        }
        this.pieces = given == null
                ? Collections.emptyIterator()
                : whole.events(given).iterator();
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
     * Gives the pieces of the answer's text as a {@link Stream}, which waits for each and closes this when it is closed.
     *
     * @return the pieces, none of them empty
     * @throws IllegalStateException if the events are already being read
     */
    public Stream<String> text() {
        return stream().map(whole::text).filter(piece -> !piece.isEmpty());
    }

    /**
     * Reads whatever is left, and gives the whole answer.
     *
     * @return the answer, complete
     * @throws DiglotException if the stream ends in any other way, as this class describes
     */
    public R result() {
        while (pull(true) != null) {
            // the accumulator takes it
        }
        return partial();
    }

    /** {@return what has been read so far, folded; never fails, also after a faulty end or an early close} */
    public R partial() {
        return given == null ? whole.result() : given;
    }

    /** {@return what was odd about the stream so far, though no reason to fail, in plain sentences} */
    public List<String> warnings() {
        return whole.warnings();
    }

    /** {@return the headers of the answer, unmodifiable} */
    public Map<String, List<String>> headers() {
        return source.headers();
    }

    /** {@return the id that the server gave to the request, or null} */
    public @Nullable String requestId() {
        return RequestId.in(source.headers());
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

    /** The next event, folded; null at the good end or, unless it may wait, if there is none yet. */
    @Nullable
    E pull(boolean wait) {
        if (!ended) {
            try {
                E event = pieces.hasNext() ? pieces.next() : wait ? source.next() : source.poll();
                if (event != null) {
                    whole.accept(event);
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

    boolean hasEnded() {
        return ended;
    }

    /** Tells the ends apart. What is complete stays so, however the connection ended. */
    private void end(@Nullable DiglotException fault) {
        failure = failure(fault);
        ended = true; // not before: what cannot be folded, for want of memory perhaps, is not complete
        source.finish(failure);
    }

    private @Nullable DiglotException failure(@Nullable DiglotException fault) {
        if (fault instanceof ApiException error) {
            return error.withPartial(whole.result());
        }
        if (fault instanceof ProtocolException || fault instanceof CallCancelledException) {
            return fault;
        }
        String missing = given == null ? whole.end(source.done()) : null;
        boolean cut = fault == null || fault instanceof ConnectionException;
        return missing != null && cut
                ? new StreamTruncatedException(missing, whole.result(), fault)
                : missing == null ? null : fault;
    }
}
