// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package lab.own;

import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ContentBlockDeltaEvent;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.TextDelta;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import lab.Adapter;

/** Diglot in the performance lab, as a user would write it. */
public final class Diglot implements Adapter {
    private dev.diglot.Diglot client;
    private boolean isChat;

    @Override
    public void open(String baseUrl, String dialect) {
        isChat = dialect.equals("chat");
        client = dev.diglot.Diglot.builder().baseUrl(baseUrl).apiKey("lab").build();
    }

    @Override
    public void stream(String model, Sink sink) {
        if (isChat) {
            try (ChatStream stream = client.chat().stream(chat(model))) {
                for (ChatCompletionChunk chunk : stream) {
                    say(chunk, sink);
                }
            }
        } else {
            try (MessageStream stream = client.messages().stream(messages(model))) {
                for (MessageStreamEvent event : stream) {
                    say(event, sink);
                }
            }
        }
    }

    @Override
    public CompletableFuture<?> streamAsync(String model, Sink sink) {
        return isChat
                ? read(client.chat().publish(chat(model)), chunk -> say(chunk, sink))
                : read(client.messages().publish(messages(model)), event -> say(event, sink));
    }

    @Override
    public Summary call(String model) {
        if (isChat) {
            ChatCompletion reply = client.chat().create(chat(model));
            return new Summary(
                    reply.text().length(), reply.toolCalls().size(), reply.usage().completionTokens());
        }
        Message reply = client.messages().create(messages(model));
        return new Summary(reply.text().length(), reply.toolUses().size(), reply.usage().outputTokens());
    }

    @Override
    public void close() {
        client.close();
    }

    private static void say(ChatCompletionChunk chunk, Sink sink) {
        String text = chunk.text();
        if (!text.isEmpty()) {
            sink.text(text);
        }
    }

    private static void say(MessageStreamEvent event, Sink sink) {
        if (event instanceof ContentBlockDeltaEvent delta && delta.delta() instanceof TextDelta piece) {
            sink.text(piece.text());
        }
    }

    private static ChatCompletionRequest chat(String model) {
        return ChatCompletionRequest.builder(model, List.of(ChatMessage.user("hi"))).build();
    }

    private static MessageRequest messages(String model) {
        return MessageRequest.builder(model, List.of(MessageParam.user("hi"))).maxTokens(1000).build();
    }

    private static <E> CompletableFuture<Void> read(Flow.Publisher<E> publisher, Consumer<E> reader) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        publisher.subscribe(new Flow.Subscriber<E>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(E event) {
                reader.accept(event);
            }

            @Override
            public void onError(Throwable cause) {
                end.completeExceptionally(cause);
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
        return end;
    }
}
