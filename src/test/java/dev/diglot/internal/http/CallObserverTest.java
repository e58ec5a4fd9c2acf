// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.config.CallObserver;
import dev.diglot.config.CallObserver.Call;
import dev.diglot.config.CallObserver.End;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.internal.EventReader;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.ModelReply;
import dev.diglot.model.Provider;
import dev.diglot.model.TokenCountRequest;
import dev.diglot.model.TokenCounts;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Leaks;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.StreamCancellation;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestSubscriber;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopForm;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What observers of calls see, in all forms, over real HTTP. {@link InterceptorTest} has the ways in which calls end. */
@Timeout(60)
class CallObserverTest {
    private static final ChatCompletionChunk EVENT = ChatCompletionChunk.fromJson("{\"model\":\"m-1\",\"choices\":["
            + "{\"index\":0,\"delta\":{\"content\":\"hel\"}}],\"usage\":{\"prompt_tokens\":7}}");
    private static final Reply HELLO = Reply.text("hel", "lo");
    private static final Reply UNAVAILABLE = Reply.error(ErrorKind.SERVICE_UNAVAILABLE);

    private final RecordingCallObserver observer = new RecordingCallObserver();

    @AfterEach
    void eachCallEndsOnce() {
        observer.assertOneEndEach();
    }

    private Diglot.Builder builder(FakeEndpoint endpoint) {
        return TestClients.retrying(endpoint).observer(observer);
    }

    private Diglot client(FakeEndpoint endpoint) {
        return builder(endpoint).build();
    }

    /** Starts an endpoint that sends this event a number of times, and then nothing until the client has disconnected. */
    private static FakeEndpoint silentAfterEvents(int count) {
        return FakeEndpoint.start(
                Reply.events(Collections.nCopies(count, EVENT)).cutAfterEvents(count, Cut.STALL));
    }

    @Nested
    class Start {
        @ParameterizedTest
        @MethodSource("dev.diglot.testing.CallForm#calls")
        void namesOperationAddressAndModel(CallForm form, Dialect dialect) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                form.call(client, dialect).text();

                Call call = observer.only().call;
                boolean isChat = dialect == Dialect.CHAT;
                assertThat(call.operation()).isEqualTo(isChat ? "createChatCompletion" : "createMessage");
                assertThat(call.dialect()).isEqualTo(dialect);
                assertThat(call.provider()).isNull();
                assertThat(call.uri()).hasToString(endpoint.url() + (isChat ? "/v1/chat/completions" : "/v1/messages"));
                assertThat(call.streaming()).isEqualTo(form.isStreamed());
                assertThat(call.model()).isEqualTo("m");
            }
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.testing.CallForm#calls")
        void hasTheRequestAsItIsSent(CallForm form, Dialect dialect) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                form.call(client, dialect).text();

