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
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

    /** The keys in lower case, as in the recorded requests. */
    private static final String CLIENT_KEY = TestKey.value().toLowerCase(Locale.ROOT);

    private static final String CALL_KEY = TestKey.other().toLowerCase(Locale.ROOT);

    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Responds to the first requests with 503, and to later ones with success. */
    private RawServer server(CallForm form, Dialect dialect, int failures) throws IOException {
        return RawServer.start(exchange -> {
            requests.add(exchange.request().toLowerCase(Locale.ROOT));
            if (requests.size() <= failures) {
                exchange.raw("HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            } else {
                exchange.head(form.contentType());
                exchange.send(form.body(dialect, "well"));
                exchange.end();
            }
        });
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
        try (RawServer server = server(form, dialect, 0);
                Diglot client = TestClients.builder(server)
                        .header("x-team", "red")
                        .header("x-stays", "yes")
                        .build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");

            assertThat(requests.get(0))
                    .contains("\r\nx-team: blue\r\n", "\r\nx-new: yes\r\n", "\r\nx-stays: yes\r\n")
                    .contains("\r\nanthropic-version: 2099-01-01\r\n", "\r\nuser-agent: mine/1\r\n")
                    .doesNotContain("red", "2023-06-01", "diglot/");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void credentialsReplaceThoseOfTheClient(CallForm form, Dialect dialect) throws Exception {
        try (RawServer server = server(form, dialect, 0);
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
        assertThat(requests.get(0)).contains("\r\n" + own + CALL_KEY + "\r\n");
        assertThat(requests.get(1)).contains("\r\nauthorization: bearer " + CALL_KEY + "\r\n");
        assertThat(requests.get(2)).contains("\r\nx-api-key: " + CALL_KEY + "\r\n");
        assertThat(requests.subList(0, 3))
                .allSatisfy(request ->
                        assertThat(request).containsOnlyOnce(CALL_KEY).doesNotContain(CLIENT_KEY));
        assertThat(requests.get(3)).contains("\r\n" + own + CLIENT_KEY + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aSupplierIsCalledAtEachAttempt(CallForm form, Dialect dialect) throws Exception {
        AtomicInteger keys = new AtomicInteger();
        RequestOptions options = RequestOptions.builder()
                .credentials(Credentials.bearer(() -> TestKey.value() + keys.incrementAndGet()))
                .retryPolicy(ONE_IMMEDIATE_RETRY)
                .build();
        try (RawServer server = server(form, dialect, 1);
                Diglot client = TestClients.builder(server).build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");
        }

        assertThat(requests).hasSize(2);
        assertThat(requests.get(0)).contains("\r\nauthorization: bearer " + CLIENT_KEY + "1\r\n");
        assertThat(requests.get(1)).contains("\r\nauthorization: bearer " + CLIENT_KEY + "2\r\n");
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
        try (RawServer server = server(form, dialect, 1);
                Diglot client = TestClients.builder(server).build()) {
            End end = form.call(client, dialect, options);

            assertThat(end.failure(UnsupportedOperationException.class)).hasMessage("the vault is closed");
            assertThat(requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void moreRetriesThanTheClient(CallForm form, Dialect dialect) throws Exception {
        RequestOptions options =
                RequestOptions.builder().retryPolicy(ONE_IMMEDIATE_RETRY).build();
        try (RawServer server = server(form, dialect, 1);
                Diglot client = TestClients.builder(server).build()) {
            End end = form.call(client, dialect, options);

            assertThat(end.text()).isEqualTo("well");
            assertThat(requests).hasSize(2);
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
        try (RawServer server = server(form, dialect, 1);
                Diglot client = TestClients.builder(server)
                        .retryPolicy(ONE_IMMEDIATE_RETRY)
                        .build()) {
            form.call(client, dialect, options).failure(ServiceUnavailableException.class);

            assertThat(requests).hasSize(1);
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
        AtomicInteger calls = new AtomicInteger();
        RawServer.Handler slow = exchange -> {
            if (calls.incrementAndGet() > 1) {
                exchange.awaitClientGone();
            } else {
                exchange.head(form.contentType());
                exchange.send(form.body(dialect, "well"));
                exchange.end();
            }
        };
        try (RawServer server = RawServer.start(slow);
                Diglot client = TestClients.builder(server)
                        .responseTimeout(tooShort)
                        .idleTimeout(tooShort)
                        .deadline(tooShort)
                        .build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");
            form.call(client, dialect).failure(CallTimeoutException.class);
        }
    }
}
