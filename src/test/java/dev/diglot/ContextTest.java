// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.CallObserver;
import dev.diglot.config.ContextPropagation;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.DiglotException;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopForm;
import dev.diglot.tool.ToolSet;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which context the steps of a call run: that of the caller, on whichever thread. */
@Timeout(60)
class ContextTest {
    private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

    /** What ran in which context, such as {@code send:caller}. */
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private final AtomicInteger captures = new AtomicInteger();

    /** The ends of calls that were observed and not awaited yet. */
    private final Semaphore ends = new Semaphore(0);

    private final ContextPropagation propagation = () -> {
        captures.incrementAndGet();
        return in(CONTEXT.get());
    };

    private static UnaryOperator<Runnable> in(String context) {
        return task -> () -> {
            String previous = CONTEXT.get();
            CONTEXT.set(context);
            try {
                task.run();
            } finally {
                CONTEXT.set(previous);
            }
        };
    }

    private void see(String step) {
        seen.add(step + ":" + CONTEXT.get());
    }

    /** Waits until so many calls have ended for their observer, which may happen after the call has returned. */
    private void awaitEnds(int count) throws InterruptedException {
        assertThat(ends.tryAcquire(count, 10, TimeUnit.SECONDS)).isTrue();
    }

    @BeforeEach
    void setContext() {
        CONTEXT.set("caller");
    }

    @AfterEach
    void removeContext() {
        CONTEXT.remove();
    }

    /** Responds to the first request with an error that is retried, to the others with success. */
    private static FakeEndpoint failingOnce() {
        return FakeEndpoint.start(
                Reply.error(ErrorKind.RATE_LIMIT).retryAfter(Duration.ofMillis(1)), Reply.text("hello"));
    }

    /** Returns a builder of a client whose hooks all record their context. */
    private Diglot.Builder observed(String url) {
        return TestClients.builder(url)
                .retryPolicy(RetryPolicy.standard())
                .contextPropagation(propagation)
                .credentials(Credentials.of(() -> {
                    see("key");
                    return TestKey.value();
                }))
                .httpClient(new SeenClient())
                .interceptor(attempt -> {
                    see("attempt");
                    return new SeenAttempt();
                })
                .observer(call -> {
                    see("call");
                    return new SeenCall();
                });
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void everyStepRunsInTheContextOfTheCaller(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = failingOnce();
                Diglot client = observed(endpoint.url()).build()) {
            assertThat(form.call(client, dialect).text()).isEqualTo("hello");
            awaitEnds(1);
        }

        assertThat(seen).allSatisfy(step -> assertThat(step).endsWith(":caller"));
        List<String> steps =
                seen.stream().map(step -> step.replace(":caller", "")).toList();
        assertThat(steps)
                .startsWith("call", "key", "attempt of the call", "attempt", "send", "head", "end of the attempt")
                .containsSubsequence("retry", "key", "attempt of the call", "attempt", "send", "head")
                .endsWith("end of the attempt", "end of the call");
        assertThat(steps.stream().filter("first event of the call"::equals)).hasSize(form.isStreamed() ? 1 : 0);
        assertThat(captures).hasValue(1);
    }

    @Test
    void signalsOfAPublisherRunInTheContextOfTheSubscriber() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        try (FakeEndpoint endpoint = failingOnce();
                Diglot client = observed(endpoint.url()).build()) {
            Flow.Publisher<ChatCompletionChunk> publisher = client.chat().publish(CHAT);
            assertThat(captures).hasValue(0);
            CONTEXT.set("subscriber");

            publisher.subscribe(new SeenSubscriber(end));
            end.get(10, TimeUnit.SECONDS);
            awaitEnds(1);
        }

