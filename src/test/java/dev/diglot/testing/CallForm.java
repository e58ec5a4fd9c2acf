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
        <Q, R extends JsonModel, E> End call(Calls<Q, R, E> calls, Q request, RequestOptions options) {
            return new End(calls.create.apply(request, options), null, null);
        }
    },
    CREATE_WITH_RESPONSE {
        @Override
        <Q, R extends JsonModel, E> End call(Calls<Q, R, E> calls, Q request, RequestOptions options) {
            ApiResponse<R> response = calls.withResponse.apply(request, options);
            return new End(response.body(), response, null);
        }
    },
    STREAM {
        @Override
        <Q, R extends JsonModel, E> End call(Calls<Q, R, E> calls, Q request, RequestOptions options) {
            try (EventStream<E, R> stream = calls.stream.apply(request, options)) {
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
        <Q, R extends JsonModel, E> End call(Calls<Q, R, E> calls, Q request, RequestOptions options) throws Exception {
            return new End(end(calls.async.apply(request, options)), null, null);
        }
    },
    PUBLISH {
        @Override
        <Q, R extends JsonModel, E> End call(Calls<Q, R, E> calls, Q request, RequestOptions options) throws Exception {
            Fold<E, R> fold = calls.fold.get();
            Subscriber<E> subscriber = new Subscriber<>(fold.accept);
            calls.publish.apply(request, options).subscribe(subscriber);
            try {
                end(subscriber.end);
                return new End(fold.result.get(), null, null);
            } catch (ExecutionException e) {
                long at = System.nanoTime();
                return new End(fold.result.get(), null, e.getCause(), at);
            }
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
     * @param answer the whole answer, or what there was of it, or null
     * @param response what came with it, in the form that gives it, else null
     * @param failure why there is no whole answer, or null if there is one
     * @param at when the call ended, by {@link System#nanoTime}: before anything was asked of what is left of it
     */
    public record End(JsonModel answer, ApiResponse<?> response, Throwable failure, long at) {
        End(JsonModel answer, ApiResponse<?> response, Throwable failure) {
            this(answer, response, failure, System.nanoTime());
        }

        /** The text of the answer, which must have come. */
        public String text() {
            if (failure != null) {
                throw new AssertionError("the call failed", failure);
            }
            return answer instanceof ChatCompletion chat ? chat.text() : ((Message) answer).text();
        }

        /** The chat answer, which must have come. */
        public ChatCompletion chat() {
            text();
            return (ChatCompletion) answer;
        }

        /** The message, which must have come. */
        public Message message() {
            text();
            return (Message) answer;
        }

        /** Why the call failed, which must be of that kind. */
        public <T extends Throwable> T failure(Class<T> kind) {
            if (!kind.isInstance(failure)) {
                throw new AssertionError("not a " + kind.getSimpleName() + ": " + failure, failure);
            }
            return kind.cast(failure);
        }
    }

    /** Whether the answer is asked for event by event. */
    public boolean isStreamed() {
        return this == STREAM || this == PUBLISH;
    }

    /** Whether the thread that calls is the one that waits for the answer. */
    public boolean isWaitedFor() {
        return this != CREATE_ASYNC && this != PUBLISH;
    }

    /** Asks "hi" in a dialect, with no options, and waits for the end. */
    public End call(Diglot client, Dialect dialect) throws Exception {
        return call(client, dialect, RequestOptions.none());
    }

    /** Asks "hi" in a dialect, and waits for the end. */
    public End call(Diglot client, Dialect dialect, RequestOptions options) throws Exception {
        return call(client, request(dialect, "hi"), options);
    }

    /** Makes a call of the dialect that the request is of, and waits for the end. */
    public End call(Diglot client, JsonModel request, RequestOptions options) throws Exception {
        try {
            return request instanceof MessageRequest messages
                    ? call(calls(client.messages()), messages, options)
                    : call(calls(client.chat()), (ChatCompletionRequest) request, options);
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

    /** A good answer that says this, as a whole, or as a stream in two pieces. */
    public String answer(Dialect dialect, String text) {
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

    /** The content type of such an answer. */
    public String contentType() {
        return isStreamed() ? "text/event-stream" : "application/json";
    }

    abstract <Q, R extends JsonModel, E> End call(Calls<Q, R, E> calls, Q request, RequestOptions options)
            throws Exception;

    private static Calls<ChatCompletionRequest, ChatCompletion, ChatCompletionChunk> calls(ChatApi api) {
        return new Calls<>(api::create, api::createWithResponse, api::stream, api::createAsync, api::publish, () -> {
            ChatAccumulator fold = new ChatAccumulator();
            return new Fold<>(fold::accept, fold::result);
        });
    }

    private static Calls<MessageRequest, Message, MessageStreamEvent> calls(MessagesApi api) {
        return new Calls<>(api::create, api::createWithResponse, api::stream, api::createAsync, api::publish, () -> {
            MessageAccumulator fold = new MessageAccumulator();
            return new Fold<>(fold::accept, fold::result);
        });
    }

    private static <T> T end(CompletableFuture<T> call) throws Exception {
        try {
            return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the call did not end within " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** The calls of one dialect. */
    record Calls<Q, R extends JsonModel, E>(
            BiFunction<Q, RequestOptions, R> create,
            BiFunction<Q, RequestOptions, ApiResponse<R>> withResponse,
            BiFunction<Q, RequestOptions, EventStream<E, R>> stream,
            BiFunction<Q, RequestOptions, CompletableFuture<R>> async,
            BiFunction<Q, RequestOptions, Flow.Publisher<E>> publish,
            Supplier<Fold<E, R>> fold) {}

    /** What folds the events of a publisher. */
    record Fold<E, R>(Consumer<E> accept, Supplier<R> result) {}

    private static final class Subscriber<E> implements Flow.Subscriber<E> {
        private final Consumer<E> fold;
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        Subscriber(Consumer<E> fold) {
            this.fold = fold;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(E event) {
            fold.accept(event);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
