// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a program returned, or the exception that it threw, and the requests that it sent. */
record Outcome(Object returned, List<ReceivedRequest> requests) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Runs the program with the URL of an endpoint that sends these replies. */
    static Outcome of(Function<String, ?> program, Reply... replies) {
        try (FakeEndpoint endpoint = FakeEndpoint.start(replies)) {
            return new Outcome(result(program, endpoint.url()), endpoint.requests());
        }
    }

    private static Object result(Function<String, ?> program, String url) {
        try {
            return program.apply(url);
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Returns the body of the request with this index. */
    JsonNode body(int request) {
        try {
            return JSON.readTree(requests.get(request).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the role and the text of each message of the last request, the system prompt first. */
    List<String> conversation() {
        JsonNode body = body(requests.size() - 1);
        List<String> lines = new ArrayList<>();
        if (body.has("system")) {
            lines.add("system: " + text(body.get("system")));
        }
        body.get("messages").forEach(message -> lines.add(message.get("role").asText() + ": " + text(message)));
        return lines;
    }

    /** Returns the texts of a message, of a block with a content, of a list of these, or of a string. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        if (content.isArray()) {
            return StreamSupport.stream(content.spliterator(), false)
                    .map(Outcome::text)
                    .collect(Collectors.joining());
        }
        String own = content.path("text").asText("");
        return content.has("content") ? own + text(content.get("content")) : own;
    }
}
