// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Credentials;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option of a call takes effect and overrides that of the client, in all five forms and both dialects. */
@Timeout(30)
class CallOptionsTest {
    private static final RetryPolicy ONE_IMMEDIATE_RETRY =
            RetryPolicy.standard().withMaxRetries(1).withBackoff(Duration.ZERO, Duration.ZERO);

    /** Responds to the first requests with an error that is retried, and to later ones with success. */
    private static FakeEndpoint endpoint(int failures) {
        return FakeEndpoint.start(request ->
                request.number() <= failures ? Reply.error(ErrorKind.SERVICE_UNAVAILABLE) : Reply.text("well"));
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void headersAddToAndReplaceThoseOfTheClient(CallForm form, Dialect dialect) throws Exception {
        RequestOptions options = RequestOptions.builder()
                .header("X-Team", "blue")
                .header("x-new", "yes")
                .header("Anthropic-Version", "2099-01-01")
                .header("User-Agent", "mine/1")
                .build();
        try (FakeEndpoint endpoint = endpoint(0);
                Diglot client = TestClients.builder(endpoint)
                        .header("x-team", "red")
                        .header("x-stays", "yes")
                        .build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");

            Map<String, List<String>> headers = endpoint.requests().get(0).headers();
            assertThat(headers)
                    .containsEntry("x-team", List.of("blue"))
                    .containsEntry("x-new", List.of("yes"))
                    .containsEntry("x-stays", List.of("yes"))
                    .containsEntry("anthropic-version", List.of("2099-01-01"))
                    .containsEntry("user-agent", List.of("mine/1"));
            assertThat(headers.toString()).doesNotContain("red", "2023-06-01", "diglot/");
        }
    }

    /** Reads the bytes of the requests, which hold a key exactly once. */
    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void credentialsReplaceThoseOfTheClient(CallForm form, Dialect dialect) throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        String clientKey = TestKey.value().toLowerCase(Locale.ROOT);
        String callKey = TestKey.other().toLowerCase(Locale.ROOT);
        RawServer.Handler recording = exchange -> {
            requests.add(exchange.request().toLowerCase(Locale.ROOT));
            exchange.headAnd(form.contentType(), form.body(dialect, "well"));
            exchange.end();
        };
        try (RawServer server = RawServer.start(recording);
                Diglot client = TestClients.builder(server).build()) {
            for (Credentials credentials : List.of(
                    Credentials.of(TestKey.other()),
                    Credentials.bearer(TestKey.other()),
                    Credentials.apiKey(TestKey.other()))) {
                form.call(
                                client,
                                dialect,
                                RequestOptions.builder()
                                        .credentials(credentials)
                                        .build())
                        .text();
            }
            form.call(client, dialect).text();
        }

        String own = dialect == Dialect.CHAT ? "authorization: bearer " : "x-api-key: ";
        assertThat(requests.get(0)).contains("\r\n" + own + callKey + "\r\n");
        assertThat(requests.get(1)).contains("\r\nauthorization: bearer " + callKey + "\r\n");
        assertThat(requests.get(2)).contains("\r\nx-api-key: " + callKey + "\r\n");
        assertThat(requests.subList(0, 3))
                .allSatisfy(
                        request -> assertThat(request).containsOnlyOnce(callKey).doesNotContain(clientKey));
        assertThat(requests.get(3)).contains("\r\n" + own + clientKey + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aSupplierIsCalledAtEachAttempt(CallForm form, Dialect dialect) throws Exception {
        AtomicInteger keys = new AtomicInteger();
        RequestOptions options = RequestOptions.builder()
                .credentials(Credentials.bearer(() -> TestKey.value() + keys.incrementAndGet()))
                .retryPolicy(ONE_IMMEDIATE_RETRY)
                .build();
        try (FakeEndpoint endpoint = endpoint(1);
                Diglot client = TestClients.builder(endpoint).build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");

            assertThat(endpoint.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.headers()).containsKey("authorization").doesNotContainKey("x-api-key");
                assertThat(request.hasKey(TestKey.value() + request.number())).isTrue();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void exceptionOfTheKeySupplierReachesTheCaller(CallForm form, Dialect dialect) throws Exception {
        AtomicInteger supplierCalls = new AtomicInteger();
        RequestOptions options = RequestOptions.builder()
                .credentials(Credentials.of(() -> {
                    if (supplierCalls.incrementAndGet() == 2) {
                        throw new UnsupportedOperationException("the vault is closed");
                    }
                    return TestKey.other();
                }))
                .retryPolicy(ONE_IMMEDIATE_RETRY)
                .build();
        try (FakeEndpoint endpoint = endpoint(1);
                Diglot client = TestClients.builder(endpoint).build()) {
            End end = form.call(client, dialect, options);

            assertThat(end.failure(UnsupportedOperationException.class)).hasMessage("the vault is closed");
            assertThat(endpoint.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void moreRetriesThanTheClient(CallForm form, Dialect dialect) throws Exception {
        RequestOptions options =
                RequestOptions.builder().retryPolicy(ONE_IMMEDIATE_RETRY).build();
        try (FakeEndpoint endpoint = endpoint(1);
                Diglot client = TestClients.builder(endpoint).build()) {
            End end = form.call(client, dialect, options);

            assertThat(end.text()).isEqualTo("well");
            assertThat(endpoint.requests()).hasSize(2);
            if (end.response() != null) {
                assertThat(end.response().attempts()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void fewerRetriesThanTheClient(CallForm form, Dialect dialect) throws Exception {
        RequestOptions options =
                RequestOptions.builder().retryPolicy(RetryPolicy.none()).build();
        try (FakeEndpoint endpoint = endpoint(1);
                Diglot client = TestClients.builder(endpoint)
                        .retryPolicy(ONE_IMMEDIATE_RETRY)
                        .build()) {
            form.call(client, dialect, options).failure(ServiceUnavailableException.class);

            assertThat(endpoint.requests()).hasSize(1);
        }
    }

    /** The opposite of {@link CallTimeTest}: the options lengthen short timeouts of the client. */
    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void longerTimeoutsThanTheClient(CallForm form, Dialect dialect) throws Exception {
        Duration tooShort = Duration.ofMillis(1);
        Duration enough = Duration.ofSeconds(20);
        RequestOptions options = RequestOptions.builder()
                .responseTimeout(enough)
                .idleTimeout(enough)
                .deadline(enough)
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("well"), Reply.noResponse(Cut.STALL));
                Diglot client = TestClients.builder(endpoint)
                        .responseTimeout(tooShort)
                        .idleTimeout(tooShort)
                        .deadline(tooShort)
                        .build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");
            form.call(client, dialect).failure(CallTimeoutException.class);
        }
    }
}
