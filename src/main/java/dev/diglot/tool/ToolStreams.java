// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.json.JsonModel;
import dev.diglot.stream.EventStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose replies are streams. {@link ToolSet#streams} creates one. Iterate over it once:
 *
 * <pre>{@code
 * for (ChatStream reply : tools.streams(client.chat(), request, RequestOptions.none())) {
 *     try (reply) {
 *         reply.text().forEach(System.out::print);
 *     }
 * }
 * }</pre>
 *
 * <p>What you leave unread of a stream is read before the next one begins. A stream that you close before its end ends
 * the loop with a {@link dev.diglot.error.CallCancelledException}.
 *
 * @param <Q> the request
 * @param <R> the reply that the events of a stream add up to
 * @param <S> the stream
 */
public final class ToolStreams<Q extends JsonModel, R, S extends EventStream<?, R>> implements Iterable<S> {
    private final LoopState<Q, R, S> state;

    ToolStreams(LoopState<Q, R, S> state) {
        this.state = state;
    }

    /**
     * Returns the request with all messages so far: valid to send at any time, also after a failure. Each call that was
     * not run has a result that says so. To continue the conversation, add your next message to its messages. May be
     * called from any thread.
     *
     * @return the conversation so far
     */
    public Q conversation() {
        return state.conversation();
    }

    /**
     * Returns an iterator over the streams. {@code next} sends a request; {@code hasNext} reads the rest of the previous
     * stream and runs its calls.
     *
     * @return the iterator; it throws a {@link dev.diglot.error.DiglotException} if a call or a tool fails, if the
     *     deadline expires, or after too many rounds
     * @throws IllegalStateException if the loop was run before
     */
    @Override
    public Iterator<S> iterator() {
        state.start();
        return new Iterator<>() {
            private @Nullable S current;
            private int reported;
            private boolean isLast;

            @Override
            public boolean hasNext() {
                S stream = current;
                if (stream != null) {
                    current = null;
                    isLast = true; // also if one of the next lines throws
                    R reply;
                    try (stream) {
                        reply = stream.result();
                    }
                    isLast = !state.proceed(reply, reported);
                }
                return !isLast;
            }

            @Override
            public S next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the loop has ended");
                }
                reported = 0;
                S stream = state.stream(call -> {
                    reported++;
                    state.settings.listener().accept(call);
                });
                current = stream;
                return stream;
            }
        };
    }
}
