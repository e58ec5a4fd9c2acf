// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.internal.text.SecretNames;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request that a {@link FakeEndpoint} has received, and how its response ended. Thread-safe.
 *
 * <p>The values of headers that may hold a secret are masked. {@link #path} and {@link #body} are as received. Use
 * {@link #hasKey} to check which key was sent.
 */
public final class ReceivedRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpConnection.Request received;
    private final int number;
    private final int attempt;
    private final Instant receivedAt = Instant.now();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile @Nullable Instant endedAt;

    ReceivedRequest(HttpConnection.Request received, int number, int attempt) {
        this.received = received;
        this.number = number;
        this.attempt = attempt;
    }

    /** {@return the number of this request, from 1, in the order in which the requests arrived} */
    public int number() {
        return number;
    }

    /**
     * {@return how often a request with the same path and body has arrived so far, this one included; a retry has a higher
     * number, and so has another call with an equal request}
     */
    public int attempt() {
        return attempt;
    }

    /** {@return the HTTP method} */
    public String method() {
        return received.method();
    }

    /** {@return the path and the query} */
    public String path() {
        return received.target();
    }

    /** {@return the dialect, by the path; a list of models has the dialect of the header {@code anthropic-version}} */
    public Dialect dialect() {
        boolean isMessages = isFor("/messages")
                || isFor("/messages/count_tokens")
                || (isFor("/models") && received.headers().containsKey("anthropic-version"));
        return isMessages ? Dialect.MESSAGES : Dialect.CHAT;
    }

    /** {@return whether the request asks for a stream} */
    public boolean isStreaming() {
        return Boolean.TRUE.equals(member("stream"));
    }

    /** {@return the model that is requested, or null} */
    public @Nullable String model() {
        return member("model") instanceof String model ? model : null;
    }

    /**
     * {@return the request of a chat completion}
     *
     * @throws IllegalStateException if this is another request
     * @throws IllegalArgumentException if the body is not a JSON object
     */
    public ChatCompletionRequest chat() {
        requireOperation("/chat/completions");
        return ChatCompletionRequest.fromJson(received.body());
    }

    /**
     * {@return the request of a message}
     *
     * @throws IllegalStateException if this is another request
     * @throws IllegalArgumentException if the body is not a JSON object
     */
    public MessageRequest messages() {
        requireOperation("/messages");
        return MessageRequest.fromJson(received.body());
    }

    /** {@return the body, as text} */
    public String body() {
        return new String(received.body(), UTF_8);
    }

    /** {@return the headers; names are case-insensitive, and the values of those that may hold a secret are masked} */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> headers = Sanitizer.NONE.headers(received.headers(), Integer.MAX_VALUE);
        headers.replaceAll((name, values) ->
                SecretNames.isSecretHeader(name) ? Collections.nCopies(values.size(), "***") : values);
        return headers;
    }

    /**
     * {@return the first value of a header, masked if it may hold a secret, or null}
     *
     * @param name the name, in any case
     */
    public @Nullable String header(String name) {
        List<String> values = headers().get(name);
        return values == null ? null : values.get(0);
    }

    /**
     * {@return whether this key was sent, as {@code x-api-key} or as a bearer token}
     *
     * @param key the key
     */
    public boolean hasKey(String key) {
        List<String> keys = received.headers().getOrDefault("x-api-key", List.of());
        List<String> tokens = received.headers().getOrDefault("authorization", List.of());
        return !key.isEmpty() && (keys.contains(key) || tokens.contains("Bearer " + key));
    }

    /** {@return when the request had arrived completely} */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** {@return when its response ended, or null if it is still being sent} */
    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /**
     * {@return whether the client disconnected before its response was complete, also during a stall; call {@link #awaitEnd}
     * before, since a disconnect is noticed a little later}
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Waits until the response has ended: completely, by a failure of the script, or because the client disconnected.
     *
     * @return this request
     * @throws AssertionError if it does not end within 10 seconds
     * @throws InterruptedException if the thread is interrupted
     */
    public ReceivedRequest awaitEnd() throws InterruptedException {
        if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The response did not end within " + PATIENCE.toSeconds() + " s: " + this);
        }
        return this;
    }

    /** {@return the method, path without query, model and state} */
    @Override
    public String toString() {
        return Sanitizer.NONE.line(
                number + ": " + method() + " " + pathWithoutQuery() + ", model " + model() + ", " + state(), 500);
    }

    private String state() {
        if (endedAt == null) {
            return "running";
        }
        return cancelled ? "cancelled" : "ended";
    }

    byte[] bodyBytes() {
        return received.body();
    }

    /** Returns the headers as received, with secrets. */
    Map<String, List<String>> receivedHeaders() {
        return received.headers();
    }

    /** Returns a member of the body, or null if there is none, or if the body is no JSON object. */
    @Nullable
    Object member(String name) {
        try {
            Object body = Json.parse(received.body(), 0, received.body().length);
            return body instanceof Map<?, ?> members ? members.get(name) : null;
        } catch (IOException e) {
            return null;
        }
    }

    void end(boolean byClient) {
        cancelled = byClient;
        endedAt = Instant.now();
        ended.countDown();
    }

    /** Returns whether the path, without its query, ends like this. */
    boolean isFor(String operation) {
        return pathWithoutQuery().endsWith(operation);
    }

    /** Returns the path for messages: a query may contain a key. */
    private String pathWithoutQuery() {
        return path().split("\\?", 2)[0];
    }

    /** Returns whether another request has the same path and body. */
    boolean isSame(HttpConnection.Request other) {
        return path().equals(other.target()) && Arrays.equals(received.body(), other.body());
    }

    /** Returns whether a chat stream should contain its usage. */
    boolean asksForUsage() {
        return member("stream_options") instanceof Map<?, ?> options
                && Boolean.TRUE.equals(options.get("include_usage"));
    }

    void require(Dialect dialect, String what) {
        if (dialect() != dialect) {
            throw new IllegalArgumentException(what + " does not fit " + method() + " " + pathWithoutQuery());
        }
    }

    private void requireOperation(String operation) {
        if (!isFor(operation)) {
            throw new IllegalStateException(
                    "The request is " + method() + " " + pathWithoutQuery() + ", not one of " + operation);
        }
    }
}
