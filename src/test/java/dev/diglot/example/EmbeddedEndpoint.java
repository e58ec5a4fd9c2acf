// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Examples;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.util.List;

/**
 * An endpoint on 127.0.0.1 that serves both dialects from {@code spec/examples}.
 *
 * <p>It compares whole request bodies: one that differs from every example in any member gets a 400.
 */
public final class EmbeddedEndpoint implements AutoCloseable {
    public static final String KEY = TestKey.value();
    /** A model that the endpoint does not have. */
    public static final String NO_MODEL = "no-such-model";

    private static final int MILLIS_BETWEEN_EVENTS = 20;

    private final WireMockServer server;

    public EmbeddedEndpoint() {
        this("", 0);
    }

    /** Knows only the examples whose names begin so; port 0 is a free one. */
    public EmbeddedEndpoint(String prefix, int port) {
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .port(port)
                .globalTemplating(false));
        List<String> names = Examples.names();
        for (String name : names) {
            if (name.startsWith(prefix) && name.endsWith("-request.json")) {
                String response = name.replace("-request.json", "-response.json");
                String stream = name.replace("-request.json", "-stream.sse");
                if (names.contains(response)) {
                    stub(name, whole(200, response), false);
                }
                if (names.contains(stream)) {
                    stub(name, streamed(stream), true);
                }
            }
        }
        server.stubFor(call("chat-")
                .withRequestBody(matchingJsonPath("$.model", equalTo(NO_MODEL)))
                .willReturn(whole(403, "chat-error-model-response.json"))
                .atPriority(1));
        server.stubFor(call("chat-")
                .willReturn(whole(400, "chat-error-400-response.json"))
                .atPriority(8));
        server.stubFor(call("messages-")
                .willReturn(whole(400, "messages-error-400-response.json"))
                .atPriority(8));
        server.stubFor(call("count")
                .willReturn(whole(400, "messages-error-400-response.json"))
                .atPriority(8));
        server.stubFor(get("/v1/models")
                .withHeader("Authorization", equalTo("Bearer " + KEY))
                .willReturn(whole(200, "models-chat-response.json")));
        server.stubFor(any(anyUrl())
                .willReturn(whole(401, "chat-error-401-response.json"))
                .atPriority(9));
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.port();
    }

    private void stub(String request, ResponseDefinitionBuilder response, boolean streaming) {
        ObjectNode body = (ObjectNode) Trees.read(Examples.text(request));
        body.remove("stream");
        if (streaming) {
            body.put("stream", true);
        }
        server.stubFor(call(request)
                .withRequestBody(equalToJson(body.toString(), false, false))
                .willReturn(response)
                .atPriority(2));
    }

    private static MappingBuilder call(String example) {
        if (example.startsWith("chat-")) {
            return post("/v1/chat/completions").withHeader("Authorization", equalTo("Bearer " + KEY));
        }
        String path = example.startsWith("count") ? "/v1/messages/count_tokens" : "/v1/messages";
        return post(path).withHeader("x-api-key", equalTo(KEY)).withHeader("anthropic-version", equalTo("2023-06-01"));
    }

    private static ResponseDefinitionBuilder whole(int status, String example) {
        return aResponse()
                .withStatus(status)
                .withHeader("content-type", "application/json")
                .withBody(Examples.bytes(example));
    }

    private static ResponseDefinitionBuilder streamed(String example) {
        int events = Corpus.payloads(Examples.bytes(example)).size() + 1;
        return aResponse()
                .withStatus(200)
                .withHeader("content-type", "text/event-stream")
                .withBody(Examples.bytes(example))
                .withChunkedDribbleDelay(events, events * MILLIS_BETWEEN_EVENTS);
    }

    @Override
    public void close() {
        server.stop();
    }
}
