// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.config.Credentials;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.ModelList;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestRequests;
import dev.diglot.testing.TestSubscriber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint shows the requests that it received, and leaves nothing behind. Isolated, since it counts threads. */
@Isolated
@Timeout(60)
class FakeEndpointTest {
    private static final String CALLS = "dev.diglot.testing.CallForm#calls";
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final Reply PIECES = Reply.text("It ", "is ", "sunny.");

    /** The threads of all endpoints. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("fake-endpoint"))
                .collect(Collectors.toSet());
    }

    private static int port(FakeEndpoint endpoint) {
        return URI.create(endpoint.url()).getPort();
    }

    // Received requests.

    @ParameterizedTest
    @MethodSource(CALLS)
    void requestIsShown(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                Diglot client = endpoint.client().build()) {
            form.call(client, dialect).text();

            assertThat(endpoint.requests()).singleElement().satisfies(request -> {
                assertThat(request.number()).isEqualTo(1);
                assertThat(request.attempt()).isEqualTo(1);
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo(dialect == Dialect.CHAT ? CHAT_PATH : "/v1/messages");
                assertThat(request.dialect()).isEqualTo(dialect);
                assertThat(request.isStreaming()).isEqualTo(form.isStreamed());
                assertThat(request.model()).isEqualTo("m");
                assertThat(request.header("CONTENT-type")).startsWith("application/json");
                assertThat(request.header("x-nothing")).isNull();
                assertThat(request.body()).contains("\"hi\"");
            });
        }
    }

    @Test
    void requestsAreTyped() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                Diglot client = endpoint.client().build()) {
            ChatCompletionRequest chat = TestRequests.CHAT.toBuilder()
                    .temperature(0.5)
                    .additionalProperty("new", List.of(1))
                    .build();
            assertThat(client.chat().create(chat).text()).isEqualTo("It is sunny.");
            assertThat(client.messages().create(TestRequests.MESSAGES).text()).isEqualTo("It is sunny.");

            ChatCompletionRequest first = endpoint.requests().get(0).chat();
            MessageRequest second = endpoint.requests().get(1).messages();
            assertThat(first.temperature()).isEqualTo(0.5);
            assertThat(first.messages()).isEqualTo(chat.messages());
            assertThat(first.additionalProperties()).containsEntry("new", List.of(1));
            assertThat(second.messages()).isEqualTo(TestRequests.MESSAGES.messages());
        }
    }

    @Test
    void requestOfAnotherOperationIsNamed() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                RawClient client = new RawClient(endpoint)) {
            assertThat(client.send(RawClient.post("/v1/messages", "[1]"))
                            .response()
                            .status())
                    .isEqualTo(200);

            ReceivedRequest request = endpoint.requests().get(0);
            assertThatIllegalStateException()
                    .isThrownBy(request::chat)
                    .withMessageContaining("POST /v1/messages")
                    .withMessageContaining("/chat/completions");
            assertThatIllegalArgumentException().isThrownBy(request::messages);
            assertThat(request.model()).isNull();
            assertThat(request.isStreaming()).isFalse();
        }
    }

    @Test
    void listOfModelsHasTheDialectOfItsHeader() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.of(ModelList.fromJson("{\"data\":[]}")));
                RawClient client = new RawClient(endpoint)) {
            assertThat(client.send(RawClient.bodiless("GET", "/v1/models"))
                            .response()
                            .status())
                    .isEqualTo(200);
            assertThat(client.send(RawClient.bodiless("GET", "/v1/models", "Anthropic-Version: 2023-06-01"))
                            .response()
                            .status())
                    .isEqualTo(200);

            assertThat(endpoint.requests())
                    .extracting(ReceivedRequest::dialect)
                    .containsExactly(Dialect.CHAT, Dialect.MESSAGES);
        }
    }

    @Test
    void pathMayHaveAPrefixAndAQuery() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                RawClient client = new RawClient(endpoint);
                Diglot prefixed =
                        endpoint.client().baseUrl(endpoint.url() + "/a/b/v3").build()) {
            assertThat(prefixed.chat().create(TestRequests.CHAT).text()).isEqualTo("It is sunny.");
            assertThat(client.send(RawClient.post("/x/messages?beta=true", "{}"))
                            .response()
                            .body())
                    .contains("sunny");

            assertThat(endpoint.requests())
                    .extracting(ReceivedRequest::path)
                    .containsExactly("/a/b/v3/chat/completions", "/x/messages?beta=true");
        }
    }

    @Test
    void awaitRequestsWaitsUntilTheyArrive() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.holdAfterEvents(0, latch));
                Diglot client = endpoint.client().build()) {
            List<CompletableFuture<ChatCompletion>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(client.chat().createAsync(TestRequests.CHAT));
            }

            assertThat(endpoint.awaitRequests(3))
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request.endedAt()).isNull());
            latch.countDown();
            for (CompletableFuture<ChatCompletion> call : calls) {
                assertThat(call.get().text()).isEqualTo("It is sunny.");
            }
        }
    }

    @Test
    void awaitRequestsIsInterrupted() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES)) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> endpoint.awaitRequests(1));
        }
    }

    @Test
    void retriesAreAttempts() {
        try (FakeEndpoint endpoint =
                        FakeEndpoint.start(Reply.error(ErrorKind.RATE_LIMIT), Reply.error(ErrorKind.SERVER), PIECES);
                Diglot client = endpoint.client().build()) {
            assertThat(client.chat().create(TestRequests.CHAT).text()).isEqualTo("It is sunny.");
            ChatCompletionRequest other = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("other")))
                    .build();
            assertThat(client.chat().create(other).text()).isEqualTo("It is sunny.");

            assertThat(endpoint.requests()).extracting(ReceivedRequest::attempt).containsExactly(1, 2, 3, 1);
            assertThat(endpoint.requests()).extracting(ReceivedRequest::number).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void requestHasTheTimesOfItsResponse() throws Exception {
        Instant before = Instant.now();
        CountDownLatch latch = new CountDownLatch(1);
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.holdAfterEvents(0, latch));
                Diglot client = endpoint.client().build()) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(TestRequests.CHAT);
            ReceivedRequest request = endpoint.awaitRequests(1).get(0);
            assertThat(request.endedAt()).isNull();
            assertThat(request.toString()).contains("running");
            Instant released = Instant.now();
            latch.countDown();
            assertThat(call.get().text()).isEqualTo("It is sunny.");

            assertThat(request.awaitEnd().endedAt()).isBetween(released, Instant.now());
            assertThat(request.receivedAt()).isBetween(before, released);
            assertThat(request.toString()).contains("ended").doesNotContain("running");
        }
    }

    // Keys.

    @ParameterizedTest
    @MethodSource(CALLS)
    void keyIsInNoString(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                Diglot client = endpoint.client().apiKey(TestKey.value()).build()) {
            form.call(client, dialect).text();

            ReceivedRequest request = endpoint.requests().get(0);
            assertThat(strings(request))
                    .allSatisfy(text -> assertThat(text.contains(TestKey.value()))
                            .as("contains the key")
                            .isFalse());
            assertThat(request.hasKey(TestKey.value())).isTrue();
            assertThat(request.hasKey(TestKey.other())).isFalse();
            assertThat(request.hasKey("")).isFalse();
        }
    }

    @Test
    void bearerInMessagesIsAKeyToo() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                Diglot client = Diglot.builder()
                        .baseUrl(endpoint.url())
                        .credentials(Credentials.bearer(TestKey.value()))
                        .build()) {
            assertThat(client.messages().create(TestRequests.MESSAGES).text()).isEqualTo("It is sunny.");

            assertThat(endpoint.requests().get(0).hasKey(TestKey.value())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization: Basic %s",
                "X-API-KEY: %s",
                "cookie: session=%s",
                "proxy-authorization: %s",
                "x-auth-token: %s"
            })
    void secretHeaderIsMasked(String header) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                RawClient client = new RawClient(endpoint)) {
            String request = RawClient.post(CHAT_PATH, "{}", header.formatted(TestKey.value()));
            assertThat(client.send(request).response().status()).isEqualTo(200);

            ReceivedRequest received = endpoint.requests().get(0);
            assertThat(strings(received))
                    .allSatisfy(text -> assertThat(text.contains(TestKey.value()))
                            .as("contains the key")
                            .isFalse());
            assertThat(received.header(header.replaceFirst(":.*", ""))).isEqualTo("***");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_key", "key", "access_token"})
    void keyInTheQueryIsNotInTheDescription(String parameter) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                RawClient client = new RawClient(endpoint)) {
            String path = CHAT_PATH + "?" + parameter + "=" + TestKey.value();
            assertThat(client.send(RawClient.post(path, "{}")).response().status())
                    .isEqualTo(200);

            assertThat(endpoint.requests().toString().contains(TestKey.value()))
                    .as("contains the key")
                    .isFalse();
        }
    }

    private static List<String> strings(ReceivedRequest request) {
        return List.of(
                request.toString(),
                request.headers().toString(),
                request.path(),
                request.body(),
                String.valueOf(request.header("authorization")),
                String.valueOf(request.header("x-api-key")));
    }

    // How responses end.

    @Test
    void closedStreamIsCancelled() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.holdAfterEvents(2, new CountDownLatch(1)));
                Diglot client = endpoint.client().build()) {
            try (ChatStream stream = client.chat().stream(TestRequests.CHAT)) {
                assertThat(stream.text().iterator().next()).isEqualTo("It ");
            }

            assertThat(endpoint.requests().get(0).awaitEnd().isCancelled()).isTrue();
            assertThat(endpoint.requests().get(0).toString()).contains("cancelled");
        }
    }

    static Stream<Arguments> pauses() {
        return Stream.of(
                Arguments.of("hold", PIECES.holdAfterEvents(0, new CountDownLatch(1))),
                Arguments.of("delay", PIECES.delay(Duration.ofSeconds(60))),
                Arguments.of("stall", PIECES.cutAfterEvents(0, Cut.STALL)),
                Arguments.of("no response", Reply.noResponse(Cut.STALL)));
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void cancelledFutureIsCancelled(String name, Reply reply) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                Diglot client = endpoint.client().build()) {
            CompletableFuture<ChatCompletion> call = client.chat().createAsync(TestRequests.CHAT);
            ReceivedRequest request = endpoint.awaitRequests(1).get(0);

            assertThat(call.cancel(true)).isTrue();

            assertThat(request.awaitEnd().isCancelled()).isTrue();
        }
    }

    @Test
    void cancelledSubscriptionIsCancelled() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.pace(Duration.ofSeconds(60)));
                Diglot client = endpoint.client().build()) {
            var subscriber = TestSubscriber.subscribe(client.chat().publish(TestRequests.CHAT));
            assertThat(subscriber.next().choices()).hasSize(1);

            subscriber.subscription().cancel();

            assertThat(endpoint.requests().get(0).awaitEnd().isCancelled()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void timedOutCallIsCancelled(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.cutAfterEvents(1, Cut.STALL));
                Diglot client =
                        endpoint.client().idleTimeout(Duration.ofMillis(100)).build()) {
            assertThat(form.call(client, dialect).failure()).isNotNull();

            assertThat(endpoint.requests().get(0).awaitEnd().isCancelled()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "STALL", mode = EnumSource.Mode.EXCLUDE)
    void cutIsNoCancellation(Cut cut) throws Exception {
        for (Reply reply :
                List.of(PIECES.cutAfterEvents(1, cut), PIECES.cutAfterBytes(1, cut), Reply.noResponse(cut))) {
            try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                    Diglot client = endpoint.client().build()) {
                assertThat(CallForm.CREATE.call(client, Dialect.CHAT).failure()).isNotNull();

                assertThat(endpoint.requests().get(0).awaitEnd().isCancelled()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void completeResponseIsNoCancellation(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                Diglot client = endpoint.client().build()) {
            form.call(client, dialect).text();

            assertThat(endpoint.requests().get(0).awaitEnd().isCancelled()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "RESET"})
    void onlyAResetResetsTheConnection(Cut cut) throws Exception {
        for (Reply reply : List.of(PIECES.cutAfterEvents(1, cut), Reply.noResponse(cut))) {
            connected(reply, (client, endpoint) -> {
                assertThat(client.send(RawClient.post(CHAT_PATH, "{\"stream\":true}")))
                        .isNotNull();

                assertThat(client.isReset()).isEqualTo(cut == Cut.RESET);
            });
        }
    }

    // Times.

    @Test
    void holdEndsWithItsLatch() {
        CountDownLatch latch = new CountDownLatch(1);
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.holdAfterEvents(3, latch));
                Diglot client = endpoint.client().build();
                ChatStream stream = client.chat().stream(TestRequests.CHAT)) {
            Iterator<String> pieces = stream.text().iterator();
            assertThat(pieces.next()).isEqualTo("It ");
            assertThat(pieces.next()).isEqualTo("is ");
            assertThat(endpoint.requests().get(0).endedAt()).isNull();

            latch.countDown();

            assertThat(pieces.next()).isEqualTo("sunny.");
            assertThat(pieces.hasNext()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void delayIsBeforeTheHead(CallForm form, Dialect dialect) throws Exception {
        Duration delay = Duration.ofMillis(60);
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.delay(delay));
                Diglot client = endpoint.client().build()) {
            long start = System.nanoTime();
            form.call(client, dialect).text();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
        }
    }

    @ParameterizedTest
    @EnumSource
    void paceIsBetweenTheEvents(Dialect dialect) throws Exception {
        Duration pace = Duration.ofMillis(15);
        int gaps = dialect == Dialect.CHAT ? 5 : 7;
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES.pace(pace));
                Diglot client = endpoint.client().build()) {
            long start = System.nanoTime();
            CallForm.STREAM.call(client, dialect).text();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(pace.multipliedBy(gaps));
        }
    }

    // Scripts.

    @Test
    void repliesAreSentInOrderAndTheLastOneIsRepeated() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("one"), Reply.text("two"));
                Diglot client = endpoint.client().build()) {
            List<String> texts = IntStream.range(0, 4)
                    .mapToObj(i -> client.chat().create(TestRequests.CHAT).text())
                    .toList();

            assertThat(texts).containsExactly("one", "two", "two", "two");
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void functionRepliesToTheRequest(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint =
                        FakeEndpoint.start(request -> Reply.text(request.number() + " " + request.dialect()));
                Diglot client = endpoint.client().build()) {
            assertThat(form.call(client, dialect).text()).isEqualTo("1 " + dialect);
            assertThat(form.call(client, dialect).text()).isEqualTo("2 " + dialect);
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void functionThatThrowsIsAnErrorThatSaysWhy(CallForm form, Dialect dialect) throws Exception {
        for (Throwable thrown : List.of(new IllegalStateException("no luck"), new AssertionError("no luck"))) {
            try (FakeEndpoint endpoint = FakeEndpoint.start(request -> {
                        if (thrown instanceof AssertionError error) {
                            throw error;
                        }
                        throw (IllegalStateException) thrown;
                    });
                    Diglot client = endpoint.client().build()) {
                InvalidRequestException error = form.call(client, dialect).failure(InvalidRequestException.class);

                assertThat(error.message()).contains("script").contains("no luck");
                assertThat(endpoint.requests()).hasSize(1);
            }
        }
    }

    @Test
    void functionThatReturnsNoReplyIsAnErrorThatSaysSo() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(request -> null);
                Diglot client = endpoint.client().build()) {
            assertThat(CallForm.CREATE
                            .call(client, Dialect.CHAT)
                            .failure(InvalidRequestException.class)
                            .message())
                    .contains("script");
        }
    }

    @Test
    void endpointNeedsAReply() {
        assertThatIllegalArgumentException()
                .isThrownBy(FakeEndpoint::start)
                .withMessageContaining("at least one reply");
    }

    @Test
    void repliesAreSharedByThousandConcurrentRequests() throws Exception {
        int count = 1000;
        try (FakeEndpoint endpoint = FakeEndpoint.start(
                        request -> Reply.text(request.chat().messages().toString()));
                Diglot client = endpoint.client()
                        .retryPolicy(RetryPolicy.none())
                        .connectTimeout(Duration.ofSeconds(30))
                        .build()) {
            List<CompletableFuture<ChatCompletion>> calls = IntStream.range(0, count)
                    .mapToObj(i -> ChatCompletionRequest.builder("m", List.of(ChatMessage.user("<" + i + ">")))
                            .build())
                    .map(request -> client.chat().createAsync(request))
                    .toList();

            for (int i = 0; i < count; i++) {
                assertThat(calls.get(i).get().text()).contains("<" + i + ">");
            }
            assertThat(endpoint.requests()).hasSize(count);
            assertThat(endpoint.requests())
                    .extracting(ReceivedRequest::number)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, count).boxed().toList());
        }
        assertThat(threads()).isEmpty();
    }

    // Start and close.

    @Test
    void portCanBeChosen() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (FakeEndpoint endpoint = FakeEndpoint.builder().port(port).start(PIECES)) {
            assertThat(endpoint.url()).isEqualTo("http://127.0.0.1:" + port);
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> FakeEndpoint.builder().port(port).start(PIECES))
                    .withMessageContaining(String.valueOf(port));
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void requestHasTheKeyOfTheClientOfTheEndpoint() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
                Diglot client = endpoint.client().build()) {
            assertThat(client.chat().create(TestRequests.CHAT).text()).isEqualTo("It is sunny.");

            assertThat(endpoint.requests().get(0).header("authorization")).isEqualTo("***");
        }
    }

    static Stream<Arguments> unfinished() {
        CountDownLatch never = new CountDownLatch(1);
        return Stream.of(
                Arguments.of("stalled stream", PIECES.cutAfterEvents(2, Cut.STALL)),
                Arguments.of("stalled whole response", PIECES.cutAfterBytes(2, Cut.STALL)),
                Arguments.of("no response", Reply.noResponse(Cut.STALL)),
                Arguments.of("hold", PIECES.holdAfterEvents(2, never)),
                Arguments.of("pace", PIECES.pace(Duration.ofSeconds(60))),
                Arguments.of("delay", PIECES.delay(Duration.ofSeconds(60))),
                Arguments.of("complete", PIECES));
    }

    /** No thread, port or connection is left, whatever is being sent, and no request counts as cancelled. */
    @ParameterizedTest
    @MethodSource("unfinished")
    void closeLeavesNothing(String name, Reply reply) throws Exception {
        FakeEndpoint endpoint = FakeEndpoint.start(reply);
        int port = port(endpoint);
        try (RawClient stream = new RawClient(endpoint);
                RawClient whole = new RawClient(endpoint);
                RawClient idle = new RawClient(endpoint)) {
            assertThat(stream.send(RawClient.post(CHAT_PATH, "{\"stream\":true}")))
                    .isNotNull();
            assertThat(whole.send(RawClient.post("/v1/messages", "{}"))).isNotNull();
            List<ReceivedRequest> requests = endpoint.awaitRequests(2);
            if (name.equals("complete")) {
                for (ReceivedRequest request : requests) {
                    assertThat(request.awaitEnd().endedAt()).isNotNull();
                }
            }

            long start = System.nanoTime();
            endpoint.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(threads()).isEmpty();
            assertThat(endpoint.openConnections()).isZero();
            assertThat(requests).allSatisfy(request -> {
                assertThat(request.endedAt()).isNotNull();
                assertThat(request.isCancelled()).isFalse();
            });
            assertThat(idle.isClosed()).isTrue();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new RawClient(endpoint).close());
            try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(again.isBound()).isTrue();
            }
        }
    }

    @Test
    void closeAgainIsHarmless() {
        FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
        endpoint.close();
        endpoint.close();

        assertThat(threads()).isEmpty();
        assertThat(endpoint.requests()).isEmpty();
    }

    @Test
    void closeOfAnInterruptedThreadKeepsTheInterrupt() {
        FakeEndpoint endpoint = FakeEndpoint.start(PIECES);
        Thread.currentThread().interrupt();
        endpoint.close();

        assertThat(Thread.interrupted()).isTrue();
    }

    /** A script that waits for something must not keep the endpoint from closing. */
    @Test
    void closeInterruptsAScriptThatWaits() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        FakeEndpoint endpoint = FakeEndpoint.start(request -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return PIECES;
        });
        try (RawClient client = new RawClient(endpoint)) {
            assertThat(client.send(RawClient.post(CHAT_PATH, "{}"))).isNotNull();
            assertThat(endpoint.awaitRequests(1)).hasSize(1);
            long start = System.nanoTime();
            endpoint.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(threads()).isEmpty();
        } finally {
            never.countDown();
        }
    }

    @Test
    void closedConnectionsAreForgotten() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES)) {
            try (RawClient client = new RawClient(endpoint)) {
                assertThat(client.send(RawClient.post(CHAT_PATH, "{}"))
                                .response()
                                .status())
                        .isEqualTo(200);
                assertThat(endpoint.openConnections()).isEqualTo(1);
            }
            await(() -> endpoint.openConnections() == 0);
            await(() -> threads().size() == 1);
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait(); // bounded by the timeout of the class
        }
    }

    // HTTP.

    private static void connected(Reply reply, RawTest test) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                RawClient client = new RawClient(endpoint)) {
            test.run(client, endpoint);
        }
    }

    private interface RawTest {
        void run(RawClient client, FakeEndpoint endpoint) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionIsReused(boolean streamed) throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String request = RawClient.post(CHAT_PATH, "{\"stream\":" + streamed + "}");
            assertThat(client.send(request).response().body()).contains("sunny");
            assertThat(client.send(request).response().body()).contains("sunny");

            assertThat(endpoint.openConnections()).isEqualTo(1);
            assertThat(endpoint.requests()).hasSize(2);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pipelinedRequestsAreRespondedInOrder(boolean streamed) throws Exception {
        connected(Reply.text("x"), (client, endpoint) -> {
            String request = RawClient.post(CHAT_PATH, "{\"stream\":" + streamed + "}");
            assertThat(client.send(request + request + request)).isNotNull();

            for (int i = 1; i <= 3; i++) {
                assertThat(client.response().head()).contains("x-request-id: req-" + i);
            }
        });
    }

    @Test
    void clientThatAsksForACloseIsClosed() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String request = RawClient.post(CHAT_PATH, "{}", "Connection: close");
            assertThat(client.send(request).response().body()).contains("sunny");

            assertThat(client.isClosed()).isTrue();
        });
    }

    @Test
    void chunkedRequestIsRead() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String head = "POST " + CHAT_PATH + " HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
            String chunks =
                    "9;name=value\r\n{\"model\":\r\n0A\r\n\"\u2600\", \"x\"\r\n3\r\n:1}\r\n0\r\nx-trailer: 1\r\n\r\n";
            assertThat(client.send(head + chunks).response().status()).isEqualTo(200);
            assertThat(client.send(RawClient.post(CHAT_PATH, "{}")).response().status())
                    .isEqualTo(200);

            assertThat(endpoint.requests().get(0).body()).isEqualTo("{\"model\":\"\u2600\", \"x\":1}");
            assertThat(endpoint.requests().get(0).model()).isEqualTo("\u2600");
        });
    }

    @Test
    void clientThatExpectsAContinueIsToldToContinue() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String request = RawClient.post(CHAT_PATH, "{\"model\":\"m\"}", "Expect: 100-continue");
            int body = request.indexOf("{");
            assertThat(client.send(request.substring(0, body)).line()).startsWith("HTTP/1.1 100");
            assertThat(client.line()).isEmpty();

            assertThat(client.send(request.substring(body)).response().status()).isEqualTo(200);
            assertThat(endpoint.requests().get(0).model()).isEqualTo("m");
        });
    }

    @Test
    void linesMayEndWithALineFeedOnly() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String request = RawClient.post(CHAT_PATH, "{}").replace("\r\n", "\n");

            assertThat(client.send(request).response().status()).isEqualTo(200);
        });
    }

    @Test
    void headIsRespondedWithoutABody() throws Exception {
        connected(Reply.of(ModelList.fromJson("{\"data\":[]}")), (client, endpoint) -> {
            assertThat(client.send(RawClient.bodiless("HEAD", "/v1/models"))
                            .head()
                            .status())
                    .isEqualTo(200);

            assertThat(client.send(RawClient.bodiless("GET", "/v1/models"))
                            .response()
                            .body())
                    .isEqualTo("{\"data\":[]}");
        });
    }

    @Test
    void repeatedHeadersAreKept() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String request = RawClient.post(CHAT_PATH, "{}", "X-A: 1", "x-a:2", "x-b:  spaces  ");
            assertThat(client.send(request).response().status()).isEqualTo(200);

            assertThat(endpoint.requests().get(0).headers().get("x-a")).containsExactly("1", "2");
            assertThat(endpoint.requests().get(0).header("X-B")).isEqualTo("spaces");
        });
    }

    static Stream<String> malformed() {
        String start = "POST " + CHAT_PATH + " HTTP/1.1\r\n";
        String chunked = start + "transfer-encoding: chunked\r\n\r\n";
        return Stream.of(
                "hello\r\n\r\n",
                "\u0016\u0003\u0001 TLS\r\n\r\n",
                start + "no colon\r\n\r\n",
                start + ": no name\r\n\r\n",
                start + "content-length: abc\r\n\r\n",
                start + "content-length: -1\r\n\r\n",
                start + "content-length: 999999999999\r\n\r\n",
                start + "content-length: 2000000000\r\n\r\n",
                chunked + "xyz\r\n",
                chunked + "-1\r\n",
                chunked + "7fffffff\r\n",
                start + "x: " + "y".repeat(70_000) + "\r\n\r\n",
                "GET /" + "y".repeat(70_000) + " HTTP/1.1\r\n\r\n",
                start
                        + IntStream.range(0, 600)
                                .mapToObj(i -> "x-" + i + ": 1\r\n")
                                .collect(Collectors.joining())
                        + "\r\n");
    }

    /** It is no request: the connection is closed, and the endpoint goes on. */
    @ParameterizedTest
    @MethodSource("malformed")
    void malformedRequestClosesItsConnection(String bytes) throws Exception {
        connected(PIECES, (client, endpoint) -> {
            assertThat(client.send(bytes).isClosed()).isTrue();

            assertThat(endpoint.requests()).isEmpty();
            try (RawClient other = new RawClient(endpoint)) {
                assertThat(other.send(RawClient.post(CHAT_PATH, "{}"))
                                .response()
                                .status())
                        .isEqualTo(200);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/chat", "POST /v1/chat/completions HTTP/1.1\r\nhost", "full"})
    void requestThatIsNotCompleteIsNone(String bytes) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(PIECES)) {
            try (RawClient client = new RawClient(endpoint)) {
                String full = RawClient.post(CHAT_PATH, "{\"a\":1}");
                assertThat(client.send(bytes.equals("full") ? full.substring(0, full.length() - 1) : bytes))
                        .isNotNull();
                await(() -> endpoint.openConnections() == 1);
            }
            await(() -> endpoint.openConnections() == 0);

            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void otherPathIsAnErrorThatSaysWhatIsServed() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            RawClient.Response response =
                    client.send(RawClient.post("/v1/embeddings", "{}")).response();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("only chat completions and messages");
        });
    }

    /** A body of 32 MB, as some endpoints allow. */
    @Test
    void largeRequestIsRead() throws Exception {
        connected(PIECES, (client, endpoint) -> {
            String json = "{\"model\":\"m\",\"x\":\"" + "y".repeat(32 << 20) + "\"}";
            assertThat(client.send(RawClient.post(CHAT_PATH, json)).response().status())
                    .isEqualTo(200);

            assertThat(endpoint.requests().get(0).body()).hasSameSizeAs(json);
        });
    }

    /** On each connection in turn: the next request must not overtake the end of the one before. */
    @Test
    void sequentialRequestsNeverExceedTheLimit() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.builder().maxConcurrent(1).start(PIECES);
                RawClient first = new RawClient(endpoint);
                RawClient second = new RawClient(endpoint)) {
            for (int i = 0; i < 1_000; i++) {
                RawClient client = i % 2 == 0 ? first : second;
                assertThat(client.send(RawClient.post(CHAT_PATH, "{}"))
                                .response()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void bodyThatEndsEarlyLeavesTheConnectionOpen() throws Exception {
        connected(PIECES.cutAfterBytes(10, Cut.END), (client, endpoint) -> {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(RawClient.post(CHAT_PATH, "{}"))
                                .response()
                                .body())
                        .hasSize(10);
            }
            assertThat(endpoint.openConnections()).isEqualTo(1);
        });
    }

    @Test
    void portInUseKeepsTheRecordingInTheFolder(@TempDir Path folder) throws Exception {
        Path recorded = Files.writeString(folder.resolve("001.http"), "mine");
        try (FakeEndpoint other = FakeEndpoint.start(PIECES)) {
            assertThatThrownBy(() -> FakeEndpoint.builder().port(port(other)).recording("http://127.0.0.1:1", folder))
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertThat(recorded).hasContent("mine");
    }

    @Test
    void invalidBaseUrlIsReportedWithoutItsPassword(@TempDir Path folder) {
        assertThatThrownBy(() -> FakeEndpoint.recording("https://user:pa ss@host", folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pa ss");
    }
}
