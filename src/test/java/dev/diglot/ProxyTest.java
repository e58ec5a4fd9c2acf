// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ApiException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.Program;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls through the forward proxies that src/test/scripts/proxies.sh starts: an open one, and one with a password. */
@Tag("proxy")
@Timeout(60)
class ProxyTest {
    private static final int OPEN = 4350;
    private static final int LOCKED = 4351;
    private static final String PASSWORD_HEADER = "Basic "
            + Base64.getEncoder().encodeToString(("user:" + TestKey.value()).getBytes(StandardCharsets.US_ASCII));

    private static final List<String> BASIC_IN_TUNNELS = List.of("-Djdk.http.auth.tunneling.disabledSchemes=");

    @RegisterExtension
    private static final HelloServer SERVER = new HelloServer();

    private static HttpClient.Builder through(int proxy, Certificate certificate) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(certificate.trusting())
                .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy)));
    }

    private static HttpClient.Builder through(int proxy) throws Exception {
        return through(proxy, SERVER.certificate());
    }

    private static Diglot.Builder client(String url, HttpClient.Builder httpClient) {
        return TestClients.retrying(url).httpClient(httpClient.build());
    }

    private static String store() {
        return SERVER.certificate().store().toString();
    }

    private static void assertAllWork(Diglot.Builder builder) throws Exception {
        try (Diglot client = builder.build()) {
            HelloServer.assertServesEveryForm(client);
        }
    }

    /** Asserts what the proxy logged, and that the endpoint received nothing of the password. */
    private static void assertWentThrough(int proxy, String scheme, String protocol) throws Exception {
        String log = Files.readString(Path.of(System.getProperty("diglot.proxy.logs"), proxy + ".log"));
        String address = "127.0.0.1:" + SERVER.port(scheme);
        assertThat(log)
                .contains(
                        scheme.equals("http")
                                ? "POST http://" + address + "/v1/chat/completions"
                                : "CONNECT " + address + " ");
        assertThat(SERVER.requests())
                .hasSameSizeAs(CallForm.calls().toList())
                .noneMatch(request -> request.containsHeader("Proxy-Authorization"))
                .allMatch(request -> request.getProtocol().equals(protocol));
    }

    /** For a client whose HTTP client is supplied: it keeps the version of that one over https. */
    private static void assertWentThrough(int proxy, String scheme) throws Exception {
        assertWentThrough(proxy, scheme, scheme.equals("http") ? "HTTP/1.1" : "HTTP/2.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void everyFormWorksThroughAProxy(String scheme) throws Exception {
        assertAllWork(client(SERVER.url(scheme), through(OPEN)));

        assertWentThrough(OPEN, scheme);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatWantsAPasswordSaysSo(String scheme) throws Exception {
        try (Diglot client = client(SERVER.url(scheme), through(LOCKED)).build()) {
            assertThat(CallForm.STREAM.call(client, Dialect.CHAT).failure(ApiException.class))
                    .hasMessageContaining("HTTP 407")
                    .hasMessageContaining("Proxy-Authorization");
        }
    }

    @Test
    void thePasswordGoesIntoAHeader() throws Exception {
        assertAllWork(client(SERVER.url("http"), through(LOCKED)).header("Proxy-Authorization", PASSWORD_HEADER));

        assertWentThrough(LOCKED, "http");
    }

    @Test
    void forHttpsTheJdkHoldsThePasswordBack() throws Exception {
        try (Diglot client = client(SERVER.url("https"), through(LOCKED))
                .header("Proxy-Authorization", PASSWORD_HEADER)
                .build()) {
            assertThat(CallForm.CREATE.call(client, Dialect.CHAT).failure()).hasMessageContaining("HTTP 407");
        }
    }

    @Test
    void forHttpsThePasswordGoesIntoAHeaderWhereThePropertyLetsIt() throws Exception {
        Program.run(Tunnel.class, BASIC_IN_TUNNELS, SERVER.url("https"), store(), "header");

        assertWentThrough(LOCKED, "https");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24) // where it keeps the key's header
    void anAuthenticatorGivesThePassword() throws Exception {
        assertAllWork(client(SERVER.url("http"), through(LOCKED).authenticator(authenticator())));

        assertWentThrough(LOCKED, "http");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void forHttpsAnAuthenticatorGivesThePasswordWhereThePropertyLetsIt() throws Exception {
        Program.run(Tunnel.class, BASIC_IN_TUNNELS, SERVER.url("https"), store(), "authenticator");

        assertWentThrough(LOCKED, "https");
    }

    /** Calls in every form through the proxy with the password. */
    static final class Tunnel {
        private Tunnel() {}

        public static void main(String[] args) throws Exception {
            HttpClient.Builder httpClient = through(LOCKED, new Certificate(Path.of(args[1])));
            assertAllWork(
                    args[2].equals("header")
                            ? client(args[0], httpClient).header("Proxy-Authorization", PASSWORD_HEADER)
                            : client(args[0], httpClient.authenticator(authenticator())));
        }
    }

    private static Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", TestKey.value().toCharArray());
            }
        };
    }

    @Test
    void ourOwnClientGoesThroughTheProxyOfTheJvm() throws Exception {
        List<String> options = List.of(
                "-Dhttps.proxyHost=127.0.0.1",
                "-Dhttps.proxyPort=" + OPEN,
                "-Dhttp.nonProxyHosts=",
                "-Djavax.net.ssl.trustStore=" + store(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD);

        Program.run(TlsTest.AskAll.class, options, SERVER.url("https"));

        assertWentThrough(OPEN, "https", "HTTP/1.1");
    }
}
