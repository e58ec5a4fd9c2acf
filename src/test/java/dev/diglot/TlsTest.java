// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ConnectionException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.stream.ChatStream;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with a certificate of one's own, over HTTP/1.1 and HTTP/2. */
@Timeout(60)
class TlsTest {
    private static final ChatCompletionRequest CHAT =
            ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"))).build();
    private static final String CHUNK = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

    private final WireMockServer server =
            new WireMockServer(options().dynamicHttpsPort().httpDisabled(true).bindAddress("127.0.0.1"));

    @BeforeEach
    void start() {
        server.start();
        server.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .willReturn(aResponse()
                        .withHeader("content-type", "text/event-stream")
                        .withBody(CHUNK.repeat(50) + "data: [DONE]\n\n")));
        server.stubFor(post(urlEqualTo("/whole/v1/chat/completions"))
                .willReturn(aResponse()
                        .withHeader("content-type", "application/json")
                        .withBody("{\"choices\":[{\"message\":{\"content\":\"hello\"}}]}")));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** Trusts everyone: the server's certificate is made up. */
    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
        return context;
    }

    private Diglot client(String path, HttpClient.Version version) throws Exception {
        HttpClient given = HttpClient.newBuilder()
                .sslContext(trusting())
                .version(version)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        return Diglot.builder()
                .baseUrl("https://127.0.0.1:" + server.httpsPort() + path)
                .apiKey("sk-0123456789")
                .httpClient(given)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void callsAndStreamsWork(HttpClient.Version version) throws Exception {
        try (Diglot client = client("", version);
                Diglot whole = client("/whole", version)) {
            assertThat(whole.chat().create(CHAT).text()).isEqualTo("hello");
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.result().text()).hasSize(50);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyAtOnceWork(HttpClient.Version version) throws Exception {
        try (Diglot client = client("/whole", version)) {
            List<CompletableFuture<ChatCompletion>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(client.chat().createAsync(CHAT));
            }
            for (CompletableFuture<ChatCompletion> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).text()).isEqualTo("hello");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsClosedEarlyLeavesTheOthersAlone(HttpClient.Version version) throws Exception {
        try (Diglot client = client("", version)) {
            for (int i = 0; i < 30; i++) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    assertThat(stream.iterator().next().text()).isEqualTo("a");
                }
            }
            try (ChatStream stream = client.chat().stream(CHAT)) {
                assertThat(stream.result().text()).hasSize(50);
            }
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefusedBeforeTheRequestIsSent() throws Exception {
        try (Diglot client = Diglot.builder()
                .baseUrl("https://127.0.0.1:" + server.httpsPort())
                .apiKey("sk-0123456789")
                .retryPolicy(RetryPolicy.none())
                .build()) {
            assertThat(catchThrowable(() -> client.chat().create(CHAT)))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.requestSent()).isFalse())
                    .hasMessageContaining("certificate");
            assertThat(server.getAllServeEvents()).isEmpty();
        }
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // anyone
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {
            // anyone
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // anyone
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // nobody asks
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {
            // nobody asks
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // nobody asks
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
