// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diglot.config.Credentials;
import dev.diglot.config.RequestOptions;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.Program;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call to an address of its own, and which secrets it may carry there. */
@Timeout(60)
class CallAddressTest {
    private static final String CLIENT_KEY = TestKey.value().toLowerCase(Locale.ROOT);
    private static final String CALL_KEY = TestKey.other().toLowerCase(Locale.ROOT);

    @RegisterExtension
    private static final HelloServer TLS_SERVER = new HelloServer();

    private static RawServer server(CallForm form, Dialect dialect) throws Exception {
        return RawServer.start(exchange -> {
            exchange.headAnd(form.contentType(), form.body(dialect, "well"));
            exchange.end();
        });
    }

    private static RequestOptions.Builder at(RawServer server) {
        return RequestOptions.builder().baseUrl(server.url());
    }

    /** Makes a call with options to a second server, and returns the request that this server received. */
    private static String requestTo(RawServer other, CallForm form, Dialect dialect, RequestOptions options)
            throws Exception {
        try (RawServer own = server(form, dialect);
                Diglot client = TestClients.builder(own)
                        .header("cookie", "session-5")
                        .header("x-team", "blue")
                        .build()) {
            assertThat(form.call(client, dialect, options).text()).isEqualTo("well");
            assertThat(own.requests()).isZero();
        }
        return other.request().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void noSecretOfTheClientIsSentToAnotherServer(CallForm form, Dialect dialect) throws Exception {
        try (RawServer other = server(form, dialect)) {
            assertThat(requestTo(other, form, dialect, at(other).build()))
                    .doesNotContain(CLIENT_KEY, "authorization:", "x-api-key:", "cookie:")
                    .contains("\r\nx-team: blue\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void credentialsAndHeadersOfTheCallAreSent(CallForm form, Dialect dialect) throws Exception {
        try (RawServer other = server(form, dialect)) {
            RequestOptions options = at(other)
                    .credentials(Credentials.of(TestKey.other()))
                    .header("cookie", "mine-5")
                    .build();

            assertThat(requestTo(other, form, dialect, options))
                    .contains(CALL_KEY, "\r\ncookie: mine-5\r\n")
                    .doesNotContain(CLIENT_KEY, "session-5");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void theKeyIsSentToAnotherPathOfTheClientsServer(CallForm form, Dialect dialect) throws Exception {
        try (RawServer own = server(form, dialect);
                Diglot client = TestClients.client(own)) {
            RequestOptions options =
                    RequestOptions.builder().baseUrl(own.url() + "/plan/v3/").build();

            form.call(client, dialect, options).text();

            String path = dialect == Dialect.CHAT ? "/chat/completions" : "/messages";
            assertThat(own.request().toLowerCase(Locale.ROOT))
                    .startsWith("post /plan/v3" + path + " ")
                    .contains(CLIENT_KEY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theKeyIsSentToTheClientsServerOfTheOtherDialect(CallForm form) throws Exception {
        try (RawServer messages = server(form, Dialect.CHAT);
                Diglot client = Diglot.builder()
                        .chatBaseUrl("http://127.0.0.1:1")
                        .messagesBaseUrl(messages.url())
                        .apiKey(TestKey.value())
                        .build()) {
            form.call(client, Dialect.CHAT, at(messages).build()).text();

            assertThat(messages.request().toLowerCase(Locale.ROOT)).contains(CLIENT_KEY);
        }
    }

    @Test
    void observersSeeTheAddressOfTheCall() throws Exception {
        List<URI> addresses = new ArrayList<>();
        try (RawServer other = server(CallForm.CREATE, Dialect.CHAT);
                Diglot client = TestClients.builder("http://127.0.0.1:1")
                        .observer(call -> {
                            addresses.add(call.uri());
                            return null;
                        })
                        .build()) {
            CallForm.CREATE.call(client, Dialect.CHAT, at(other).build()).text();

            assertThat(addresses).containsExactly(URI.create(other.url() + "/v1/chat/completions"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithoutAnAddressOfTheDialectCanCallOne(CallForm form) throws Exception {
        try (RawServer other = server(form, Dialect.MESSAGES);
                Diglot client = Diglot.builder()
                        .chatBaseUrl("http://127.0.0.1:1")
                        .apiKey(TestKey.value())
                        .build()) {
            assertThat(form.call(client, Dialect.MESSAGES, at(other).build()).text())
                    .isEqualTo("well");

            assertThat(other.request().toLowerCase(Locale.ROOT)).doesNotContain(CLIENT_KEY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfTheCallIsNotSentOverPlainHttpToAnotherMachine(CallForm form) {
        RequestOptions options = RequestOptions.builder()
                .baseUrl("http://a.example/v1")
                .credentials(Credentials.of(TestKey.other()))
                .build();
        try (Diglot client = TestClients.client("http://127.0.0.1:1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> {
                        throw form.call(client, Dialect.CHAT, options).failure();
                    })
                    .withMessageContaining("plain http")
                    .withMessageContaining("http://a.example/v1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.example", "ftp://a.example", "https://a.example?x=1", "https://u:p@a.example"})
    void anInvalidAddressIsRefusedByTheBuilder(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestOptions.builder().baseUrl(url))
                .withMessageStartingWith("baseUrl \"");
    }

    @Test
    void theAddressIsNormalizedAsThatOfAClient() {
        RequestOptions options = RequestOptions.builder()
                .baseUrl("https://A.example/x/chat/completions/")
                .build();

        assertThat(options.baseUrl()).isEqualTo("https://A.example/x/v1");
        assertThat(options).asString().contains("https://A.example/x/v1");
        assertThat(RequestOptions.none().baseUrl()).isNull();
    }

    @Test
    void anAddressThatIsNotSetIsThatOfTheDefaults() {
        RequestOptions defaults =
                RequestOptions.builder().baseUrl("https://a.example/v1").build();

        assertThat(RequestOptions.none().withDefaults(defaults).baseUrl()).isEqualTo("https://a.example/v1");
        assertThat(RequestOptions.builder()
                        .baseUrl("https://b.example/v1")
                        .build()
                        .withDefaults(defaults)
                        .baseUrl())
                .isEqualTo("https://b.example/v1");
    }

    @Test
    void optionsWithoutSecretsKeepTheRest() {
        RequestOptions options = RequestOptions.builder()
                .baseUrl("https://a.example/v1")
                .credentials(Credentials.of(TestKey.other()))
                .header("Cookie", "c")
                .header("x-auth-token", "t")
                .header("x-team", "blue")
                .build();

        RequestOptions without = options.withoutSecrets();

        assertThat(without.credentials()).isNull();
        assertThat(without.headers()).containsOnlyKeys("x-team");
        assertThat(without.baseUrl()).isEqualTo("https://a.example/v1");
        assertThat(options.credentials()).isNotNull();
    }

    @Test
    void aClientOfPlainHttpCallsAServerWithTls() throws Exception {
        List<String> trust = List.of(
                "-Djavax.net.ssl.trustStore=" + TLS_SERVER.certificate().store(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD);

        Program.run(AskTls.class, trust, TLS_SERVER.url("https"));

        assertThat(TLS_SERVER.requests()).hasSameSizeAs(CallForm.calls().toList());
    }

    /** Makes calls in every form to a server with TLS, by a client whose own address is plain HTTP. */
    static final class AskTls {
        private AskTls() {}

        public static void main(String[] args) throws Exception {
            RequestOptions options = RequestOptions.builder().baseUrl(args[0]).build();
            try (Diglot client = TestClients.client("http://127.0.0.1:1")) {
                for (CallForm form : CallForm.values()) {
                    for (Dialect dialect : Dialect.values()) {
                        if (!form.call(client, dialect, options).text().equals(HelloServer.HELLO)) {
                            throw new AssertionError(form + " " + dialect);
                        }
                    }
                }
            }
        }
    }

    @Test
    void anotherServerIsOneWithAnotherPort() throws Exception {
        try (RawServer own = server(CallForm.CREATE, Dialect.CHAT);
                RawServer other = server(CallForm.CREATE, Dialect.CHAT);
                Diglot client = TestClients.client(own)) {
            client.chat().create(CHAT, at(other).build());
            client.chat().create(CHAT, at(own).build());

            assertThat(other.request().toLowerCase(Locale.ROOT)).doesNotContain(CLIENT_KEY);
            assertThat(own.request().toLowerCase(Locale.ROOT)).contains(CLIENT_KEY);
        }
    }
}
