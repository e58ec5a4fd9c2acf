// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.config.CallObserver;
import dev.diglot.config.Interceptor;
import dev.diglot.config.Interceptor.End;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testing.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What interceptors observe and may change, in all forms of a call, over real HTTP. */
@Timeout(60)
class InterceptorTest {
    private static final String KEY = TestKey.value();
    private static final String BODY =
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}";
    private static final String EVENT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String COMPLETE_STREAM = EVENT + "data: [DONE]\n\n";

    private final RecordingInterceptor recorder = new RecordingInterceptor();
    private final RecordingCallObserver calls = new RecordingCallObserver();

    /** What is guaranteed for an attempt is guaranteed for its call. */
    @AfterEach
    void eachCallEndsOnceAndAsItsLastAttempt() throws Exception {
        calls.assertOneEndEach();
        for (RecordingCallObserver.RecordedCall recorded : calls.calls) {
            assertThat(recorded.call.operation()).isIn("createChatCompletion", "createMessage");
        }
        if (calls.calls.size() == 1 && !recorder.attempts.isEmpty()) {
            CallObserver.End end = calls.only().end();
            End last = recorder.attempts.get(recorder.attempts.size() - 1).end();
            boolean endedBetweenAttempts = last.retryIn() != null;
            assertThat(end.attempts()).isEqualTo(recorder.attempts.size());
            assertThat(end.head()).isEqualTo(last.head());
            if (!endedBetweenAttempts) {
                assertThat(end.failure()).isSameAs(last.failure());
                assertThat(end.cancelled()).isEqualTo(last.cancelled());
            }
        }
    }

    private Diglot.Builder builder(String url) {
        return TestClients.builder(url)
                .observer(calls)
                .retryPolicy(RetryPolicy.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    private Diglot client(RawServer server) {
        return builder(server.url()).interceptor(recorder).build();
    }

    /** Responds to the first requests with these heads and a body, to the others with success. */
    private static RawServer failing(String... heads) throws IOException {
        AtomicInteger count = new AtomicInteger();
        return RawServer.start(exchange -> {
            int request = count.getAndIncrement();
            boolean isStream = exchange.request().contains("text/event-stream");
            String successHead = "200 X\r\nx-request-id: req-7\r\ncontent-type: "
                    + (isStream ? "text/event-stream" : "application/json");
            String head = request < heads.length ? heads[request] : successHead;
            String body =
                    request < heads.length ? "{\"error\":{\"message\":\"no " + KEY + "\"}}" : successBody(isStream);
            exchange.raw("HTTP/1.1 " + head + "\r\nconnection: close\r\ncontent-length: " + body.length() + "\r\n\r\n"
                    + body);
        });
    }

    private static String successBody(boolean isStream) {
        return isStream ? COMPLETE_STREAM : BODY;
    }

    /** The head of a 2xx response whose body ends with the connection. */
    private static String headOf(CallForm form) {
        return RawServer.head(200, form.contentType());
    }

    /** Makes a call that must succeed. */
    private static void call(CallForm form, Diglot client) throws Exception {
        form.call(client, Dialect.CHAT).text();
    }

    /** Makes a call and returns its failure. */
    private static Throwable failureOf(CallForm form, Diglot client) throws Exception {
        return form.call(client, Dialect.CHAT).failure();
    }

    @Nested
    class Observing {
        @ParameterizedTest
        @EnumSource
        void attemptIsObservedFromRequestToEnd(CallForm form) throws Exception {
            try (RawServer server = failing();
                    Diglot client = client(server)) {
                call(form, client);

                RecordingInterceptor.RecordedAttempt seen = recorder.only();
                assertThat(seen.attempt.method()).isEqualTo("POST");
                assertThat(seen.attempt.uri()).hasToString(server.url() + "/v1/chat/completions");
                assertThat(seen.attempt.dialect()).isEqualTo(Dialect.CHAT);
                assertThat(seen.attempt.isStreaming()).isEqualTo(form.isStreamed());
                assertThat(seen.attempt.number()).isEqualTo(1);
                assertThat(seen.headers)
                        .containsEntry("Content-Type", "application/json")
                        .containsEntry("authorization", "***");
                End end = seen.end();
                assertThat(end.failure()).isNull();
                assertThat(end.cancelled()).isFalse();
                assertThat(end.retryIn()).isNull();
                assertThat(end.bytes()).isEqualTo(successBody(form.isStreamed()).length());
                assertThat(end.head().status()).isEqualTo(200);
                assertThat(end.head().requestId()).isEqualTo("req-7");
                assertThat(end.head().headers()).containsKey("X-REQUEST-ID");
                assertThat(end.timeToFirst()).isBetween(end.head().elapsed(), end.elapsed());
                assertThat(seen.heads).containsExactly(end.head());
            }
            recorder.assertOneEndEach();
        }

        @ParameterizedTest
        @EnumSource
        void notificationsAreInOrder(CallForm form) throws Exception {
            try (RawServer server = failing();
                    Diglot client = client(server)) {
                call(form, client);

                List<String> expected =
                        form.isStreamed() ? List.of("head", "firstEvent", "end") : List.of("head", "end");
                assertThat(recorder.only().ended().notes).isEqualTo(expected);
            }
        }

        @ParameterizedTest
        @EnumSource
        void observersAreNotifiedOnTheWaitingCallersThreadElseOnTheClients(CallForm form) throws Exception {
            try (RawServer server = failing();
                    Diglot client = client(server)) {
                call(form, client);

                assertThat(recorder.only().ended().threads)
                        .allSatisfy(thread -> assertThat(thread == Thread.currentThread()
                                        || thread.getName().startsWith("diglot-"))
                                .isTrue())
                        .allSatisfy(thread ->
                                assertThat(thread == Thread.currentThread()).isEqualTo(form.isBlocking()));
            }
        }

        @Test
        void theHeadOfAResponseWithoutAWaitingThreadIsNotifiedAtOnce() throws Exception {
            try (RawServer server = RawServer.silentAfter("HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{");
                    Diglot client = client(server)) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);

                recorder.only().awaitHead();
                assertThat(call).isNotDone();
            }
        }

        @Test
        void notificationsAreSequentialAndBlockNobody() throws Exception {
            CountDownLatch notifying = new CountDownLatch(1);
            CountDownLatch released = new CountDownLatch(1);
            List<String> notes = new CopyOnWriteArrayList<>();
            CompletableFuture<List<String>> notified = new CompletableFuture<>();
            Interceptor.AttemptObserver slow = new Interceptor.AttemptObserver() {
                @Override
                public void onHead(Interceptor.Head head) {
                    notes.add("head begins");
                    notifying.countDown();
                    notes.add(catchThrowable(released::await) == null ? "head ends" : "head fails");
                }

                @Override
                public void onEnd(End end) {
                    notes.add("end");
                    notified.complete(List.copyOf(notes));
                }
            };
            try (RawServer server = RawServer.silentAfter("HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{");
                    Diglot client =
                            builder(server.url()).interceptor(attempt -> slow).build()) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);
                assertThat(notifying.await(10, TimeUnit.SECONDS)).isTrue();

                call.cancel(true);
                assertThat(call).isCancelled();
                released.countDown();

                assertThat(notified.get(10, TimeUnit.SECONDS)).containsExactly("head begins", "head ends", "end");
            }
        }

        @ParameterizedTest
        @EnumSource
        void eachRetryIsAnAttempt(CallForm form) throws Exception {
            try (RawServer server = failing("503 X", "429 X\r\nretry-after-ms: 2");
                    Diglot client = client(server)) {
                call(form, client);
            }

            recorder.assertOneEndEach();
            assertThat(recorder.attempts)
                    .extracting(seen -> seen.attempt.number())
                    .containsExactly(1, 2, 3);
            End first = recorder.attempts.get(0).end();
            assertThat(first.failure()).isInstanceOf(ServiceUnavailableException.class);
            assertThat(first.head().status()).isEqualTo(503);
            assertThat(first.retryIn()).isLessThanOrEqualTo(Duration.ofMillis(1));
            assertThat(recorder.attempts.get(1).end().retryIn()).isEqualTo(Duration.ofMillis(2));
            assertThat(recorder.attempts.get(2).end().failure()).isNull();
        }

        @Test
        void messagesCallsAreObserved() throws Exception {
            String reply = "{\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}";
            try (RawServer server = RawServer.silentAfter(
                            "HTTP/1.1 200 X\r\ncontent-length: " + reply.length() + "\r\n\r\n" + reply);
                    Diglot client = client(server)) {
                client.messages()
                        .create(MessageRequest.builder("m", List.of(MessageParam.user("hi")))
                                .maxTokens(9)
                                .build());

                RecordingInterceptor.RecordedAttempt seen = recorder.only();
                assertThat(seen.attempt.dialect()).isEqualTo(Dialect.MESSAGES);
                assertThat(seen.attempt.uri().getPath()).isEqualTo("/v1/messages");
                assertThat(seen.headers)
                        .containsEntry("x-api-key", "***")
                        .containsEntry("anthropic-version", "2023-06-01");
            }
        }

        @ParameterizedTest
        @EnumSource
        void secretsAreHidden(CallForm form) throws Exception {
            String echo = "401 X\r\nx-echo: " + KEY + "\r\nset-cookie: id=cookie-5\r\nx-ratelimit-remaining-tokens: 12";
            try (RawServer server = failing("503 X\r\nx-request-id: " + KEY, echo);
                    Diglot client = builder(server.url())
                            .header("x-gateway-token", "gateway-5")
                            .header("x-note", "sent by " + KEY)
                            .interceptor(recorder)
                            .build()) {
                assertThat(failureOf(form, client)).isInstanceOf(AuthenticationException.class);
            }

            recorder.assertOneEndEach();
            String all = recorder.all();
            assertThat(all).doesNotContain(KEY, "gateway-5", "cookie-5");
            assertThat(all).contains("x-note=sent by ***", "x-echo=[***]", "x-ratelimit-remaining-tokens=[12]");
        }
    }

    @Nested
    class SettingHeaders {
        @ParameterizedTest
        @EnumSource
        void headerIsSetForEachAttempt(CallForm form) throws Exception {
            List<String> sent = new CopyOnWriteArrayList<>();
            AtomicInteger count = new AtomicInteger();
            RawServer.Handler handler = exchange -> {
                exchange.request()
                        .lines()
                        .filter(line -> line.startsWith("x-try"))
                        .forEach(sent::add);
                exchange.raw("HTTP/1.1 " + (count.incrementAndGet() < 3 ? 503 : 401)
                        + " X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            };
            Interceptor numbering = attempt -> {
                attempt.setHeader("X-Try", "number " + attempt.number());
                return null;
            };
            try (RawServer server = RawServer.start(handler);
                    Diglot client = builder(server.url())
                            .header("x-try", "none")
                            .interceptor(numbering)
                            .build()) {
                assertThat(failureOf(form, client)).isInstanceOf(AuthenticationException.class);
            }

            assertThat(sent).containsExactly("x-try: number 1", "x-try: number 2", "x-try: number 3");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Authorization", "x-api-key", "content-type", "accept", "host", "a b", ""})
        void reservedOrInvalidHeaderIsRejected(String name) throws Exception {
            Interceptor setting = attempt -> {
                attempt.setHeader(name, "mine");
                return null;
            };
            try (RawServer server = failing();
                    Diglot client = builder(server.url()).interceptor(setting).build()) {
                assertThat(failureOf(CallForm.CREATE, client))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("header");
                assertThat(server.requests()).isZero();
            }
        }

        @Test
        void headerCannotBeSetAfterSending() throws Exception {
            try (RawServer server = failing();
                    Diglot client = client(server)) {
                client.chat().create(CHAT);

                assertThatThrownBy(() -> recorder.only().attempt.setHeader("x-late", "1"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("x-late");
            }
        }

        @Test
        void firstInterceptorIsTheOutermost() throws Exception {
            List<String> notes = new ArrayList<>();
            Supplier<String> order = () -> String.join(" ", notes);
            try (RawServer server = failing();
                    Diglot client = builder(server.url())
                            .interceptor(attempt -> {
                                notes.add("begun-1");
                                attempt.setHeader("x-by", "1");
                                return end -> notes.add("ended-1");
                            })
                            .interceptor(attempt -> {
                                notes.add("begun-2-after-" + attempt.headers().get("x-by"));
                                return end -> notes.add("ended-2");
                            })
                            .build()) {
                client.chat().create(CHAT);
            }

            assertThat(order.get()).isEqualTo("begun-1 begun-2-after-1 ended-2 ended-1");
        }
    }

    @Nested
    class EndOfAnAttempt {
        private <T extends Throwable> T failure(Class<T> kind) throws InterruptedException {
            recorder.assertOneEndEach();
            RecordingInterceptor.RecordedAttempt last = recorder.attempts.get(recorder.attempts.size() - 1);
            assertThat(last.end().failure()).isInstanceOf(kind);
            assertThat(last.end().retryIn()).isNull();
            return kind.cast(last.end().failure());
        }

        /** Asserts that a call fails, and that the observer receives the same exception as the caller. */
        private void assertNotified(CallForm form, RawServer server, Class<? extends Throwable> kind) throws Exception {
            Throwable thrown;
            try (server;
                    Diglot client = client(server)) {
                thrown = failureOf(form, client);
            }
            assertThat(failure(kind)).isSameAs(thrown);
        }

        @ParameterizedTest
        @EnumSource
        void errorStatus(CallForm form) throws Exception {
            assertNotified(form, failing("401 X"), AuthenticationException.class);
        }

        @ParameterizedTest
        @EnumSource
        void anErrorInA2xxResponse(CallForm form) throws Exception {
            assertNotified(form, failing("200 X\r\ncontent-type: application/json"), DiglotException.class);
        }

        @ParameterizedTest
        @EnumSource
        void aMalformedResponse(CallForm form) throws Exception {
            assertNotified(form, RawServer.responding(200, "text/html", "<html>"), ProtocolException.class);
        }

        @ParameterizedTest
        @EnumSource
        void aTruncatedResponse(CallForm form) throws Exception {
            String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hel\"}}]}\n\n";
            RawServer.Handler handler = exchange -> {
                exchange.head(form.isStreamed() ? "text/event-stream" : "application/json");
                exchange.send(form.isStreamed() ? event : "{\"cho");
                exchange.cut();
            };
            Class<? extends DiglotException> kind =
                    form.isStreamed() ? StreamTruncatedException.class : ConnectionException.class;

            assertNotified(form, RawServer.start(handler), kind);

            assertThat(recorder.only().end().bytes()).isEqualTo(form.isStreamed() ? event.length() : 5);
            assertThat(recorder.only().end().cancelled()).isFalse();
        }

        @ParameterizedTest
        @EnumSource
        void noConnection(CallForm form) throws Exception {
            try (Unreachable nobody = Unreachable.refusing();
                    Diglot client = builder(nobody.url()).interceptor(recorder).build()) {
                failureOf(form, client);
            }

            failure(ConnectionException.class);
            assertThat(recorder.attempts).hasSize(3);
            assertThat(recorder.attempts.get(2).ended().notes).containsExactly("end");
            assertThat(recorder.attempts.get(2).end().head()).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void proxyRequiresAPassword(CallForm form) throws Exception {
            try (RawServer proxy = RawServer.start(exchange -> exchange.raw(
                            "HTTP/1.1 407 X\r\nproxy-authenticate: Basic realm=\"p\"\r\ncontent-length: 0\r\n\r\n"));
                    Diglot client = builder("https://a.example")
                            .httpClient(HttpClient.newBuilder()
                                    .proxy(ProxySelector.of(new InetSocketAddress(
                                            InetAddress.getLoopbackAddress(),
                                            URI.create(proxy.url()).getPort())))
                                    .build())
                            .interceptor(recorder)
                            .build()) {
                failureOf(form, client);

                assertThat(recorder.only().end().head().status()).isEqualTo(407);
            }
        }

        @ParameterizedTest
        @EnumSource
        void deadlineBeforeTheHead(CallForm form) throws Exception {
            deadlineExpires(form, "", Duration.ofMillis(300));
        }

        @ParameterizedTest
        @EnumSource
        void theDeadlineInsideTheResponse(CallForm form) throws Exception {
            // a second is long enough to receive the head on a busy machine
            deadlineExpires(form, headOf(form), Duration.ofSeconds(1));

            assertThat(recorder.only().ended().notes).containsExactly("head", "end");
        }

        private void deadlineExpires(CallForm form, String response, Duration deadline) throws Exception {
            try (RawServer server = RawServer.silentAfter(response);
                    Diglot client = builder(server.url())
                            .deadline(deadline)
                            .interceptor(recorder)
                            .build()) {
                assertThat(failureOf(form, client)).isInstanceOf(CallTimeoutException.class);
            }
            failure(CallTimeoutException.class);
        }

        @Test
        void streamIsClosedEarly() throws Exception {
            try (RawServer server = RawServer.silentAfterEvents(EVENT);
                    Diglot client = client(server)) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    stream.iterator().next();
                }

                assertThat(recorder.only().ended().notes).containsExactly("head", "firstEvent", "end");
                assertThat(recorder.only().end().cancelled()).isTrue();
            }
            failure(CallCancelledException.class);
        }

        @Test
        void streamClosedAfterItsLastEventSucceeds() throws Exception {
            try (RawServer server = failing();
                    Diglot client = client(server)) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    stream.result();
                }
            }

            recorder.assertOneEndEach();
            assertThat(recorder.only().end().failure()).isNull();
        }

        @Test
        void aResponseInPlaceOfAStreamIsASuccess() throws Exception {
            try (RawServer server = RawServer.start(exchange ->
                            exchange.raw("HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: "
                                    + BODY.length() + "\r\n\r\n" + BODY));
                    Diglot client = client(server)) {
                client.chat().stream(CHAT).close();
            }

            recorder.assertOneEndEach();
            assertThat(recorder.only().end().failure()).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{"})
        void futureIsCancelled(String response) throws Exception {
            try (RawServer server = RawServer.silentAfter(response);
                    Diglot client = client(server)) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);
                server.awaitSilence();

                call.cancel(true);

                assertThat(recorder.only().end().cancelled()).isTrue();
            }
            failure(CancellationException.class);
        }

        @Test
        void futureIsCancelledBetweenAttempts() throws Exception {
            try (RawServer server = failing("429 X\r\nretry-after: 50");
                    Diglot client = client(server)) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);
                assertThat(recorder.only().end().retryIn()).isEqualTo(Duration.ofSeconds(50));

                call.cancel(true);
            }

            recorder.assertOneEndEach();
            assertThat(recorder.attempts).hasSize(1);
        }

        @Test
        void subscriptionIsCancelled() throws Exception {
            try (RawServer server = RawServer.silentAfterEvents(EVENT);
                    Diglot client = client(server)) {
                TestSubscriber<?> subscriber =
                        TestSubscriber.subscribe(client.chat().publish(CHAT), 9);
                subscriber.next();

                subscriber.subscription().cancel();

                assertThat(recorder.only().end().cancelled()).isTrue();
            }
            failure(CallCancelledException.class);
        }

        @Test
        void subscriptionIsCancelledBeforeTheHead() throws Exception {
            try (RawServer server = RawServer.silentAfter("");
                    Diglot client = client(server)) {
                TestSubscriber<?> subscriber =
                        TestSubscriber.subscribe(client.chat().publish(CHAT), 9);
                server.awaitSilence();

                subscriber.subscription().cancel();

                assertThat(recorder.only().end().cancelled()).isTrue();
            }
            failure(CancellationException.class);
        }

        @ParameterizedTest
        @EnumSource(names = {"CREATE", "CREATE_WITH_RESPONSE", "STREAM"})
        void interruptBeforeTheHead(CallForm form) throws Exception {
            cancelledWhileWaiting(form, "", (caller, client) -> caller.interrupt());
        }

        @ParameterizedTest
        @EnumSource(names = {"CREATE", "CREATE_WITH_RESPONSE", "STREAM"})
        void anInterruptInsideTheResponse(CallForm form) throws Exception {
            cancelledWhileWaiting(form, headOf(form), (caller, client) -> caller.interrupt());
        }

        @ParameterizedTest
        @EnumSource
        void clientIsClosedBeforeTheHead(CallForm form) throws Exception {
            cancelledWhileWaiting(form, "", (caller, client) -> client.close());
        }

        @ParameterizedTest
        @EnumSource
        void theClientIsClosedInsideTheResponse(CallForm form) throws Exception {
            cancelledWhileWaiting(form, headOf(form), (caller, client) -> client.close());
        }

        private void cancelledWhileWaiting(CallForm form, String response, BiConsumer<Thread, Diglot> ending)
                throws Exception {
            try (RawServer server = RawServer.silentAfter(response);
                    Diglot client = client(server)) {
                FutureTask<Throwable> end = new FutureTask<>(() -> failureOf(form, client));
                Thread caller = new Thread(end);
                caller.start();
                server.awaitSilence();
                if (!response.isEmpty()) {
                    recorder.only().awaitHead();
                }

                ending.accept(caller, client);

                assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CallCancelledException.class);
                assertThat(recorder.only().end().cancelled()).isTrue();
            }
            failure(CallCancelledException.class);
        }

        @Test
        void clientIsClosedWhileNoThreadReadsTheStream() throws Exception {
            try (RawServer server = RawServer.silentAfterEvents(EVENT)) {
                Diglot client = client(server);
                ChatStream stream = client.chat().stream(CHAT);
                stream.iterator().next();

                client.close();

                assertThat(recorder.only().end().cancelled()).isTrue();
                assertThat(catchThrowable(stream::result)).isInstanceOf(CallCancelledException.class);
            }
            failure(CallCancelledException.class);
        }

        @ParameterizedTest
        @EnumSource
        void aCallOnAClosedClient(CallForm form) throws Exception {
            try (RawServer server = failing()) {
                Diglot client = client(server);
                client.close();

                assertThat(failureOf(form, client)).isInstanceOf(IllegalStateException.class);
            }
            failure(IllegalStateException.class);
        }
    }

    @Nested
    class Exceptions {
        @ParameterizedTest
        @EnumSource
        void exceptionOfAnInterceptorReachesTheCaller(CallForm form) throws Exception {
            IllegalStateException refusal = new IllegalStateException("not today");
            try (RawServer server = failing();
                    Diglot client = builder(server.url())
                            .interceptor(recorder)
                            .interceptor(attempt -> {
                                throw refusal;
                            })
                            .build()) {
                assertThat(failureOf(form, client)).isSameAs(refusal);
                assertThat(server.requests()).isZero();
            }

            recorder.assertOneEndEach();
            assertThat(recorder.only().end().failure()).isSameAs(refusal);
        }

        @ParameterizedTest
        @EnumSource
        void errorBeforeARetryReachesTheCaller(CallForm form) throws Exception {
            AssertionError refusal = new AssertionError("not twice");
            Interceptor refusing = attempt -> {
                if (attempt.number() == 2) {
                    throw refusal;
                }
                return null;
            };
            try (RawServer server = failing("503 X");
                    Diglot client = builder(server.url())
                            .interceptor(recorder)
                            .interceptor(refusing)
                            .build()) {
                assertThat(failureOf(form, client)).isSameAs(refusal);
                assertThat(server.requests()).isEqualTo(1);
            }

            recorder.assertOneEndEach();
            assertThat(recorder.attempts).hasSize(2);
        }

        @ParameterizedTest
        @EnumSource
        void exceptionOfAnObserverIsOnlyLogged(CallForm form) throws Exception {
            Interceptor.AttemptObserver broken = new Interceptor.AttemptObserver() {
                @Override
                public void onHead(Interceptor.Head head) {
                    throw new IllegalStateException("head");
                }

                @Override
                public void onFirstEvent(Duration elapsed) {
                    throw new AssertionError("first event");
                }

                @Override
                public void onEnd(End end) {
                    throw new StackOverflowError("end");
                }
            };
            try (RawServer server = failing("503 X");
                    Log log = new Log(Level.WARNING);
                    Diglot client = builder(server.url())
                            .interceptor(recorder)
                            .interceptor(attempt -> broken)
                            .build()) {
                call(form, client);

                assertThat(log.records(form.isStreamed() ? 5 : 4))
                        .allSatisfy(record -> assertThat(record.getThrown()).isNotNull());
            }
            recorder.assertOneEndEach();
        }
    }

    @Nested
    class Logging {
        private Diglot logging(String url) {
            return builder(url).interceptor(Interceptor.logging()).build();
        }

        @ParameterizedTest
        @EnumSource
        void eachAttemptIsOneLine(CallForm form) throws Exception {
            try (RawServer server = failing("503 X\r\nx-request-id: req-6");
                    Log log = new Log(Level.ALL);
                    Diglot client = logging(server.url())) {
                call(form, client);

                List<String> lines = log.lines(2);
                assertThat(lines.get(0))
                        .matches(
                                "INFO POST /v1/chat/completions 503 ServiceUnavailableException, attempt 1,"
                                        + " head after \\d+ ms, end after \\d+ ms, \\d+ bytes, request req-6, retry in \\d+ ms");
                assertThat(lines.get(1))
                        .matches("FINE POST /v1/chat/completions 200, attempt 2,"
                                + " head after \\d+ ms, end after \\d+ ms, \\d+ bytes, request req-7");
            }
        }

        @ParameterizedTest
        @EnumSource
        void lastFailureIsAWarningWithoutKeyAndBody(CallForm form) throws Exception {
            try (RawServer server = failing("401 X\r\nx-request-id: of-" + KEY);
                    Log log = new Log(Level.ALL);
                    Diglot client = logging(server.url())) {
                failureOf(form, client);

                List<String> lines = log.lines(1);
                assertThat(lines.get(0))
                        .matches("WARNING POST /v1/chat/completions 401 AuthenticationException, attempt 1,"
                                + " head after \\d+ ms, end after \\d+ ms, \\d+ bytes, request of-\\*\\*\\*");
            }
        }

        @Test
        void theReasonIsLoggedIfNoResponseWasReceived() throws Exception {
            try (Unreachable nobody = Unreachable.refusing();
                    Log log = new Log(Level.WARNING);
                    Diglot client = logging(nobody.url())) {
                failureOf(CallForm.CREATE, client);

                List<String> lines = log.lines(1);
                assertThat(lines.get(0))
                        .matches("WARNING POST /v1/chat/completions ConnectionException \\(no connection to 127.0.0.1:"
                                + nobody.port() + "\\), attempt 3, end after \\d+ ms, 0 bytes");
            }
        }

        @Test
        void cancellationIsNotAWarning() throws Exception {
            try (RawServer server = RawServer.silentAfterEvents(EVENT);
                    Log log = new Log(Level.ALL);
                    Diglot client = logging(server.url())) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    stream.iterator().next();
                }

                List<String> lines = log.lines(1);
                assertThat(lines.get(0)).startsWith("FINE ").contains(" 200 CallCancelledException,");
            }
        }
    }

    /** Captures the records of the client's logger until it is closed. */
    private static final class Log extends Handler implements AutoCloseable {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();
        private final Semaphore logged = new Semaphore(0);
        private final Logger logger = Logger.getLogger("dev.diglot");

        Log(Level level) {
            logger.setLevel(level);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        /** Waits for exactly {@code count} records; an observer may be notified after the call has returned. */
        List<LogRecord> records(int count) throws InterruptedException {
            assertThat(logged.tryAcquire(count, 10, TimeUnit.SECONDS))
                    .as("%d records are logged", count)
                    .isTrue();
            assertThat(records).hasSize(count);
            return records;
        }

        List<String> lines(int count) throws InterruptedException {
            return records(count).stream()
                    .map(record -> record.getLevel() + " " + record.getMessage())
                    .toList();
        }

        @Override
        public void publish(LogRecord record) {
            records.add(record);
            logged.release();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }
}
