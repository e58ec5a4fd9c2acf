// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.ConnectionException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.Program;
import dev.diglot.testing.TestClients;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with a certificate of one's own, over HTTP/1.1 and HTTP/2. */
@Tag("thorough")
@Timeout(60)
class TlsTest {
    private static final Map<HttpClient.Version, String> PROTOCOLS =
            Map.of(HttpClient.Version.HTTP_1_1, "HTTP/1.1", HttpClient.Version.HTTP_2, "HTTP/2.0");

    @RegisterExtension
    private static final HelloServer SERVER = new HelloServer();

    private static String url() {
        return SERVER.url("https");
    }

    private static Diglot client(HttpClient.Version version) throws Exception {
        HttpClient httpClient = HttpClient.newBuilder()
                .sslContext(SERVER.certificate().trusting())
                .version(version)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        return TestClients.retrying(url()).httpClient(httpClient).build();
    }

    /** The protocols of the requests that the server received. */
    private static List<String> protocols() {
        return SERVER.requests().stream().map(LoggedRequest::getProtocol).toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyFormWorksOverTheVersionThatTheClientWants(HttpClient.Version version) throws Exception {
        try (Diglot client = client(version)) {
            HelloServer.assertServesEveryForm(client);
        }
        assertThat(protocols()).hasSameSizeAs(CallForm.calls().toList()).containsOnly(PROTOCOLS.get(version));
    }

    @ParameterizedTest
    @EnumSource
    void manyAtOnceWork(HttpClient.Version version) throws Exception {
        try (Diglot client = client(version)) {
            List<CompletableFuture<ChatCompletion>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(client.chat().createAsync(CHAT));
            }
            for (CompletableFuture<ChatCompletion> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).text()).isEqualTo(HelloServer.HELLO);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsClosedEarlyLeavesTheOthersAlone(HttpClient.Version version) throws Exception {
        try (Diglot client = client(version)) {
            for (int i = 0; i < 30; i++) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    assertThat(stream.iterator().next().text()).isEqualTo("hel");
                }
            }
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.result().text()).isEqualTo(HelloServer.HELLO);
            }
        }
    }

    @Test
    void ourOwnClientSpeaksHttp11WithWhomTheJvmTrusts() throws Exception {
        List<String> trust = List.of(
                "-Djavax.net.ssl.trustStore=" + SERVER.certificate().store(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD);

        Program.run(AskAll.class, trust, url());

        assertThat(protocols()).hasSameSizeAs(CallForm.calls().toList()).containsOnly("HTTP/1.1");
    }

    /** Makes calls in every form, with the JDK's default HttpClient. */
    static final class AskAll {
        private AskAll() {}

        public static void main(String[] args) throws Exception {
            try (Diglot client = TestClients.client(args[0])) {
                HelloServer.assertServesEveryForm(client);
            }
        }
    }

    @Test
    void clientOfPlainHttpUsesTlsAtTheAddressOfACall() throws Exception {
        List<String> trust = List.of(
                "-Djavax.net.ssl.trustStore=" + SERVER.certificate().store(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD);

        String said = Program.run(AskOther.class, trust, SERVER.url("http"), url());

        assertThat(said.strip()).isEqualTo(HelloServer.HELLO);
    }

    @Test
    void trustStoreThatCannotBeReadFailsTheCallWithATypedError(@TempDir Path folder) throws Exception {
        Path store = Files.writeString(folder.resolve("store"), "this is no key store");

        String said =
                Program.run(AskOther.class, List.of("-Djavax.net.ssl.trustStore=" + store), SERVER.url("http"), url());

        assertThat(said).contains("the default TLS context cannot be created", "trust store");
        assertThat(SERVER.requests()).isEmpty();
    }

    /** Makes one call with an address of its own; prints the reply, or the causes of the failure. */
    static final class AskOther {
        private AskOther() {}

        public static void main(String[] args) throws Exception {
            RequestOptions other = RequestOptions.builder().baseUrl(args[1]).build();
            try (Diglot client = TestClients.client(args[0])) {
                System.out.println(client.chat().create(CHAT, other).text());
            } catch (ConnectionException e) {
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    System.out.println(cause.getMessage());
                }
            }
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefusedBeforeTheRequestIsSent() throws Exception {
        try (Diglot client = TestClients.builder(url()).build()) {
            assertThat(catchThrowable(() -> client.chat().create(CHAT)))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.requestSent()).isFalse())
                    .hasMessageContaining("certificate");
            assertThat(SERVER.requests()).isEmpty();
        }
    }
}