                assertThat(endpoint.requests().get(0).body())
                        .isEqualTo(observer.only().call.request().toJson());
            }
        }

        @Test
        void namesTheProvider() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = builder(endpoint).provider(Provider.LUCHEN).build()) {
                client.chat().create(CHAT);
            }

            assertThat(observer.only().call.provider()).isEqualTo(Provider.LUCHEN);
        }

        @Test
        void hasNoModelIfTheRequestNamesNone() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                client.chat().create(ChatCompletionRequest.fromJson("{\"messages\":[]}"));
            }

            assertThat(observer.only().call.model()).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void isOnTheThreadOfTheCallerOrOfTheClient(CallForm form) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                form.call(client, Dialect.CHAT).text();
            }

            Thread thread = observer.only().startedOn;
            if (form == CallForm.PUBLISH) {
                assertThat(thread.getName()).startsWith("diglot-");
            } else {
                assertThat(thread).isSameAs(Thread.currentThread());
            }
        }

        @ParameterizedTest
        @EnumSource
        void isBeforeTheNotifications(CallForm form) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                form.call(client, Dialect.CHAT).text();
            }

            List<String> notes = observer.only().notes;
            assertThat(notes)
                    .isEqualTo(
                            form.isStreamed()
                                    ? List.of("attempt 1", "first event", "end of attempt 1", "end")
                                    : List.of("attempt 1", "end of attempt 1", "end"));
        }

        @Test
        void doesNotHappenForAPublisherWithoutASubscriber() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                assertThat(client.chat().publish(CHAT)).isNotNull();
            }

            assertThat(observer.calls).isEmpty();
        }

        @Test
        void doesNotHappenIfTheRequestIsRefused() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                ChatCompletionRequest streamed = CHAT.toBuilder().stream(true).build();

                assertThat(catchThrowable(() -> client.chat().create(streamed)))
                        .isInstanceOf(IllegalArgumentException.class);
            }

            assertThat(observer.calls).isEmpty();
        }
    }

    @Nested
    class Success {
        @ParameterizedTest
        @MethodSource("dev.diglot.testing.CallForm#calls")
        void hasTheResponseThatTheCallerReceives(CallForm form, Dialect dialect) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                CallForm.End received = form.call(client, dialect);
                assertThat(received.text()).isEqualTo("hello");

                End end = observer.only().end();
                assertThat(end.response()).isEqualTo(received.reply());
                assertThat(end.failure()).isNull();
                assertThat(end.cancelled()).isFalse();
                assertThat(end.attempts()).isEqualTo(1);
                assertThat(end.head().status()).isEqualTo(200);
            }
        }

        @ParameterizedTest
        @EnumSource
        void hasTheTimeToTheFirstEventOfAStream(CallForm form) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = client(endpoint)) {
                form.call(client, Dialect.MESSAGES).text();
            }

            End end = observer.only().end();
            if (form.isStreamed()) {
                assertThat(observer.only().firstEvents).containsExactly(end.timeToFirstEvent());
                assertThat(end.timeToFirstEvent()).isBetween(end.head().elapsed(), end.elapsed());
            } else {
                assertThat(observer.only().firstEvents).isEmpty();
                assertThat(end.timeToFirstEvent()).isNull();
            }
        }

        @Test
        void describesAReplyOfTheChatDialect() throws Exception {
            String body = "{\"id\":\"c-1\",\"model\":\"m-2\",\"choices\":["
                    + "{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"},"
                    + "{\"index\":1,\"message\":{\"content\":\"b\"},\"finish_reason\":\"strange\"}],"
                    + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":9,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":3},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}}";
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", body));
                    Diglot client = client(endpoint)) {
                client.chat().create(CHAT);
            }

            ModelReply reply = observer.only().end().reply();
            assertThat(reply.id()).isEqualTo("c-1");
            assertThat(reply.model()).isEqualTo("m-2");
            assertThat(reply.finishReasons()).containsExactly("stop", "strange");
            assertThat(reply.tokenCounts()).isEqualTo(new TokenCounts(20L, 9L, 4L, 3L, 2L));
        }

        @Test
        void describesAReplyOfTheMessagesDialect() throws Exception {
            String body = "{\"type\":\"message\",\"id\":\"msg_1\",\"model\":\"m-2\",\"content\":[],"
                    + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":20,\"output_tokens\":9,"
                    + "\"cache_read_input_tokens\":4,\"cache_creation_input_tokens\":3,"
                    + "\"output_tokens_details\":{\"thinking_tokens\":2}}}";
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", body));
                    Diglot client = client(endpoint)) {
                CallForm.CREATE.call(client, Dialect.MESSAGES).text();
            }

            ModelReply reply = observer.only().end().reply();
            assertThat(reply.id()).isEqualTo("msg_1");
            assertThat(reply.model()).isEqualTo("m-2");
            assertThat(reply.finishReasons()).containsExactly("end_turn");
            assertThat(reply.tokenCounts()).isEqualTo(new TokenCounts(27L, 9L, 4L, 3L, 2L));
        }

        @Test
        void describesAReplyWithoutCounts() {
            TokenCounts none = new TokenCounts(null, null, null, null, null);

            for (ModelReply reply : List.of(ChatCompletion.fromJson("{}"), Message.fromJson("{}"))) {
                assertThat(reply.tokenCounts()).isEqualTo(none);
                assertThat(reply.finishReasons()).isEmpty();
            }
            assertThat(Message.fromJson("{\"usage\":{\"cache_read_input_tokens\":5}}")
                            .tokenCounts())
                    .isEqualTo(new TokenCounts(5L, null, 5L, null, null));
        }

        @Test
        void ofACallAboutModelsHasTheModels() throws Exception {
            String body = "{\"object\":\"list\",\"data\":[{\"id\":\"glm-5\"}]}";
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", body));
                    Diglot client = client(endpoint)) {
                assertThat(client.models().list())
                        .isEqualTo(observer.only().end().response());
            }

            assertThat(observer.only().call.operation()).isEqualTo("listModels");
            assertThat(observer.only().call.request()).isNull();
            assertThat(observer.only().end().reply()).isNull();
        }

        @Test
        void ofATokenCountHasTheCount() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("any").usage(14, 0));
                    Diglot client = client(endpoint)) {
                TokenCountRequest request = TokenCountRequest.builder("m", List.of(MessageParam.user("hi")))
                        .build();
                assertThat(client.messages().countTokens(request))
                        .isEqualTo(observer.only().end().response());
            }

            assertThat(observer.only().call.operation()).isEqualTo("countMessageTokens");
            assertThat(observer.only().call.model()).isEqualTo("m");
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.tool.LoopForm#all")
        void eachRoundOfAToolLoopIsACall(LoopForm form) throws Exception {
            form.runThreeRounds(
                    url -> TestClients.retrying(url).observer(observer).build(),
                    LoopForm.lookup(() -> {}).build());

            assertThat(observer.calls).hasSize(3);
            assertThat(observer.calls)
                    .allSatisfy(recorded -> assertThat(recorded.end().reply()).isNotNull());
        }
    }

    @Nested
    class Failure {
        @ParameterizedTest
        @MethodSource("dev.diglot.testing.CallForm#calls")
        void hasWhatWasReceivedOfAStream(CallForm form, Dialect dialect) throws Exception {
            int eventsBeforeTheSecondPiece = dialect == Dialect.CHAT ? 2 : 3;
            Reply cut = HELLO.cutAfterEvents(eventsBeforeTheSecondPiece, Cut.CLOSE);
            try (FakeEndpoint endpoint = FakeEndpoint.start(cut);
                    Diglot client = client(endpoint)) {
                CallForm.End received = form.call(client, dialect);

                End end = observer.only().end();
                assertThat(end.failure()).isSameAs(received.failure());
                assertThat(end.cancelled()).isFalse();
                if (form.isStreamed()) {
                    received.failure(StreamTruncatedException.class);
                    assertThat(end.response()).isEqualTo(received.reply());
                    assertThat(end.response().toJson()).contains("\"hel\"");
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void hasTheRetriesBeforeIt(CallForm form) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE);
                    Diglot client = client(endpoint)) {
                form.call(client, Dialect.CHAT).failure(ServiceUnavailableException.class);
            }

            assertThat(observer.only().notes)
                    .containsExactly(
                            "attempt 1",
                            "end of attempt 1",
                            "retry",
                            "attempt 2",
                            "end of attempt 2",
                            "retry",
                            "attempt 3",
                            "end of attempt 3",
                            "end");
            assertThat(observer.only().end().attempts()).isEqualTo(3);
            assertThat(observer.only().end().failure().getSuppressed())
                    .containsExactlyElementsOf(observer.only().retries);
        }

        @ParameterizedTest
        @EnumSource
        void ofAKeyThatCannotBeSuppliedHasNoAttempt(CallForm form) throws Exception {
            IllegalStateException broken = new IllegalStateException("vault");
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = builder(endpoint)
                            .credentials(Credentials.of(() -> {
                                throw broken;
                            }))
                            .build()) {
                assertThat(form.call(client, Dialect.CHAT).failure()).isSameAs(broken);

                assertThat(endpoint.requests()).isEmpty();
            }

            End end = observer.only().end();
            assertThat(end.failure()).isSameAs(broken);
            assertThat(end.attempts()).isZero();
            assertThat(end.head()).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void ofAnInterceptorEndsTheCall(CallForm form) throws Exception {
            IllegalStateException broken = new IllegalStateException("interceptor");
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = builder(endpoint)
                            .interceptor(attempt -> {
                                throw broken;
                            })
                            .build()) {
                assertThat(form.call(client, Dialect.CHAT).failure()).isSameAs(broken);
            }

            assertThat(observer.only().end().failure()).isSameAs(broken);
        }

        @ParameterizedTest
        @EnumSource
        void ofAClosedClientEndsTheCall(CallForm form) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO)) {
                Diglot client = client(endpoint);
                client.close();

                assertThat(form.call(client, Dialect.CHAT).failure()).isInstanceOf(IllegalStateException.class);
            }

            assertThat(observer.only().end().failure()).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Waits for a latch, for a while; the client interrupts the thread when it is closed. */
    private static void awaitUnlessInterrupted(CountDownLatch latch, int millis) {
        try {
            boolean ignored = latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nested
    class Cancellation {
        @ParameterizedTest
        @EnumSource
        void hasWhatWasRead(StreamCancellation way) throws Exception {
            try (FakeEndpoint endpoint = silentAfterEvents(1);
                    Diglot client = client(endpoint)) {
                way.cancel(client);
            }

            End end = observer.only().end();
            assertThat(end.cancelled()).isTrue();
            assertThat(((ChatCompletion) end.response()).text()).isEqualTo("hel");
            assertThat(end.reply().model()).isEqualTo("m-1");
            assertThat(end.reply().tokenCounts().input()).isEqualTo(7);
            assertThat(end.timeToFirstEvent()).isNotNull();
        }

        private Diglot waitingBeforeRetry(FakeEndpoint endpoint) {
            return builder(endpoint)
                    .retryPolicy(RetryPolicy.standard().withBackoff(Duration.ofSeconds(50), Duration.ofSeconds(50)))
                    .build();
        }

        @ParameterizedTest
        @EnumSource
        void byTheEndOfTheClientBetweenTwoAttemptsEndsTheCall(CallForm form) throws Exception {
            ExecutorService caller = Executors.newSingleThreadExecutor();
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE)) {
                Diglot client = waitingBeforeRetry(endpoint);
                Future<CallForm.End> call = caller.submit(() -> form.call(client, Dialect.CHAT));
                observer.awaitCall().awaitRetry();

                client.close();

                assertThat(call.get(10, TimeUnit.SECONDS).failure()).isInstanceOf(CallCancelledException.class);
                assertThat(observer.only().end().cancelled()).isTrue();
            } finally {
                caller.shutdownNow();
            }

            assertThat(observer.only().notes).containsExactly("attempt 1", "end of attempt 1", "retry", "end");
        }

        @Test
        void ofASubscriptionBetweenTwoAttemptsEndsTheCall() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE);
                    Diglot client = waitingBeforeRetry(endpoint)) {
                TestSubscriber<?> subscriber =
                        TestSubscriber.subscribe(client.chat().publish(CHAT), 9);
                observer.awaitCall().awaitRetry();

                subscriber.subscription().cancel();

                assertThat(observer.only().end().cancelled()).isTrue();
            }

            assertThat(observer.only().notes).containsExactly("attempt 1", "end of attempt 1", "retry", "end");
        }

        /** The key of the second attempt is supplied while the call is cancelled. */
        @Test
        void beforeAnAttemptIsTheLastNotification() throws Exception {
            AtomicInteger keys = new AtomicInteger();
            CountDownLatch supplying = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            CountDownLatch intercepted = new CountDownLatch(1);
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE);
                    Diglot client = builder(endpoint)
                            .credentials(Credentials.of(() -> {
                                if (keys.incrementAndGet() == 2) {
                                    supplying.countDown();
                                    awaitUnlessInterrupted(cancelled, 10_000);
                                }
                                return TestKey.value();
                            }))
                            .interceptor(attempt -> {
                                if (attempt.number() == 2) {
                                    intercepted.countDown();
                                }
                                return null;
                            })
                            .build()) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);
                assertThat(supplying.await(10, TimeUnit.SECONDS)).isTrue();

                call.cancel(true);
                assertThat(observer.only().end().attempts()).isEqualTo(1);
                cancelled.countDown();

                assertThat(intercepted.await(10, TimeUnit.SECONDS)).isTrue();
            }

            assertThat(observer.only().notes).containsExactly("attempt 1", "end of attempt 1", "retry", "end");
        }

        @Test
        void whileInterceptorsRunEndsTheAttemptThenTheCall() throws Exception {
            CountDownLatch intercepting = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE);
                    Diglot client = builder(endpoint)
                            .interceptor(attempt -> {
                                if (attempt.number() == 2) {
                                    intercepting.countDown();
                                    awaitUnlessInterrupted(cancelled, 10_000);
                                }
                                return null;
                            })
                            .build()) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);
                assertThat(intercepting.await(10, TimeUnit.SECONDS)).isTrue();

                call.cancel(true);
                assertThat(observer.only().ends).isEmpty();
                cancelled.countDown();

                assertThat(observer.only().end().cancelled()).isTrue();
            }

            assertThat(observer.only().notes)
                    .containsExactly("attempt 1", "end of attempt 1", "retry", "attempt 2", "end of attempt 2", "end");
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.testing.CallForm#calls")
        void beforeAnythingWasReceivedHasNoResponse(CallForm form, Dialect dialect) throws Exception {
            ExecutorService caller = Executors.newSingleThreadExecutor();
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO.cutAfterEvents(0, Cut.STALL))) {
                RecordingInterceptor attempts = new RecordingInterceptor();
                Diglot client = builder(endpoint).interceptor(attempts).build();
                Future<CallForm.End> call = caller.submit(() -> form.call(client, dialect));
                endpoint.awaitRequests(1);
                attempts.only().awaitHead();

                client.close();

                assertThat(call.get(10, TimeUnit.SECONDS).failure()).isInstanceOf(CallCancelledException.class);
            } finally {
                caller.shutdownNow();
            }

            assertThat(observer.only().end().response()).isNull();
            assertThat(observer.only().end().cancelled()).isTrue();
        }

        @Test
        void ofAFutureBetweenTwoAttemptsEndsTheCall() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE);
                    Diglot client = waitingBeforeRetry(endpoint)) {
                CompletableFuture<?> call = client.chat().createAsync(CHAT);
                observer.only().awaitRetry();

                call.cancel(true);

                assertThat(observer.only().end().cancelled()).isTrue();
            }

            assertThat(observer.only().notes).containsExactly("attempt 1", "end of attempt 1", "retry", "end");
        }

        /** Closes streams while another thread reads them, at seeded moments. */
        @Test
        void amidReadingEndsEachCallOnce() throws Exception {
            int rounds = 300;
            Random random = new Random(14);
            ExecutorService reader = Executors.newSingleThreadExecutor();
            try (FakeEndpoint endpoint = silentAfterEvents(40);
                    Diglot client = client(endpoint)) {
                for (int i = 0; i < rounds; i++) {
                    int closeAfter = random.nextInt(40);
                    CyclicBarrier barrier = new CyclicBarrier(2);
                    ChatStream stream = client.chat().stream(CHAT);
                    AtomicInteger read = new AtomicInteger();
                    Future<?> reading = reader.submit(() -> {
                        for (Object ignored : stream) {
                            if (read.getAndIncrement() == closeAfter) {
                                barrier.await();
                            }
                        }
                        return null;
                    });
                    barrier.await(10, TimeUnit.SECONDS);
                    stream.close();
                    assertThat(catchThrowable(() -> reading.get(10, TimeUnit.SECONDS)))
                            .hasCauseInstanceOf(CallCancelledException.class);

                    String text = ((ChatCompletion) observer.calls.get(i).end().response()).text();
                    assertThat(text.length() / 3).isBetween(closeAfter + 1, read.get());
                }
            } finally {
                reader.shutdownNow();
            }

            assertThat(observer.calls).hasSize(rounds);
        }
    }

    /** The result of a stream, which is built for its observers only. */
    @Nested
    class Result {
        private static final Operation<Object, Object> STREAMED =
                AnyObject.operation("/v1/chat/completions", Dialect.CHAT, "choices");

        private static final ChatCompletionRequest STREAMING =
                CHAT.toBuilder().stream(true).build();

        private void readToEnd(TestSettings settings, Supplier<@Nullable Object> result) {
            try (Transport transport = settings.transport();
                    EventReader<Object> events = transport.open(STREAMED, STREAMING, RequestOptions.none())) {
                events.setReceived(failure -> result.get());
                while (events.next() != null) {
                    events.checkpoint();
                }
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void isBuiltOnceForAnObserverAndNeverForAnInterceptorAlone(boolean isObserved) throws Exception {
            AtomicInteger built = new AtomicInteger();
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO)) {
                TestSettings settings = TestSettings.of(endpoint.url()).interceptor(attempt -> end -> {});
                if (isObserved) {
                    settings.observer(observer);
                }
                readToEnd(settings, built::incrementAndGet);
            }

            assertThat(built).hasValue(isObserved ? 1 : 0);
        }

        @Test
        void isBuiltForTheFailure() throws Exception {
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            try (FakeEndpoint endpoint = silentAfterEvents(1);
                    Transport transport =
                            TestSettings.of(endpoint.url()).observer(observer).transport()) {
                EventReader<Object> events = transport.open(STREAMED, STREAMING, RequestOptions.none());
                events.setReceived(failure -> failures.add(failure));
                events.next();
                events.close();
            }

            assertThat(failures)
                    .hasSize(1)
                    .containsExactly(observer.only().end().failure());
            assertThat(failures.get(0)).isInstanceOf(CallCancelledException.class);
        }

        @Test
        void thatCannotBeBuiltLeavesTheEnd() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO)) {
                readToEnd(TestSettings.of(endpoint.url()).observer(observer), () -> {
                    throw new OutOfMemoryError("too large");
                });
            }

            End end = observer.only().end();
            assertThat(end.response()).isNull();
            assertThat(end.failure()).isNull();
            assertThat(end.head().status()).isEqualTo(200);
        }
    }

    /** Streams that are dropped without being closed, after the endpoint has sent all of them. */
    @Nested
    class Dropped {
        private static final Reply AT_ONCE =
                Reply.body(200, "text/event-stream", CallForm.STREAM.body(Dialect.CHAT, "hello"));

        private final RecordingInterceptor attempts = new RecordingInterceptor();

        private Diglot client(FakeEndpoint endpoint) {
            return builder(endpoint).interceptor(attempts).build();
        }

        /** Opens streams, and waits until the garbage collector has found them. */
        private void drop(Diglot client, int count) throws InterruptedException {
            List<WeakReference<ChatStream>> streams = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                streams.add(new WeakReference<>(client.chat().stream(CHAT)));
                streams.get(i).get().iterator().next();
            }
            Leaks.awaitCollected(streams);
        }

        @Test
        void endWithTheirClient() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(AT_ONCE);
                    Diglot client = client(endpoint)) {
                drop(client, 3);
            }

            assertThat(observer.calls)
                    .hasSize(3)
                    .allSatisfy(call -> assertThat(call.end().cancelled()).isTrue());
            attempts.assertOneEndEach();
        }

        @Test
        void endWhenLaterCallsStart() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(AT_ONCE);
                    Diglot client = client(endpoint)) {
                drop(client, 1);
                long start = System.nanoTime();
                while (observer.calls.get(0).ends.isEmpty() && System.nanoTime() - start < 10_000_000_000L) {
                    client.chat().stream(CHAT).result(); // the reference is enqueued some time after the collection
                }

                End end = observer.calls.get(0).end();
                assertThat(end.failure())
                        .isInstanceOf(CallCancelledException.class)
                        .hasMessageContaining("dropped");
                assertThat(end.response()).isNull();
                assertThat(end.timeToFirstEvent()).isNotNull();
            }
        }
    }

    @Nested
    class BrokenObservers {
        static Stream<Arguments> brokenInAllForms() {
            return Stream.of(CallForm.values())
                    .flatMap(form -> Stream.of(
                                    "start", "attempt", "end of the attempt", "first event", "retry", "end", "none")
                            .map(step -> Arguments.of(form, step)));
        }

        @ParameterizedTest
        @MethodSource("brokenInAllForms")
        void failNoCall(CallForm form, String step) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(UNAVAILABLE, HELLO);
                    Diglot client =
                            builder(endpoint).observer(new BrokenObserver(step)).build()) {
                assertThat(form.call(client, Dialect.CHAT).text()).isEqualTo("hello");

                assertThat(observer.only().end().attempts()).isEqualTo(2);
            }
        }
    }

    /** Throws an exception in one of its methods. */
    private record BrokenObserver(String step) implements CallObserver, CallObserver.Observation {
        private void at(String current) {
            if (current.equals(step)) {
                throw new IllegalStateException(step);
            }
        }

        @Override
        public Observation start(Call call) {
            at("start");
            return step.equals("none") ? null : this;
        }

        @Override
        public Interceptor.AttemptObserver onAttempt(Interceptor.Attempt attempt) {
            at("attempt");
            return end -> at("end of the attempt");
        }

        @Override
        public void onFirstEvent(Duration elapsed) {
            at("first event");
        }

        @Override
        public void onRetry(DiglotException failure, Duration delay) {
            at("retry");
        }

        @Override
        public void onEnd(End end) {
            at("end");
        }
    }

    @Nested
    class Order {
        @Test
        void firstObserverIsTheOutermost() throws Exception {
            List<String> notes = new CopyOnWriteArrayList<>();
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = builder(endpoint)
                            .observer(noting("1", notes))
                            .observer(noting("2", notes))
                            .interceptor(attempt -> {
                                notes.add("attempt 3");
                                return end -> notes.add("end of attempt 3");
                            })
                            .build()) {
                client.chat().create(CHAT);
            }

            assertThat(notes)
                    .containsExactly(
                            "start 1",
                            "start 2",
                            "attempt 1",
                            "attempt 2",
                            "attempt 3",
                            "end of attempt 3",
                            "end of attempt 2",
                            "end of attempt 1",
                            "end 2",
                            "end 1");
        }

        private CallObserver noting(String name, List<String> notes) {
            return call -> {
                notes.add("start " + name);
                return new CallObserver.Observation() {
                    @Override
                    public Interceptor.AttemptObserver onAttempt(Interceptor.Attempt attempt) {
                        notes.add("attempt " + name);
                        return end -> notes.add("end of attempt " + name);
                    }

                    @Override
                    public void onEnd(End end) {
                        notes.add("end " + name);
                    }
                };
            };
        }

        @Test
        void headersOfAnObserverAreSentUnlessAnInterceptorReplacesThem() throws Exception {
            CallObserver tracing = call -> new CallObserver.Observation() {
                @Override
                public Interceptor.AttemptObserver onAttempt(Interceptor.Attempt attempt) {
                    attempt.setHeader("traceparent", "00-trace");
                    attempt.setHeader("x-note", "observer");
                    return null;
                }

                @Override
                public void onEnd(End end) {}
            };
            try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                    Diglot client = builder(endpoint)
                            .observer(tracing)
                            .interceptor(attempt -> {
                                attempt.setHeader("x-note", "interceptor");
                                return null;
                            })
                            .build()) {
                client.chat().create(CHAT);

                assertThat(endpoint.requests().get(0).headers())
                        .containsEntry("traceparent", List.of("00-trace"))
                        .containsEntry("x-note", List.of("interceptor"));
            }
        }
    }

    /** Another thread starts the second attempt while the first one's head is still notified. */
    @ParameterizedTest
    @EnumSource(names = {"CREATE_ASYNC", "PUBLISH"})
    void attemptStartsAfterTheNotificationsOfTheOneBefore(CallForm form) throws Exception {
        List<String> notes = new CopyOnWriteArrayList<>();
        CountDownLatch second = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.head(count.getAndIncrement() == 0 ? 503 : 200, form.contentType(), "x-a: b");
                    exchange.send(form.body(Dialect.CHAT, "hello"));
                    exchange.end();
                });
                Diglot client = TestClients.retrying(server)
                        .observer(observer)
                        .interceptor(attempt -> {
                            notes.add("attempt " + attempt.number());
                            if (attempt.number() == 2) {
                                second.countDown();
                            }
                            return new Interceptor.AttemptObserver() {
                                @Override
                                public void onHead(Interceptor.Head head) {
                                    if (attempt.number() == 1) {
                                        awaitUnlessInterrupted(second, 200); // longer than the backoff
                                    }
                                    notes.add("head " + attempt.number());
                                }

                                @Override
                                public void onEnd(Interceptor.End end) {}
                            };
                        })
                        .build()) {
            form.call(client, Dialect.CHAT).text();
        }

        assertThat(notes).containsExactly("attempt 1", "head 1", "attempt 2", "head 2");
        assertThat(observer.only().notes).startsWith("attempt 1", "end of attempt 1", "retry", "attempt 2");
    }

    @Test
    void bodiesAreLoggedInOneLineOfCode() throws Exception {
        List<String> log = new ArrayList<>();
        ChatCompletionRequest request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("ping")))
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(HELLO);
                Diglot client = builder(endpoint)
                        .observer(call -> end -> log.add(call.request().toJson() + " -> "
                                + end.response().toJson()))
                        .build()) {
            client.chat().create(request);
        }

        assertThat(log).hasSize(1);
        assertThat(log.get(0)).contains("ping").contains("hello");
    }
}
