// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.RawServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** One call in every form, blocking and not, whole and streamed, in both dialects; and a server that answers them. */
enum AllForms {
    CREATE {
        @Override
        String ask(Diglot client) {
            return client.chat().create(CHAT).text();
        }
    },
    CREATE_WITH_RESPONSE {
        @Override
        String ask(Diglot client) {
            return client.chat().createWithResponse(CHAT).body().text();
        }
    },
    CREATE_ASYNC {
        @Override
        String ask(Diglot client) throws Exception {
            return client.chat()
                    .createAsync(CHAT)
                    .thenApply(ChatCompletion::text)
                    .get(30, TimeUnit.SECONDS);
        }
    },
    STREAM {
        @Override
        String ask(Diglot client) {
            try (ChatStream stream = client.chat().stream(CHAT)) {
                return stream.result().text();
            }
        }
    },
    PUBLISH {
        @Override
        String ask(Diglot client) throws Exception {
            return new Folding(client.chat().publish(CHAT)).get(30, TimeUnit.SECONDS);
        }
    },
    MESSAGE {
        @Override
        String ask(Diglot client) {
            return client.messages().create(MESSAGE_REQUEST).text();
        }
    },
    MESSAGE_ASYNC {
        @Override
        String ask(Diglot client) throws Exception {
            return client.messages()
                    .createAsync(MESSAGE_REQUEST)
                    .thenApply(Message::text)
                    .get(30, TimeUnit.SECONDS);
        }
    },
    MESSAGE_STREAM {
        @Override
        String ask(Diglot client) {
            try (MessageStream stream = client.messages().stream(MESSAGE_REQUEST)) {
                return stream.result().text();
            }
        }
    };

    static final String REPLY = "hello";

    private static final String CHAT_BODY =
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}";
    private static final String MESSAGE_BODY =
            "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}";

    private static final String CHAT_EVENTS = """
            data: {"choices":[{"index":0,"delta":{"content":"hel"}}]}

            data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

            data: [DONE]

            """;
    private static final String MESSAGE_EVENTS = """
            data: {"type":"message_start","message":{"type":"message","content":[]}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            data: {"type":"message_stop"}

            """;

    private static final ChatCompletionRequest CHAT =
            ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"))).build();
    private static final MessageRequest MESSAGE_REQUEST =
            MessageRequest.builder("m", List.of(MessageParam.user("hi"))).build();

    /** Makes the call; what the model says, {@link #REPLY} if all is well. */
    abstract String ask(Diglot client) throws Exception;

    /** The whole answer to it. */
    String body() {
        return name().startsWith("MESSAGE") ? MESSAGE_BODY : CHAT_BODY;
    }

    /** Starts a server that answers all of them, over http and over https with this certificate. */
    static WireMockServer start(Certificate certificate) {
        WireMockServer server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystoreType("PKCS12")
                .keystorePath(certificate.store().toString())
                .keystorePassword(Certificate.PASSWORD)
                .keyManagerPassword(Certificate.PASSWORD));
        server.start();
        answer(server, "/v1/chat/completions", CHAT_BODY, CHAT_EVENTS);
        answer(server, "/v1/messages", MESSAGE_BODY, MESSAGE_EVENTS);
        return server;
    }

    private static void answer(WireMockServer server, String path, String body, String events) {
        server.stubFor(post(path).willReturn(typed("application/json").withBody(body)));
        server.stubFor(post(path)
                .withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
                .willReturn(typed("text/event-stream").withBody(events).withChunkedDribbleDelay(3, 30)));
    }

    /** Answers any of them, for a server without WireMock's weight. */
    static void answer(RawServer.Exchange exchange) throws IOException {
        boolean isChat = exchange.request().startsWith("POST /v1/chat/");
        boolean isStream = exchange.request().contains("\"stream\":true");
        exchange.head(isStream ? "text/event-stream" : "application/json");
        exchange.send(isChat ? (isStream ? CHAT_EVENTS : CHAT_BODY) : (isStream ? MESSAGE_EVENTS : MESSAGE_BODY));
        exchange.end();
    }

    private static ResponseDefinitionBuilder typed(String type) {
        return aResponse().withHeader("content-type", type);
    }

    /** Subscribes, and gives the text of all events. */
    private static final class Folding extends CompletableFuture<String>
            implements Flow.Subscriber<ChatCompletionChunk> {
        private final ChatAccumulator accumulator = new ChatAccumulator();

        private Folding(Flow.Publisher<ChatCompletionChunk> publisher) {
            publisher.subscribe(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ChatCompletionChunk chunk) {
            accumulator.accept(chunk);
        }

        @Override
        public void onError(Throwable fault) {
            completeExceptionally(fault);
        }

        @Override
        public void onComplete() {
            complete(accumulator.result().text());
        }
    }
}
