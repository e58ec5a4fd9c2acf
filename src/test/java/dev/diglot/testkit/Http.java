// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.model.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Sends requests with the JDK's oldest client, to see what the endpoint writes without any code of ours. */
public final class Http {
    /** A response. */
    public record Response(int status, @Nullable String contentType, String body) {}

    private Http() {}

    /** Returns the body of the reply to a request. */
    public static String post(Reply reply, Dialect dialect, String json) {
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply)) {
            return post(endpoint, dialect, json).body;
        }
    }

    /** Sends a request of a dialect. */
    public static Response post(FakeEndpoint endpoint, Dialect dialect, String json) {
        return post(endpoint.url() + (dialect == Dialect.CHAT ? "/v1/chat/completions" : "/v1/messages"), json);
    }

    public static Response post(String url, String json) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setRequestProperty("connection", "close"); // keeps no thread
            connection.setDoOutput(true);
            connection.getOutputStream().write(json.getBytes(UTF_8));
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Response(
                        status,
                        connection.getContentType(),
                        body == null ? "" : new String(body.readAllBytes(), UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
