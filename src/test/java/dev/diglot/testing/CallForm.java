// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import dev.diglot.Diglot;
import dev.diglot.api.ApiResponse;
import dev.diglot.api.ChatApi;
import dev.diglot.api.MessagesApi;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.EventStream;
import dev.diglot.stream.MessageAccumulator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The five forms of a call, in both dialects, as a user writes them. What a test asserts of one, it asserts of all. */
public enum CallForm {
    CREATE {
        @Override
        <Q, R extends JsonModel, E> End call(DialectApi<Q, R, E> api, Q request, RequestOptions options) {
            return new End(api.create.apply(request, options), null, null);
        }
    },
    CREATE_WITH_RESPONSE {
        @Override
        <Q, R extends JsonModel, E> End call(DialectApi<Q, R, E> api, Q request, RequestOptions options) {
            ApiResponse<R> response = api.withResponse.apply(request, options);
            return new End(response.body(), response, null);
        }
    },
    STREAM {
        @Override
        <Q, R extends JsonModel, E> End call(DialectApi<Q, R, E> api, Q request, RequestOptions options) {
            try (EventStream<E, R> stream = api.stream.apply(request, options)) {
                try {
                    stream.forEach(event -> {});
                    return new End(stream.result(), null, null);
                } catch (RuntimeException e) {
                    long at = System.nanoTime();
                    return new End(stream.partial(), null, e, at);
                }
            }
        }
    },
    CREATE_ASYNC {
        @Override
        <Q, R extends JsonModel, E> End call(DialectApi<Q, R, E> api, Q request, RequestOptions options)
                throws Exception {
            return new End(await(api.async.apply(request, options)), null, null);
        }
    },
    PUBLISH {
        @Override
        <Q, R extends JsonModel, E> End call(DialectApi<Q, R, E> api, Q request, RequestOptions options)
                throws Exception {
            Accumulating<E, R> accumulator = api.accumulator.get();
            Throwable failure = TestSubscriber.subscribe(api.publish.apply(request, options), accumulator.accept)
                    .failure();
            long at = System.nanoTime();
            return new End(accumulator.result.get(), null, failure, at);
        }
    };

    private static final int PATIENCE_SECONDS = 60;

    private static final String CHAT_EVENTS = """
            data: {"choices":[{"index":0,"delta":{"content":"%s"}}]}

            data: {"choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":"stop"}]}

            data: [DONE]

            """;
    private static final String MESSAGE_EVENTS = """
            data: {"type":"message_start","message":{"type":"message","content":[]}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            data: {"type":"message_stop"}

            """;

    /** Every form in every dialect, as the arguments of a test. */
    public static Stream<Arguments> calls() {
        return Stream.of(values())
                .flatMap(form -> Stream.of(Dialect.values()).map(dialect -> Arguments.of(form, dialect)));
    }

    /**
     * How a call ended.
     *
     * @param reply the reply, or its received part, or null
     * @param response the response, in the form that returns it, else null
     * @param failure why the reply is not complete, or null if it is
     * @param at when the call ended, by {@link System#nanoTime}, before its partial result was built
     */
    public record End(JsonModel reply, ApiResponse<?> response, Throwable failure, long at) {
        End(JsonModel reply, ApiResponse<?> response, Throwable failure) {
            this(reply, response, failure, System.nanoTime());
        }

        /** Returns the text of the reply; fails if the call failed. */
        public String text() {
            if (failure != null) {
                throw new AssertionError("the call failed", failure);
            }
            return reply instanceof ChatCompletion chat ? chat.text() : ((Message) reply).text();
        }

        /** Returns the chat completion; fails if the call failed. */
        public ChatCompletion chat() {
            text();
            return (ChatCompletion) reply;
        }

        /** Returns the message; fails if the call failed. */
        public Message message() {
            text();
            return (Message) reply;
        }

        /** Returns the failure, which must be of this class. */
        public <T extends Throwable> T failure(Class<T> kind) {
            if (!kind.isInstance(failure)) {
                throw new AssertionError("not a " + kind.getSimpleName() + ": " + failure, failure);
            }
            return kind.cast(failure);
        }
    }

