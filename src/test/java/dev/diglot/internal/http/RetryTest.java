// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.api.ApiResponse;
import dev.diglot.config.Credentials;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ServerException;
import dev.diglot.internal.EventReader;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries in all four calls of a transport, against a real server. Waits are recorded instead of slept. */
@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class RetryTest {
    private static final Operation<Object, Object> CHAT =
            AnyObject.operation("/v1/chat/completions", Dialect.CHAT, "choices");
    private static final ChatCompletionRequest REQUEST = ChatCompletionRequest.fromJson("{}");
    private static final String SUCCESS = "{\"choices\":[1]}";

    /** The waits that {@link #recordingDelayer} was asked for. */
    private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());

    private final Delayer recordingDelayer = new Delayer() {
        @Override
        void sleep(Duration wait) {
            waits.add(wait);
        }

        @Override
        void schedule(Duration wait, ScheduledExecutorService timer, Runnable work) {
            waits.add(wait);
            work.run();
        }

        @Override
        double jitter() {
            return 0;
        }
    };

    /** The calls of a transport. Each returns once the response, or the head of a stream, was received. */
    enum TransportCall {
        CREATE {
            @Override
            Object call(Transport transport, RequestOptions options) {
                return transport.call(CHAT, REQUEST, AnyObject::read, options);
            }
        },
        CREATE_ASYNC {
            @Override
            Object call(Transport transport, RequestOptions options) {
                return joinUnwrapped(transport.callAsync(CHAT, REQUEST, AnyObject::read, options));
            }
        },
        STREAM {
            @Override
            Object call(Transport transport, RequestOptions options) {
                return transport.open(CHAT, REQUEST, options);
            }
        },
        PUBLISH {
            @Override
            Object call(Transport transport, RequestOptions options) {
                return joinUnwrapped(
                        transport.sender(CHAT, REQUEST, options).get().request().get());
            }
        };

        abstract Object call(Transport transport, RequestOptions options);

        private static Object joinUnwrapped(CompletableFuture<?> call) {
            try {
                return call.join();
            } catch (CompletionException e) {
                throw (RuntimeException) e.getCause();
            }
        }
    }

    private Transport transport(RawServer server, RetryPolicy policy) {
        return transport(server, policy, recordingDelayer);
    }

    private static Transport transport(RawServer server, RetryPolicy policy, Delayer delayer) {
        return settings(server.url(), policy).transport(delayer);
    }

    private static TestSettings settings(String url, RetryPolicy policy) {
        return TestSettings.of(url).options(RequestOptions.builder().retryPolicy(policy));
    }

    /** Responds to the first requests with these heads and no body, and to later ones with success. */
    private static RawServer failing(String... heads) throws IOException {
        AtomicInteger count = new AtomicInteger();
        return RawServer.start(exchange -> {
            int request = count.getAndIncrement();
            String head = request < heads.length ? heads[request] : "200 X\r\ncontent-type: application/json";
            String body = request < heads.length ? "" : SUCCESS;
            exchange.raw("HTTP/1.1 " + head + "\r\nconnection: close\r\ncontent-length: " + body.length() + "\r\n\r\n"
                    + body);
        });
    }

    private static Throwable failureOf(TransportCall form, Transport transport) {
        return catchThrowable(() -> form.call(transport, RequestOptions.none()));
    }

    @ParameterizedTest
    @EnumSource
    void temporaryFailuresAreRetried(TransportCall form) throws Exception {
        try (RawServer server = failing("503 X", "429 X");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(form.call(transport, RequestOptions.none())).isNotNull();

            assertThat(server.requests()).isEqualTo(3);
            assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
    void theseStatusesAreRetried(int status) throws Exception {
        try (RawServer server = failing(status + " X");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(TransportCall.CREATE.call(transport, RequestOptions.none()))
                    .isNotNull();

            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 402, 403, 404, 413, 422})
    void otherStatusIsNotRetried(int status) throws Exception {
        try (RawServer server = failing(status + " X");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(failureOf(TransportCall.CREATE, transport)).isInstanceOf(ApiException.class);

            assertThat(server.requests()).isEqualTo(1);
            assertThat(waits).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastFailureHoldsTheEarlierOnes(TransportCall form) throws Exception {
        try (RawServer server = failing("500 X", "503 X", "429 X");
                Transport transport = transport(server, RetryPolicy.standard())) {
            Throwable end = failureOf(form, transport);

            assertThat(end).isInstanceOf(RateLimitException.class);
            assertThat(end.getSuppressed()).hasSize(2);
            assertThat(end.getSuppressed()[0])
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("500");
            assertThat(end.getSuppressed()[1]).hasMessageContaining("503");
            assertThat(server.requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noRetriesMeansOneAttempt(TransportCall form) throws Exception {
        try (RawServer server = failing("503 X");
                Transport transport = transport(server, RetryPolicy.none())) {
            assertThat(failureOf(form, transport)).isInstanceOf(ServerException.class);

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void optionsOfTheCallOverrideThePolicyOfTheClient() throws Exception {
        RequestOptions more = RequestOptions.builder()
                .retryPolicy(RetryPolicy.standard().withMaxRetries(1))
                .build();
        try (RawServer server = failing("503 X");
                Transport transport = transport(server, RetryPolicy.none())) {
            assertThat(TransportCall.CREATE.call(transport, more)).isNotNull();
        }
    }

    @Test
    void attemptsAreCounted() throws Exception {
        try (RawServer server = failing("503 X", "503 X");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(transport
                            .call(CHAT, REQUEST, AnyObject::read, RequestOptions.none())
                            .attempts())
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void backoffDoublesUpToTheMaximum(TransportCall form) throws Exception {
        RetryPolicy policy =
                RetryPolicy.standard().withMaxRetries(5).withBackoff(Duration.ofMillis(100), Duration.ofMillis(500));
        try (RawServer server = failing("500 X", "500 X", "500 X", "500 X", "500 X");
                Transport transport = transport(server, policy)) {
            form.call(transport, RequestOptions.none());

            assertThat(waits.stream().map(Duration::toMillis)).containsExactly(100L, 200L, 400L, 500L, 500L);
        }
    }

    @Test
    void jitterReducesTheBackoffByUpToOneHalf() {
        RetryState attempts = new RetryState(RetryPolicy.standard(), false);
        Duration left = Duration.ofDays(1);

        assertThat(attempts.recordFailure(connectionFailed(), false, left, 1)).isEqualTo(Duration.ofMillis(250));
        assertThat(attempts.recordFailure(connectionFailed(), false, left, 0.5)).isEqualTo(Duration.ofMillis(750));
        assertThat(attempts.recordFailure(connectionFailed(), false, left, 0.5)).isNull();
    }

    @Test
    void backoffIsLimitedTo365Days() {
        Duration ages = ChronoUnit.FOREVER.getDuration();
        RetryPolicy policy = RetryPolicy.standard().withBackoff(ages, ages);
        Duration left = Duration.ofDays(1_000);

        Duration wait = new RetryState(policy, false).recordFailure(connectionFailed(), false, left, 0);

        assertThat(wait).isEqualTo(Duration.ofDays(365));
    }

    private static ConnectionException connectionFailed() {
        return new ConnectionException("no connection", false, null);
    }

    @ParameterizedTest
    @EnumSource
    void retryAfterIsHonoured(TransportCall form) throws Exception {
        try (RawServer server = failing("429 X\r\nretry-after: 8", "503 X\r\nretry-after-ms: 25");
                Transport transport = transport(server, RetryPolicy.standard())) {
            form.call(transport, RequestOptions.none());

            assertThat(waits).containsExactly(Duration.ofSeconds(8), Duration.ofMillis(25));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("retry-after-forms: the requested wait is honored in each format")
    void everyFormOfRetryAfterIsHonoured(TransportCall form) throws Exception {
        try (RawServer server = failing(
                        "429 X\r\nretry-after-ms: 250\r\nretry-after: 8",
                        "429 X\r\nretry-after-ms: soon\r\nretry-after: 8",
                        "503 X\r\ndate: Tue, 01 Jul 2025 10:00:00 GMT\r\nretry-after: Tue, 01 Jul 2025 10:00:42 GMT",
                        "503 X\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT",
                        "529 X\r\nretry-after: 60");
                Transport transport = transport(server, RetryPolicy.standard().withMaxRetries(5))) {
            form.call(transport, RequestOptions.none());

            assertThat(waits.stream().map(Duration::toMillis)).containsExactly(250L, 8_000L, 42_000L, 0L, 60_000L);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("retry-after-forms: a wait beyond the maximum ends the call")
    void aRetryAfterOverTheMaximumIsNotRetried(TransportCall form) throws Exception {
        try (RawServer server = failing("429 X\r\nretry-after: 61");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(failureOf(form, transport))
                    .isInstanceOfSatisfying(
                            RateLimitException.class,
                            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(61)));
            assertThat(waits).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noBackoffExceedsTheDeadline(TransportCall form) throws Exception {
        RequestOptions options =
                RequestOptions.builder().deadline(Duration.ofSeconds(5)).build();
        try (RawServer server = failing("429 X\r\nretry-after: 6");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(catchThrowable(() -> form.call(transport, options))).isInstanceOf(RateLimitException.class);
            assertThat(waits).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadlineIncludesAllAttempts(TransportCall form) throws Exception {
        RequestOptions options =
                RequestOptions.builder().deadline(Duration.ofSeconds(1)).build();
        AtomicInteger count = new AtomicInteger();
        RawServer.Handler handler = exchange -> {
            if (count.getAndIncrement() == 0) {
                exchange.raw("HTTP/1.1 503 X\r\nretry-after-ms: 10\r\ncontent-length: 0\r\n\r\n");
            }
            exchange.awaitClientGone();
        };
        try (RawServer server = RawServer.start(handler);
                Transport transport = transport(server, RetryPolicy.standard(), new Delayer())) {
            assertThat(catchThrowable(() -> form.call(transport, options)))
                    .isInstanceOfSatisfying(CallTimeoutException.class, e -> {
                        assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE);
                        assertThat(e.getSuppressed()).hasSize(1);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnreachableEndpointIsRetried(TransportCall form) throws Exception {
        try (Unreachable nobody = Unreachable.refusing();
                Transport transport =
                        settings(nobody.url(), RetryPolicy.standard()).transport(recordingDelayer)) {
            Throwable end = failureOf(form, transport);

            assertThat(end).isInstanceOf(ConnectionException.class);
            assertThat(end.getSuppressed()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectTimeoutIsRetried(TransportCall form) throws Exception {
        try (Unreachable nobody = Unreachable.silent();
                Transport transport = settings(nobody.url(), RetryPolicy.standard())
                        .connectTimeout(Duration.ofMillis(200))
                        .transport(recordingDelayer)) {
            Throwable end = failureOf(form, transport);

            assertThat(end)
                    .isInstanceOfSatisfying(
                            CallTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.CONNECT));
            assertThat(end.getSuppressed()).hasSize(2);
            assertThat(waits).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLateResponseIsNotRetriedUnlessEnabled(TransportCall form) throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().responseTimeout(Duration.ofMillis(500));
        for (boolean enabled : List.of(false, true)) {
            try (RawServer server = RawServer.start(RawServer.Exchange::awaitClientGone);
                    Transport transport = transport(server, retryingLost(enabled))) {
                assertThat(catchThrowable(() -> form.call(transport, options.build())))
                        .isInstanceOfSatisfying(
                                CallTimeoutException.class,
                                e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.RESPONSE));
                assertThat(server.requests()).isEqualTo(enabled ? 3 : 1);
            }
        }
    }

    /** The standard policy, with or without retries of lost responses. */
    private static RetryPolicy retryingLost(boolean lostResponses) {
        RetryPolicy standard = RetryPolicy.standard();
        return new RetryPolicy(
                2, standard.initialBackoff(), standard.maxBackoff(), standard.maxRetryAfter(), lostResponses);
    }

    @ParameterizedTest
    @EnumSource
    void aLostResponseIsNotRetried(TransportCall form) throws Exception {
        try (RawServer server = RawServer.start(RawServer.Exchange::cut);
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(failureOf(form, transport))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.requestSent()).isTrue());
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLostResponseIsRetriedIfEnabled(TransportCall form) throws Exception {
        AtomicInteger count = new AtomicInteger();
        RawServer.Handler handler = exchange -> {
            if (count.getAndIncrement() == 0) {
                exchange.cut();
            } else {
                exchange.raw("HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: " + SUCCESS.length()
                        + "\r\n\r\n" + SUCCESS);
            }
        };
        try (RawServer server = RawServer.start(handler);
                Transport transport = transport(server, retryingLost(true))) {
            assertThat(form.call(transport, RequestOptions.none())).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "CREATE_ASYNC"})
    void nothingIsRetriedAfterTheFirstByteOfA2xxBody(TransportCall form) throws Exception {
        RawServer.Handler handler = exchange -> {
            exchange.raw("HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"cho");
            exchange.cut();
        };
        try (RawServer server = RawServer.start(handler);
                Transport transport = transport(server, retryingLost(true))) {
            assertThat(failureOf(form, transport)).isInstanceOf(ConnectionException.class);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "PUBLISH"})
    void nothingIsRetriedAfterTheFirstEvent(TransportCall form) throws Exception {
        RawServer.Handler handler = exchange -> {
            exchange.head("text/event-stream");
            exchange.send("data: {\"choices\":[1]}\n\n");
            exchange.cut();
        };
        try (RawServer server = RawServer.start(handler);
                Transport transport = transport(server, retryingLost(true))) {
            EventReader<?> events = (EventReader<?>) form.call(transport, RequestOptions.none());

            assertThat(events.next()).isNotNull();
            assertThat(catchThrowable(events::next)).isInstanceOf(ConnectionException.class);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsRetriedAfterAMalformedResponse(TransportCall form) throws Exception {
        for (String response : List.of(
                "text/html\r\ncontent-length: 6\r\n\r\n<html>",
                "application/json\r\n" + "content-length: 6\r\n\r\n{\"choi",
                "application/json\r\ncontent-length: 2\r\n\r\n{}")) {
            RawServer.Handler handler =
                    exchange -> exchange.raw("HTTP/1.1 200 X\r\nconnection: close\r\ncontent-type: " + response);
            try (RawServer server = RawServer.start(handler);
                    Transport transport = transport(server, retryingLost(true))) {
                assertThat(failureOf(form, transport)).isInstanceOf(ProtocolException.class);
                assertThat(server.requests()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "PUBLISH"})
    void nothingIsRetriedAfterAMalformedEvent(TransportCall form) throws Exception {
        try (RawServer server = RawServer.streaming("data: {\"choi\n\n");
                Transport transport = transport(server, retryingLost(true))) {
            EventReader<?> events = (EventReader<?>) form.call(transport, RequestOptions.none());

            assertThat(catchThrowable(events::next)).isInstanceOf(ProtocolException.class);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void theKeySupplierIsCalledAtEachAttempt() throws Exception {
        AtomicInteger keys = new AtomicInteger();
        List<String> sent = Collections.synchronizedList(new ArrayList<>());
        RawServer.Handler handler = exchange -> {
            sent.add(exchange.request()
                    .lines()
                    .filter(line -> line.contains(TestKey.value()))
                    .findFirst()
                    .orElse(""));
            exchange.raw("HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        };
        RequestOptions options = RequestOptions.builder()
                .credentials(Credentials.of(() -> TestKey.value() + "-" + keys.incrementAndGet()))
                .build();
        try (RawServer server = RawServer.start(handler);
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(catchThrowable(() -> transport.call(CHAT, REQUEST, AnyObject::read, options)))
                    .isInstanceOf(ServerException.class);
            assertThat(sent)
                    .containsExactly(
                            "Authorization: Bearer " + TestKey.value() + "-1",
                            "Authorization: Bearer " + TestKey.value() + "-2",
                            "Authorization: Bearer " + TestKey.value() + "-3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheClientEndsTheWait(TransportCall form) throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Delayer delayer = new Delayer() {
            @Override
            void sleep(Duration wait) throws InterruptedException {
                waiting.countDown();
                super.sleep(wait);
            }

            @Override
            void schedule(Duration wait, ScheduledExecutorService timer, Runnable work) {
                waiting.countDown();
                super.schedule(wait, timer, work);
            }
        };
        try (RawServer server = failing("429 X\r\nretry-after: 50")) {
            Transport transport = transport(server, RetryPolicy.standard(), delayer);
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread caller = new Thread(() -> end.complete(failureOf(form, transport)));
            caller.start();
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();

            transport.close();

            assertThat(end.get(5, TimeUnit.SECONDS)).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void interruptEndsTheWaitAndStaysSet() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Delayer delayer = new Delayer() {
            @Override
            void sleep(Duration wait) throws InterruptedException {
                waiting.countDown();
                super.sleep(wait);
            }
        };
        try (RawServer server = failing("429 X\r\nretry-after: 50");
                Transport transport = transport(server, RetryPolicy.standard(), delayer)) {
            CompletableFuture<Map.Entry<Throwable, Boolean>> end = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                Throwable thrown = failureOf(TransportCall.CREATE, transport);
                end.complete(Map.entry(thrown, Thread.currentThread().isInterrupted()));
            });
            caller.start();
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();

            caller.interrupt();

            assertThat(end.get(5, TimeUnit.SECONDS).getKey()).isInstanceOf(CallCancelledException.class);
            assertThat(end.join().getValue()).isTrue();
        }
    }

    @Test
    void cancellingTheFutureEndsTheWait() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Runnable> later = new CompletableFuture<>();
        Delayer delayer = new Delayer() {
            @Override
            void schedule(Duration wait, ScheduledExecutorService timer, Runnable work) {
                waiting.countDown();
                later.complete(work);
            }
        };
        try (RawServer server = failing("429 X");
                Transport transport = transport(server, RetryPolicy.standard(), delayer)) {
            CompletableFuture<ApiResponse<Object>> call =
                    transport.callAsync(CHAT, REQUEST, AnyObject::read, RequestOptions.none());
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();

            call.cancel(true);
            later.get(5, TimeUnit.SECONDS).run();

            assertThat(call).isCancelled();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheClientRightAfterTheWaitEndsTheCall(TransportCall form) throws Exception {
        AtomicReference<Transport> open = new AtomicReference<>();
        Delayer closingDelayer = new Delayer() {
            @Override
            void sleep(Duration wait) {
                open.get().close();
            }

            @Override
            void schedule(Duration wait, ScheduledExecutorService timer, Runnable work) {
                open.get().close();
                work.run();
            }
        };
        try (RawServer server = failing("503 X")) {
            open.set(transport(server, RetryPolicy.standard(), closingDelayer));

            assertThat(failureOf(form, open.get())).isInstanceOf(CallCancelledException.class);
        }
    }

    @Test
    void failureIsClassifiedOnceIfTheClientIsClosedMeanwhile() throws Exception {
        AtomicReference<Transport> open = new AtomicReference<>();
        CompletableFuture<CompletableFuture<ApiResponse<Object>>> call = new CompletableFuture<>();
        AtomicInteger classifications = new AtomicInteger();
        Delayer closingDelayer = new Delayer() {
            @Override
            double jitter() {
                if (classifications.getAndIncrement() == 0) {
                    open.get().close();
                    call.join().handle((done, e) -> e).join();
                }
                return 0;
            }
        };
        try (RawServer server = failing("503 X")) {
            open.set(transport(server, RetryPolicy.standard(), closingDelayer));

            call.complete(open.get().callAsync(CHAT, REQUEST, AnyObject::read, RequestOptions.none()));

            assertThat(catchThrowable(() -> TransportCall.joinUnwrapped(call.join())))
                    .isInstanceOf(CallCancelledException.class);
            assertThat(classifications).hasValue(1);
        }
    }

    @Test
    void timeOfTheKeySupplierDoesNotCountAsResponseTime() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RequestOptions slow = RequestOptions.builder()
                .responseTimeout(Duration.ofSeconds(2))
                .credentials(Credentials.of(() -> {
                    try {
                        return TestKey.value() + (never.await(3100, TimeUnit.MILLISECONDS) ? " " : "");
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .build();
        try (RawServer server = failing();
                Transport transport = transport(server, RetryPolicy.none())) {
            assertThat(TransportCall.CREATE_ASYNC.call(transport, slow)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void numberOfRetriesOutOfRangeIsRejected(int retries) {
        RetryPolicy standard = RetryPolicy.standard();

        assertThatThrownBy(() -> standard.withMaxRetries(retries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 100");
    }

    @Test
    void negativeBackoffIsRejected() {
        RetryPolicy standard = RetryPolicy.standard();
        Duration negative = Duration.ofMillis(-1);

        assertThatThrownBy(() -> standard.withBackoff(negative, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
    }

    @Test
    void invalidRequestsFailAtOnce() throws Exception {
        try (RawServer server = failing("400 X");
                Transport transport = transport(server, RetryPolicy.standard())) {
            assertThat(failureOf(TransportCall.PUBLISH, transport)).isInstanceOf(InvalidRequestException.class);
        }
    }
}
