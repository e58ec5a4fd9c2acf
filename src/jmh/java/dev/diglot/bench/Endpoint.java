// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import dev.diglot.testing.RawServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A server in the same JVM that sends prepared bytes, and the calls of it: those of Diglot, and those of an
 * {@link HttpClient} that discards the body. The difference is what Diglot costs.
 */
final class Endpoint implements AutoCloseable {
    private static final String REQUEST = "{\"model\":\"glm-5\",\"max_tokens\":1000,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello, please introduce yourself\"}]}";

    private final RawServer server;
    private final boolean isChat;

    private Endpoint(RawServer server, String dialect) {
        this.server = server;
        this.isChat = dialect.equals("chat");
    }

    static Endpoint sending(String response, String dialect) throws IOException {
        byte[] bytes = response.getBytes(StandardCharsets.US_ASCII);
        return new Endpoint(RawServer.start(exchange -> exchange.whole(bytes)), dialect);
    }

    Diglot client() {
        return Diglot.builder()
                .baseUrl(server.url())
                .apiKey("key-of-the-benchmark")
                .build();
    }

    /** The least that an HTTP client of the JDK costs: without threads for its tasks, as in Diglot over plain HTTP. */
    static HttpClient bareClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Runnable::run)
                .build();
    }

    /** Reads a whole stream; returns the number of events. */
    int stream(Diglot client) {
        int count = 0;
        if (isChat) {
            try (ChatStream stream = client.chat().stream(chatRequest())) {
                for (ChatCompletionChunk chunk : stream) {
                    count += chunk.choices().size();
                }
            }
        } else {
            try (MessageStream stream = client.messages().stream(messageRequest())) {
                for (MessageStreamEvent event : stream) {
                    count += event.type().isEmpty() ? 0 : 1;
                }
            }
        }
        return count;
    }

    /** Reads a whole reply. */
    Object call(Diglot client) {
        return isChat ? client.chat().create(chatRequest()) : client.messages().create(messageRequest());
    }

    /** Sends the same request, and discards the response. */
    int discard(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.url() + (isChat ? "/v1/chat/completions" : "/v1/messages")))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer key-of-the-benchmark")
                .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static ChatCompletionRequest chatRequest() {
        return ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Hello, please introduce yourself")))
                .build();
    }

    private static MessageRequest messageRequest() {
        return MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hello, please introduce yourself")))
                .maxTokens(1000)
                .build();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