    /** Whether the reply is requested as a stream. */
    public boolean isStreamed() {
        return this == STREAM || this == PUBLISH;
    }

    /** Whether the calling thread waits for the response. */
    public boolean isBlocking() {
        return this != CREATE_ASYNC && this != PUBLISH;
    }

    /** Makes a short call of a dialect, with no options, and waits for the end. */
    public End call(Diglot client, Dialect dialect) throws Exception {
        return call(client, dialect, RequestOptions.none());
    }

    /** Makes a short call of a dialect, and waits for the end. */
    public End call(Diglot client, Dialect dialect, RequestOptions options) throws Exception {
        return call(client, request(dialect, "hi"), options);
    }

    /** Makes a call of the dialect that the request is of, and waits for the end. */
    public End call(Diglot client, JsonModel request, RequestOptions options) throws Exception {
        try {
            return request instanceof MessageRequest messages
                    ? call(api(client.messages()), messages, options)
                    : call(api(client.chat()), (ChatCompletionRequest) request, options);
        } catch (ExecutionException e) {
            return new End(null, null, e.getCause());
        } catch (RuntimeException | Error e) {
            return new End(null, null, e);
        }
    }

    /** A short request of a dialect. */
    public static JsonModel request(Dialect dialect, String text) {
        return dialect == Dialect.CHAT
                ? ChatCompletionRequest.builder("m", List.of(ChatMessage.user(text)))
                        .build()
                : MessageRequest.builder("m", List.of(MessageParam.user(text)))
                        .maxTokens(100)
                        .build();
    }

    /** The body of a 2xx response with this text: a whole reply, or a stream of it in two pieces. */
    public String body(Dialect dialect, String text) {
        String begin = text.substring(0, (text.length() + 1) / 2);
        String rest = text.substring(begin.length());
        if (dialect == Dialect.CHAT) {
            return isStreamed()
                    ? CHAT_EVENTS.formatted(begin, rest)
                    : "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"" + text
                            + "\"},\"finish_reason\":\"stop\"}]}";
        }
        return isStreamed()
                ? MESSAGE_EVENTS.formatted(begin, rest)
                : "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    /** The content type of such a body. */
    public String contentType() {
        return isStreamed() ? "text/event-stream" : "application/json";
    }

    abstract <Q, R extends JsonModel, E> End call(DialectApi<Q, R, E> api, Q request, RequestOptions options)
            throws Exception;

    private static DialectApi<ChatCompletionRequest, ChatCompletion, ChatCompletionChunk> api(ChatApi api) {
        return new DialectApi<>(
                api::create, api::createWithResponse, api::stream, api::createAsync, api::publish, () -> {
                    ChatAccumulator accumulator = new ChatAccumulator();
                    return new Accumulating<>(accumulator::accept, accumulator::result);
                });
    }

    private static DialectApi<MessageRequest, Message, MessageStreamEvent> api(MessagesApi api) {
        return new DialectApi<>(
                api::create, api::createWithResponse, api::stream, api::createAsync, api::publish, () -> {
                    MessageAccumulator accumulator = new MessageAccumulator();
                    return new Accumulating<>(accumulator::accept, accumulator::result);
                });
    }

    private static <T> T await(CompletableFuture<T> call) throws Exception {
        try {
            return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the call did not end within " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** The forms of a call in one dialect. */
    record DialectApi<Q, R extends JsonModel, E>(
            BiFunction<Q, RequestOptions, R> create,
            BiFunction<Q, RequestOptions, ApiResponse<R>> withResponse,
            BiFunction<Q, RequestOptions, EventStream<E, R>> stream,
            BiFunction<Q, RequestOptions, CompletableFuture<R>> async,
            BiFunction<Q, RequestOptions, Flow.Publisher<E>> publish,
            Supplier<Accumulating<E, R>> accumulator) {}

    /** The methods of a public accumulator. */
    record Accumulating<E, R>(Consumer<E> accept, Supplier<R> result) {}
}
