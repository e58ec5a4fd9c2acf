// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.api.ApiResponse;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ProtocolException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.StreamOptions;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.EventPublisher;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestSubscriber;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call returns besides the reply, and what it requests in addition. */
@Timeout(60)
class ResponseInfoTest {
    private static final ChatCompletionRequest REQUEST = (ChatCompletionRequest) CallForm.request(Dialect.CHAT, "hi");

    /** Fails once, and then sends a response that lacks the end marker or a requested choice. */
    private static RawServer failingOnce(CallForm form) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        String body = form.body(Dialect.CHAT, "hello").replace("data: [DONE]\n\n", "");
        return RawServer.start(exchange -> {
            if (requests.getAndIncrement() == 0) {
                exchange.whole(RawServer.head(503, null, "content-length: 0"));
                return;
            }
            exchange.head(200, form.contentType(), "x-request-id: r-7");
            exchange.send(body);
            exchange.end();
        });
    }

    @Test
    void createAsyncWithResponseReturnsAll() throws Exception {
        try (RawServer server = failingOnce(CallForm.CREATE);
                Diglot client = retrying(server).build()) {
            ApiResponse<ChatCompletion> response =
                    client.chat().createAsyncWithResponse(REQUEST).get(30, TimeUnit.SECONDS);

            assertThat(response.body().text()).isEqualTo("hello");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.requestId()).isEqualTo("r-7");
            assertThat(response.attempts()).isEqualTo(2);
            assertThat(response.headers()).containsEntry("X-Request-Id", List.of("r-7"));
        }
    }

    @Test
    void aStreamReturnsAll() throws Exception {
        try (RawServer server = failingOnce(CallForm.STREAM);
                Diglot client = retrying(server).build();
                ChatStream stream = client.chat().stream(REQUEST)) {
            stream.result();

            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.requestId()).isEqualTo("r-7");
            assertThat(stream.attempts()).isEqualTo(2);
            assertThat(stream.headers()).containsEntry("X-Request-Id", List.of("r-7"));
            assertThat(stream.warnings()).hasSize(1);
        }
    }

    @Test
    void aPublisherReturnsAll() throws Exception {
        try (RawServer server = failingOnce(CallForm.PUBLISH);
                Diglot client = retrying(server).build()) {
            EventPublisher<ChatCompletionChunk, ChatCompletion> publisher =
                    client.chat().publish(REQUEST);
            assertThat(publisher.status()).isZero();
            assertThat(publisher.partial()).isNull();

            TestSubscriber.drain(publisher);

            assertThat(publisher.status()).isEqualTo(200);
            assertThat(publisher.requestId()).isEqualTo("r-7");
            assertThat(publisher.attempts()).isEqualTo(2);
            assertThat(publisher.headers()).containsEntry("X-Request-Id", List.of("r-7"));
            assertThat(publisher.warnings()).hasSize(1);
            assertThat(publisher.partial().text()).isEqualTo("hello");
        }
    }

    @Test
    void timeoutsAndProtocolErrorsInAStreamHoldThePartialResult() throws Exception {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"he\"}}]}\n\n";
        try (RawServer silent = RawServer.silentAfterEvents(event);
                RawServer broken = RawServer.streaming(event + "data: <html>\n\n");
                Diglot first =
                        retrying(silent).idleTimeout(Duration.ofMillis(300)).build();
                Diglot second = retrying(broken).build()) {
            CallTimeoutException late = catchThrowableOfType(
                    CallTimeoutException.class,
                    () -> first.chat().stream(REQUEST).result());
            ProtocolException malformed = catchThrowableOfType(
                    ProtocolException.class, () -> second.chat().stream(REQUEST).result());

            assertThat(((ChatCompletion) late.partial()).text()).isEqualTo("he");
            assertThat(((ChatCompletion) malformed.partial()).text()).isEqualTo("he");
        }
    }

    @Test
    void aClientRequestsTheUsageOfItsStreams() throws Exception {
        ChatCompletionRequest refusing = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")))
                .streamOptions(StreamOptions.builder().includeUsage(false).build())
                .build();
        Map<String, Object> untyped = new LinkedHashMap<>();
        untyped.put("include_usage", false);
        untyped.put("x", 1);
        ChatCompletionRequest refusingUntyped = REQUEST.toBuilder()
                .additionalProperty("stream_options", untyped)
                .build();
        try (RawServer server = RawServer.streaming(CallForm.STREAM.body(Dialect.CHAT, "hello"));
                Diglot client = retrying(server).streamUsage(true).build();
                Diglot without = retrying(server).build()) {
            client.chat().stream(REQUEST).result();
            assertThat(server.request()).contains("\"stream_options\":{\"include_usage\":true}");
            TestSubscriber.drain(client.chat().publish(REQUEST));
            assertThat(server.request()).contains("\"stream_options\":{\"include_usage\":true}");
            client.chat().stream(refusing).result();
            assertThat(server.request()).contains("\"stream_options\":{\"include_usage\":false}");
            client.chat().stream(refusingUntyped).result();
            assertThat(server.request()).contains("\"stream_options\":{\"include_usage\":false,\"x\":1}");
            without.chat().stream(REQUEST).result();
            assertThat(server.request()).doesNotContain("stream_options");
        }
    }

    @Test
    void cancellingADerivedFutureEndsTheExchange() throws Exception {
        try (RawServer server = RawServer.silentAfter("");
                Diglot client = retrying(server).build()) {
            CompletableFuture<Integer> derived = client.chat()
                    .createAsync(REQUEST)
                    .thenApply(ChatCompletion::text)
                    .thenApply(String::length);
            server.awaitSilence();

            assertThat(derived.cancel(true)).isTrue();

            server.awaitClientGone();
            assertThat(derived).isCancelled();
        }
    }

    @Test
    void aDerivedFutureThatTimesOutEndsTheExchange() throws Exception {
        try (RawServer server = RawServer.silentAfter("");
                Diglot client = retrying(server).build()) {
            CompletableFuture<String> derived = client.chat()
                    .createAsync(REQUEST, RequestOptions.none())
                    .thenApply(ChatCompletion::text)
                    .orTimeout(200, TimeUnit.MILLISECONDS);

            server.awaitClientGone();
            assertThat(derived).isCompletedExceptionally();
        }
    }

    @Test
    void cancellingOneDerivedFutureCancelsTheOthers() throws Exception {
        try (RawServer server = RawServer.silentAfter("");
                Diglot client = retrying(server).build()) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(REQUEST);
            CompletableFuture<String> first = call.thenApply(ChatCompletion::text);
            CompletableFuture<String> second = call.thenApply(ChatCompletion::text);
            server.awaitSilence();

            first.cancel(true);

            assertThat(second)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(CancellationException.class);
        }
    }
}
