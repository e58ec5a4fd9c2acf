// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestRequests;
import dev.diglot.testing.TestSubscriber;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The two ways to read a stream. What a test asserts of one, it asserts of the other. */
public enum StreamMode {
    /** A thread iterates over the events, and the stream accumulates them. */
    BLOCKING {
        @Override
        public Outcome<ChatCompletionChunk, ChatCompletion> read(Diglot client, ChatCompletionRequest request) {
            return iterate(() -> client.chat().stream(request), new ChatAccumulator());
        }

        @Override
        public Outcome<MessageStreamEvent, Message> read(Diglot client, MessageRequest request) {
            return iterate(() -> client.messages().stream(request), new MessageAccumulator());
        }
    },
    /** A subscriber requests the events one by one, and a public accumulator accumulates them. */
    PUBLISHED {
        @Override
        public Outcome<ChatCompletionChunk, ChatCompletion> read(Diglot client, ChatCompletionRequest request)
                throws InterruptedException {
            return subscribe(client.chat().publish(request), new ChatAccumulator());
        }

        @Override
        public Outcome<MessageStreamEvent, Message> read(Diglot client, MessageRequest request)
                throws InterruptedException {
            return subscribe(client.messages().publish(request), new MessageAccumulator());
        }
    };

    /**
     * A stream that was read to its end.
     *
     * @param events all events
     * @param failure what ended the stream, or null if it is complete
     * @param result what the events accumulate to
     * @param warnings the non-fatal anomalies
     */
    public record Outcome<E, R>(List<E> events, @Nullable Throwable failure, R result, List<String> warnings) {
        /** Returns this, which must be complete. */
        Outcome<E, R> complete() {
            assertThat(failure).isNull();
            return this;
        }

        /** Returns this, which must be complete and without a warning. */
        Outcome<E, R> completeWithoutWarning() {
            complete();
            assertThat(warnings).isEmpty();
            return this;
        }

        /** Returns the failure, which must be of this class. */
        <T extends Throwable> T failure(Class<T> type) {
            assertThat(failure).isInstanceOf(type);
            return type.cast(failure);
        }

        /** Returns the partial result that the failure holds, or null if its class holds none. */
        public @Nullable Object partialOfFailure() {
            if (failure instanceof StreamTruncatedException truncated) {
                return truncated.partial();
            }
            return failure instanceof ApiException error ? error.partial() : null;
        }
    }

    /** Sends a chat request and reads its stream to the end. */
    public abstract Outcome<ChatCompletionChunk, ChatCompletion> read(Diglot client, ChatCompletionRequest request)
            throws InterruptedException;

    /** Sends a messages request and reads its stream to the end. */
    public abstract Outcome<MessageStreamEvent, Message> read(Diglot client, MessageRequest request)
            throws InterruptedException;

    /** Reads a chat stream that consists of these bytes. */
    final Outcome<ChatCompletionChunk, ChatCompletion> chat(String events) throws Exception {
        return chat(streaming(events));
    }

    /** Reads a chat stream that the handler sends. */
    final Outcome<ChatCompletionChunk, ChatCompletion> chat(RawServer.Handler handler) throws Exception {
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server)) {
            return read(client, TestRequests.CHAT);
        }
    }

    /** Reads a messages stream that consists of these bytes. */
    final Outcome<MessageStreamEvent, Message> messages(String events) throws Exception {
        return messages(streaming(events));
    }

    /** Reads a messages stream that the handler sends. */
    final Outcome<MessageStreamEvent, Message> messages(RawServer.Handler handler) throws Exception {
        try (RawServer server = RawServer.start(handler);
                Diglot client = TestClients.client(server)) {
            return read(client, TestRequests.MESSAGES);
        }
    }

    /** Returns a warning that only a stream can give: an accumulator sees the events, but not the response. */
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

    private static <E, R> Outcome<E, R> iterate(Supplier<EventStream<E, R>> opener, Accumulator<E, R> unused) {
        try (EventStream<E, R> stream = opener.get()) {
            List<E> events = SseFixtures.read(stream);
            Throwable failure = catchThrowable(stream::result);
            return new Outcome<>(events, failure, stream.partial(), stream.warnings());
        } catch (DiglotException e) {
            return new Outcome<>(List.of(), e, unused.result(), unused.warnings());
        }
    }

    private static <E, R> Outcome<E, R> subscribe(Flow.Publisher<E> publisher, Accumulator<E, R> accumulator)
            throws InterruptedException {
        TestSubscriber<E> subscriber = TestSubscriber.oneByOne(publisher);
        Throwable failure = subscriber.failure();
        subscriber.events().forEach(accumulator::accept);
        return new Outcome<>(subscriber.events(), failure, accumulator.result(), accumulator.warnings());
    }
}