        assertThat(seen).allSatisfy(step -> assertThat(step).endsWith(":subscriber"));
        assertThat(seen).contains("onSubscribe:subscriber", "onNext:subscriber", "onComplete:subscriber");
        assertThat(captures).hasValue(1);
    }

    @Test
    void callbacksOfAFutureRunInTheContextOfTheCaller() throws Exception {
        try (FakeEndpoint endpoint = failingOnce();
                Diglot client = observed(endpoint.url()).build()) {
            client.messages()
                    .createAsync(MESSAGES)
                    .thenAccept(reply -> see("thenAccept"))
                    .get(10, TimeUnit.SECONDS);
        }

        assertThat(seen)
                .contains("thenAccept:caller")
                .allSatisfy(step -> assertThat(step).endsWith(":caller"));
    }

    @Test
    void observersOfAStreamThatAnotherThreadReadsRunInTheContextOfTheCaller() throws Exception {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (FakeEndpoint endpoint = failingOnce();
                Diglot client = observed(endpoint.url()).build();
                var stream = client.chat().stream(CHAT)) {
            reader.submit(stream::result).get(10, TimeUnit.SECONDS);
            awaitEnds(1);
        } finally {
            reader.shutdownNow();
        }

        assertThat(seen)
                .contains("first event of the call:caller", "end of the call:caller")
                .allSatisfy(step -> assertThat(step).endsWith(":caller"));
    }

    @Nested
    class ToolLoops {
        private ToolSet.Builder tools() {
            return LoopForm.lookup(() -> see("tool"));
        }

        private void run(LoopForm form, ToolSet tools) throws Exception {
            form.runThreeRounds(url -> observed(url).build(), tools);
            awaitEnds(3);
            assertThat(seen).allSatisfy(step -> assertThat(step).endsWith(":caller"));
            assertThat(seen.stream().filter("tool:caller"::equals)).hasSize(2);
            assertThat(seen.stream().filter("call:caller"::equals)).hasSize(3);
            assertThat(seen.stream().filter("end of the call:caller"::equals)).hasSize(3);
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.tool.LoopForm#all")
        void toolsAndRoundsRunInTheContextOfTheCaller(LoopForm form) throws Exception {
            run(form, tools().build());
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.tool.LoopForm#all")
        void toolsWithATimeoutRunInTheContextOfTheCaller(LoopForm form) throws Exception {
            run(form, tools().timeout(Duration.ofSeconds(10)).build());
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void toolsRunInTheContextOfTheThreadThatRunsTheirRound(boolean hasTimeout) throws Exception {
            LoopForm form = new LoopForm(Dialect.CHAT, LoopForm.Variant.ROUNDS);
            ToolSet.Builder tools = hasTimeout ? tools().timeout(Duration.ofSeconds(10)) : tools();
            ExecutorService reader = Executors.newSingleThreadExecutor();
            try (FakeEndpoint endpoint = FakeEndpoint.start(LoopForm.CALL);
                    Diglot client = observed(endpoint.url()).build()) {
                var rounds = tools.build()
                        .rounds(client.chat(), (ChatCompletionRequest) form.request(), RequestOptions.none())
                        .iterator();
                rounds.next();
                reader.submit(() -> {
                            CONTEXT.set("reader");
                            return rounds.hasNext();
                        })
                        .get(10, TimeUnit.SECONDS);
            } finally {
                reader.shutdownNow();
            }

            assertThat(seen).contains("tool:reader");
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.tool.LoopForm#all")
        void toolsOnAnExecutorRunInTheContextOfTheCaller(LoopForm form) throws Exception {
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try {
                run(form, tools().executor(executor).build());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    @Nested
    class BrokenPropagation {
        static Stream<ContextPropagation> broken() {
            return Stream.of(
                    () -> {
                        throw new IllegalStateException("capture");
                    },
                    () -> task -> {
                        throw new IllegalStateException("wrap");
                    },
                    () -> task -> () -> {
                        throw new IllegalStateException("run");
                    },
                    () -> task -> () -> {
                        task.run();
                        throw new IllegalStateException("reset");
                    },
                    () -> task -> () -> {},
                    () -> task -> null,
                    () -> null);
        }

        static Stream<Arguments> brokenInAllForms() {
            return Stream.of(CallForm.values())
                    .flatMap(form -> broken().map(propagation -> Arguments.of(form, propagation)));
        }

        @ParameterizedTest
        @MethodSource("brokenInAllForms")
        void isNoReasonToFail(CallForm form, ContextPropagation broken) throws Exception {
            try (FakeEndpoint endpoint = failingOnce();
                    Diglot client =
                            observed(endpoint.url()).contextPropagation(broken).build()) {
                assertThat(form.call(client, Dialect.CHAT).text()).isEqualTo("hello");
                awaitEnds(1);
            }

            assertThat(seen.stream().filter(step -> step.startsWith("end of the call")))
                    .hasSize(1);
        }

        @ParameterizedTest
        @EnumSource
        void aTaskThatIsRunTwiceRunsOnce(CallForm form) throws Exception {
            ContextPropagation twice = () -> task -> () -> {
                task.run();
                task.run();
            };
            try (FakeEndpoint endpoint = failingOnce();
                    Diglot client =
                            observed(endpoint.url()).contextPropagation(twice).build()) {
                assertThat(form.call(client, Dialect.CHAT).text()).isEqualTo("hello");

                assertThat(endpoint.requests()).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLaterCallHasItsOwnContext(boolean isStreamed) throws Exception {
        CallForm form = isStreamed ? CallForm.PUBLISH : CallForm.CREATE_ASYNC;
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("hello"));
                Diglot client = observed(endpoint.url()).build()) {
            form.call(client, Dialect.CHAT).text();
            awaitEnds(1);
            seen.clear();
            CONTEXT.set("next caller");

            form.call(client, Dialect.CHAT).text();
        }

        assertThat(seen).isNotEmpty().allSatisfy(step -> assertThat(step).endsWith(":next caller"));
    }

    private final class SeenAttempt implements Interceptor.AttemptObserver {
        @Override
        public void onHead(Interceptor.Head head) {
            see("head");
        }

        @Override
        public void onFirstEvent(Duration elapsed) {
            see("first event");
        }

        @Override
        public void onEnd(Interceptor.End end) {
            see("end of the attempt");
        }
    }

    private final class SeenCall implements CallObserver.Observation {
        @Override
        public Interceptor.AttemptObserver onAttempt(Interceptor.Attempt attempt) {
            see("attempt of the call");
            return null;
        }

        @Override
        public void onFirstEvent(Duration elapsed) {
            see("first event of the call");
        }

        @Override
        public void onRetry(DiglotException failure, Duration delay) {
            see("retry");
        }

        @Override
        public void onEnd(CallObserver.End end) {
            see("end of the call");
            ends.release();
        }
    }

    private final class SeenSubscriber implements Flow.Subscriber<ChatCompletionChunk> {
        private final CompletableFuture<Void> end;

        SeenSubscriber(CompletableFuture<Void> end) {
            this.end = end;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            see("onSubscribe");
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ChatCompletionChunk chunk) {
            see("onNext");
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            see("onComplete");
            end.complete(null);
        }
    }

    /** A client of the JDK that records in which context it sends. */
    private final class SeenClient extends HttpClient {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        @Override
        public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
                throws IOException, InterruptedException {
            see("send");
            return client.send(request, handler);
        }

        @Override
        public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
            see("send");
            return client.sendAsync(request, handler);
        }

        @Override
        public <T> CompletableFuture<HttpResponse<T>> sendAsync(
                HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
            see("send");
            return client.sendAsync(request, handler, pushed);
        }

        @Override
        public Optional<CookieHandler> cookieHandler() {
            return client.cookieHandler();
        }

        @Override
        public Optional<Duration> connectTimeout() {
            return client.connectTimeout();
        }

        @Override
        public Redirect followRedirects() {
            return client.followRedirects();
        }

        @Override
        public Optional<ProxySelector> proxy() {
            return client.proxy();
        }

        @Override
        public SSLContext sslContext() {
            return client.sslContext();
        }

        @Override
        public SSLParameters sslParameters() {
            return client.sslParameters();
        }

        @Override
        public Optional<Authenticator> authenticator() {
            return client.authenticator();
        }

        @Override
        public Version version() {
            return client.version();
        }

        @Override
        public Optional<Executor> executor() {
            return client.executor();
        }
    }
}
