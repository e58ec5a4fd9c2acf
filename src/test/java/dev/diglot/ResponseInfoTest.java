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
import dev.diglot.model.ErrorKind;
import dev.diglot.model.StreamOptions;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.EventPublisher;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call returns besides the reply, and what it requests in addition. */
@Timeout(60)
class ResponseInfoTest {
    private static final ChatCompletionRequest REQUEST = (ChatCompletionRequest) CallForm.request(Dialect.CHAT, "hi");

    private static final Reply HELLO = Reply.text("hello");

    /** A stream up to its finish reason, without the end marker. */
    private static final Reply WITHOUT_DONE = HELLO.cutAfterEvents(3, Cut.END);

    private static final Reply SILENCE = Reply.noResponse(Cut.STALL);

    private static FakeEndpoint failingOnce(Reply reply) {
        return FakeEndpoint.start(Reply.error(ErrorKind.SERVICE_UNAVAILABLE), reply.header("x-request-id", "r-7"));
    }

    private static void awaitClientGone(FakeEndpoint endpoint) throws InterruptedException {
        assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled()).isTrue();
    }

    @Test
    void createAsyncWithResponseReturnsAll() throws Exception {
        try (FakeEndpoint endpoint = failingOnce(HELLO);
                Diglot client = retrying(endpoint).build()) {
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
        try (FakeEndpoint endpoint = failingOnce(WITHOUT_DONE);
                Diglot client = retrying(endpoint).build();
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
        try (FakeEndpoint endpoint = failingOnce(WITHOUT_DONE);
                Diglot client = retrying(endpoint).build()) {
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
        try (FakeEndpoint silent = FakeEndpoint.start(Reply.text("he", "llo").cutAfterEvents(2, Cut.STALL));
                FakeEndpoint broken =
                        FakeEndpoint.start(Reply.body(200, "text/event-stream", event + "data: <html>\n\n"));
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
        try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                Diglot client = retrying(endpoint).streamUsage(true).build();
                Diglot without = retrying(endpoint).build()) {
            client.chat().stream(REQUEST).result();
            TestSubscriber.drain(client.chat().publish(REQUEST));
            client.chat().stream(refusing).result();
            client.chat().stream(refusingUntyped).result();
            without.chat().stream(REQUEST).result();

            assertThat(endpoint.requests())
                    .extracting(request ->
                            Trees.read(request.body()).path("stream_options").toString())
                    .containsExactly(
                            "{\"include_usage\":true}",
                            "{\"include_usage\":true}",
                            "{\"include_usage\":false}",
                            "{\"include_usage\":false,\"x\":1}",
                            "");
        }
    }

    @Test
    void cancellingADerivedFutureEndsTheExchange() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(SILENCE);
                Diglot client = retrying(endpoint).build()) {
            CompletableFuture<Integer> derived = client.chat()
                    .createAsync(REQUEST)
                    .thenApply(ChatCompletion::text)
                    .thenApply(String::length);
            endpoint.awaitRequests(1);

            assertThat(derived.cancel(true)).isTrue();

            awaitClientGone(endpoint);
            assertThat(derived).isCancelled();
        }
    }

    @Test
    void aDerivedFutureThatTimesOutEndsTheExchange() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(SILENCE);
                Diglot client = retrying(endpoint).build()) {
            CompletableFuture<String> derived = client.chat()
                    .createAsync(REQUEST, RequestOptions.none())
                    .thenApply(ChatCompletion::text)
                    .orTimeout(200, TimeUnit.MILLISECONDS);

            awaitClientGone(endpoint);
            assertThat(derived).isCompletedExceptionally();
        }
    }

    @Test
    void cancellingOneDerivedFutureCancelsTheOthers() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(SILENCE);
                Diglot client = retrying(endpoint).build()) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(REQUEST);
            CompletableFuture<String> first = call.thenApply(ChatCompletion::text);
            CompletableFuture<String> second = call.thenApply(ChatCompletion::text);
            endpoint.awaitRequests(1);

            first.cancel(true);

            assertThat(second)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(CancellationException.class);
        }
    }
}
