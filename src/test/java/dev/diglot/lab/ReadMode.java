// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.EventPublisher;
import dev.diglot.stream.EventStream;
import dev.diglot.stream.MessageAccumulator;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testing.Trees;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The modes of reading a response; no two of them share all of their code. */
enum ReadMode {
    CREATE,
    CREATE_WITH_RESPONSE,
    CREATE_ASYNC,
    PUBLISH,
    EVENTS,
    TEXT,
    RESULT;

    /**
     * The outcome of one mode of reading.
     *
     * @param whole the reply, or its received part, or null
     * @param text the text of the pieces, or null if the mode has none
     * @param warnings the non-fatal anomalies, or null if the mode has none
     * @param failure why the reply is not complete, or null if it is
     */
    record Outcome(
            @Nullable Object whole,
            @Nullable String text,
            @Nullable List<String> warnings,
            @Nullable Throwable failure) {}

    /** Whether the reply is requested as a stream. */
    boolean isStreamed() {
        return this == EVENTS || this == TEXT || this == RESULT || this == PUBLISH;
    }

    /** Makes a call and reads the response to its end. */
    Outcome read(Diglot client, JsonModel request) throws Exception {
        if (this == PUBLISH) {
            return request instanceof MessageRequest message
                    ? publish(client, message)
                    : publish(client, (ChatCompletionRequest) request);
        }
        if (isStreamed()) {
            return request instanceof MessageRequest message
                    ? stream(() -> client.messages().stream(message))
                    : stream(() -> client.chat().stream((ChatCompletionRequest) request));
        }
        End end = CallForm.valueOf(name()).call(client, request, RequestOptions.none());
        List<String> warnings = end.response() == null ? null : end.response().warnings();
        return new Outcome(end.reply(), null, warnings, end.failure());
    }

    // By a thread that reads.

    private Outcome stream(Supplier<EventStream<?, ?>> opener) {
        try (EventStream<?, ?> stream = opener.get()) {
            StringBuilder text = new StringBuilder();
            Throwable failure = null;
            try {
                read(stream, text);
            } catch (RuntimeException e) {
                failure = e;
            }
            return new Outcome(stream.partial(), this == RESULT ? null : text.toString(), stream.warnings(), failure);
        } catch (RuntimeException e) {
            return new Outcome(null, null, null, e);
        }
    }

    private void read(EventStream<?, ?> stream, StringBuilder text) {
        if (this == TEXT) {
            stream.text().forEach(text::append);
        } else if (this == EVENTS) {
            stream.forEach(event -> text.append(textOf(event)));
        }
        Object result = stream.result();
        assertThat(result).as("result() and partial()").isEqualTo(stream.partial());
    }

    private static String textOf(Object event) {
        if (event instanceof ChatCompletionChunk chunk) {
            return chunk.text();
        }
        JsonNode json = Trees.read(((JsonModel) event).toJson());
        boolean isBlock = json.path("content_block").path("type").asText().equals("text");
        JsonNode piece = json.path(isBlock ? "content_block" : "delta");
        return piece.path("text").asText("");
    }

    // By a subscriber with an accumulator of its own.

    private static Outcome publish(Diglot client, ChatCompletionRequest request) throws Exception {
        ChatAccumulator accumulator = new ChatAccumulator();
        return subscribe(client.chat().publish(request), accumulator::accept, accumulator::result);
    }

    private static Outcome publish(Diglot client, MessageRequest request) throws Exception {
        MessageAccumulator accumulator = new MessageAccumulator();
        return subscribe(client.messages().publish(request), accumulator::accept, accumulator::result);
    }

    private static <E, R> Outcome subscribe(EventPublisher<E, R> publisher, Consumer<E> accumulator, Supplier<R> result)
            throws Exception {
        StringBuilder text = new StringBuilder();
        TestSubscriber<E> subscriber = TestSubscriber.subscribe(publisher, event -> {
            text.append(textOf(event));
            accumulator.accept(event);
        });
        Throwable failure = subscriber.failure();
        if (publisher.partial() == null) {
            return new Outcome(null, null, null, failure);
        }
        return new Outcome(result.get(), text.toString(), publisher.warnings(), failure);
    }
}
