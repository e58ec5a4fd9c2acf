// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.error.DiglotException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.testing.RawServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The two forms of a streamed call. What a test asserts of one, it asserts of the other. */
enum Form {
    /** A thread reads the events, and the stream folds them. */
    BLOCKING {
        @Override
        Outcome<ChatCompletionChunk, ChatCompletion> chat(Diglot client) {
            try (ChatStream stream = client.chat().stream(Calls.CHAT)) {
                return read(stream);
            } catch (DiglotException e) {
                return notBegun(e, new ChatAccumulator());
            }
        }

        @Override
        Outcome<MessageStreamEvent, Message> messages(Diglot client) {
            try (MessageStream stream = client.messages().stream(Calls.MESSAGES)) {
                return read(stream);
            } catch (DiglotException e) {
                return notBegun(e, new MessageAccumulator());
            }
        }
    },
    /** A subscriber gets the events, and a public accumulator folds them. */
    PUBLISHED {
        @Override
        Outcome<ChatCompletionChunk, ChatCompletion> chat(Diglot client) throws Exception {
            return read(client.chat().publish(Calls.CHAT), new ChatAccumulator());
        }

        @Override
        Outcome<MessageStreamEvent, Message> messages(Diglot client) throws Exception {
            return read(client.messages().publish(Calls.MESSAGES), new MessageAccumulator());
        }
    };

    /**
     * How a streamed call went.
     *
     * @param events all events that were given
     * @param end the exception at the end, or null if the end was good
     * @param whole what the events fold to
     * @param warnings what was odd
     */
    record Outcome<E, R>(List<E> events, @Nullable Throwable end, R whole, List<String> warnings) {
        /** This, which must have come to a good end. */
        Outcome<E, R> complete() {
            assertThat(end).isNull();
            return this;
        }

        /** This, which must have come to a good end without anything odd. */
        Outcome<E, R> completeWithoutWarning() {
            complete();
            assertThat(warnings).isEmpty();
            return this;
        }

        /** The exception at the end, which must be of that kind. */
        <T extends Throwable> T end(Class<T> kind) {
            assertThat(end).isInstanceOf(kind);
            return kind.cast(end);
        }
    }

    abstract Outcome<ChatCompletionChunk, ChatCompletion> chat(Diglot client) throws Exception;

    abstract Outcome<MessageStreamEvent, Message> messages(Diglot client) throws Exception;

    /** Streams a chat answer that consists of these bytes. */
    final Outcome<ChatCompletionChunk, ChatCompletion> chat(String events) throws Exception {
        return chat(streaming(events));
    }

    final Outcome<ChatCompletionChunk, ChatCompletion> chat(RawServer.Handler handler) throws Exception {
        try (RawServer server = RawServer.start(handler);
                Diglot client = Calls.client(server)) {
            return chat(client);
        }
    }

    /** Streams a messages answer that consists of these bytes. */
    final Outcome<MessageStreamEvent, Message> messages(String events) throws Exception {
        return messages(streaming(events));
    }

    final Outcome<MessageStreamEvent, Message> messages(RawServer.Handler handler) throws Exception {
        try (RawServer server = RawServer.start(handler);
                Diglot client = Calls.client(server)) {
            return messages(client);
        }
    }

    /** A warning about the answer as a whole, which only a stream can know: an accumulator sees no more than events. */
    final List<String> ofStream(String warning) {
        return this == BLOCKING ? List.of(warning) : List.of();
    }

    private static RawServer.Handler streaming(String events) {
        return exchange -> {
            exchange.head("text/event-stream");
            exchange.send(events);
            exchange.end();
        };
    }

    private static <E, R> Outcome<E, R> notBegun(DiglotException end, Accumulator<E, R> none) {
        return new Outcome<>(List.of(), end, none.result(), none.warnings());
    }

    private static <E, R> Outcome<E, R> read(EventStream<E, R> stream) {
        List<E> events = Calls.read(stream);
        Throwable end = catchThrowable(stream::result);
        return new Outcome<>(events, end, stream.partial(), stream.warnings());
    }

    private static <E, R> Outcome<E, R> read(Flow.Publisher<E> publisher, Accumulator<E, R> accumulator)
            throws Exception {
        Collector<E> collector = new Collector<>();
        publisher.subscribe(collector);
        Throwable end = collector.end();
        collector.events.forEach(accumulator::accept);
        return new Outcome<>(collector.events, end, accumulator.result(), accumulator.warnings());
    }

    /** Takes events one by one. */
    private static final class Collector<E> implements Flow.Subscriber<E> {
        private final List<E> events = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private Flow.Subscription subscription;

        @Nullable
        Throwable end() throws Exception {
            try {
                end.get(30, TimeUnit.SECONDS);
                return null;
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(E event) {
            events.add(event);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable fault) {
            end.completeExceptionally(fault);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
