// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.Unreachable;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code createAsync}, over real HTTP. */
@Timeout(30)
class AsyncTest {
    private static final Reply HELLO = Reply.text("hello");
    private static final Reply SILENCE = Reply.noResponse(Cut.STALL);
    private static final Reply SILENCE_WITHIN = HELLO.cutAfterBytes(5, Cut.STALL);

    private static void awaitClientGone(FakeEndpoint endpoint) throws InterruptedException {
        assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled()).isTrue();
    }

    private static Throwable endOf(CompletableFuture<?> call) {
        Throwable end = catchThrowable(() -> call.get(10, TimeUnit.SECONDS));
        return end instanceof ExecutionException ? end.getCause() : end;
    }

    @Test
    void theReplyIsReturned() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                Diglot client = client(endpoint)) {
            ChatCompletion reply = client.chat().createAsync(CHAT).get(5, TimeUnit.SECONDS);

            assertThat(reply.text()).isEqualTo("hello");
        }
    }

    @Test
    void messagesComeToo() throws Exception {
        MessageRequest request =
                MessageRequest.builder("m", List.of(MessageParam.user("hi"))).build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                Diglot client = client(endpoint)) {
            Message reply = client.messages().createAsync(request).get(5, TimeUnit.SECONDS);

            assertThat(reply.text()).isEqualTo("hello");
        }
    }

    @Test
    void manyAtOnceNeedFewThreads() throws Exception {
        CountDownLatch all = new CountDownLatch(200);
        Function<ReceivedRequest, Reply> replies = request -> {
            all.countDown();
            return HELLO.holdAfterEvents(0, all);
        };
        try (FakeEndpoint endpoint = FakeEndpoint.start(replies);
                Diglot client = client(endpoint)) {
            List<CompletableFuture<ChatCompletion>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(client.chat().createAsync(CHAT));
            }
            for (CompletableFuture<ChatCompletion> call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS).text()).isEqualTo("hello");
            }

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("diglot-"))
                    .hasSizeLessThan(100);
        }
    }

    @Test
    void itCompletesOnADaemonThreadOfTheClient() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(SILENCE);
                Diglot client = client(endpoint)) {
            CompletableFuture<Thread> thread = client.chat()
                    .createAsync(
                            CHAT,
                            RequestOptions.builder()
                                    .responseTimeout(Duration.ofMillis(200))
                                    .build())
                    .handle((reply, e) -> Thread.currentThread());

            assertThat(thread.get(5, TimeUnit.SECONDS).getName()).startsWith("diglot-");
            assertThat(thread.get().isDaemon()).isTrue();
        }
    }

    @Test
    void errorsAreTyped() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.error(ErrorKind.RATE_LIMIT, "slow down"));
                Diglot client = client(endpoint)) {
            assertThat(endOf(client.chat().createAsync(CHAT)))
                    .isInstanceOf(RateLimitException.class)
                    .hasMessageContaining("slow down");
        }
    }

    @Test
    void nonsenseIsAProtocolException() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", "<html>"));
                Diglot client = client(endpoint)) {
            assertThat(endOf(client.chat().createAsync(CHAT))).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void anEndpointThatIsNotThereIsAConnectionException() throws Exception {
        try (Unreachable nobody = Unreachable.refusing();
                Diglot client = client(nobody.url())) {
            assertThat(endOf(client.chat().createAsync(CHAT)))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.requestSent()).isFalse());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"cho"})
    void cancellingEndsTheExchange(String begun) throws Exception {
        try (RawServer server = RawServer.silentAfter(begun);
                Diglot client = client(server)) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(CHAT);
            server.awaitSilence();

            assertThat(call.cancel(true)).isTrue();

            server.awaitClientGone();
            assertThat(call).isCancelled();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"cho"})
    void closingTheClientEndsIt(String begun) throws Exception {
        try (RawServer server = RawServer.silentAfter(begun)) {
            Diglot client = client(server);
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(CHAT);
            server.awaitSilence();

            client.close();

            assertThat(endOf(call)).isInstanceOf(CallCancelledException.class);
            server.awaitClientGone();
        }
    }

    @Test
    void eachTimeoutHasItsPhase() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().responseTimeout(Duration.ofMillis(200));
        assertThat(phaseOf(SILENCE, options)).isEqualTo(Phase.RESPONSE);
        assertThat(phaseOf(SILENCE, options.deadline(Duration.ofMillis(100)))).isEqualTo(Phase.DEADLINE);
        assertThat(phaseOf(SILENCE_WITHIN, RequestOptions.builder().idleTimeout(Duration.ofMillis(200))))
                .isEqualTo(Phase.IDLE);
        assertThat(phaseOf(SILENCE_WITHIN, RequestOptions.builder().deadline(Duration.ofMillis(200))))
                .isEqualTo(Phase.DEADLINE);
    }

    private Phase phaseOf(Reply silence, RequestOptions.Builder options) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(silence);
                Diglot client = client(endpoint)) {
            Throwable end = endOf(client.chat().createAsync(CHAT, options.build()));
            assertThat(end).isInstanceOf(CallTimeoutException.class);
            awaitClientGone(endpoint);
            return ((CallTimeoutException) end).phase();
        }
    }

    @Test
    void misuseFailsAtOnce() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                Diglot client = client(endpoint)) {
            ChatCompletionRequest streamed = CHAT.toBuilder().stream(true).build();

            assertThatThrownBy(() -> client.chat().createAsync(streamed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stream");
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void aClosedClientFailsAtOnce() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO)) {
            Diglot client = client(endpoint);
            client.close();

            assertThatThrownBy(() -> client.chat().createAsync(CHAT)).isInstanceOf(IllegalStateException.class);
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void givingUpByATimeoutOfTheFutureEndsTheExchange() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(SILENCE);
                Diglot client = client(endpoint)) {
            CompletableFuture<ChatCompletion> call =
                    client.chat().createAsync(CHAT).orTimeout(200, TimeUnit.MILLISECONDS);

            assertThat(endOf(call)).isInstanceOf(TimeoutException.class);
            awaitClientGone(endpoint);
        }
    }
}
