// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.diglot.Diglot;
import dev.diglot.error.ConnectionException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.TestRequests;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client of the guide to the network calls a server that requires a certificate. */
@Tag("thorough")
@Timeout(60)
class MutualTlsTest {
    private static Certificate endpoint;
    private static Certificate caller;
    private static WireMockServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        endpoint = Certificate.create(Files.createDirectory(folder.resolve("endpoint")));
        caller = Certificate.create(Files.createDirectory(folder.resolve("caller")));
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .httpDisabled(true)
                .dynamicHttpsPort()
                .keystoreType("PKCS12")
                .keystorePath(endpoint.store().toString())
                .keystorePassword(Certificate.PASSWORD)
                .keyManagerPassword(Certificate.PASSWORD)
                .needClientAuth(true)
                .trustStoreType("PKCS12")
                .trustStorePath(caller.store().toString())
                .trustStorePassword(Certificate.PASSWORD));
        server.start();
        server.stubFor(post("/v1/chat/completions").willReturn(okJson(CallForm.CREATE.body(Dialect.CHAT, "hello"))));
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static String call(Certificate identity) throws Exception {
        try (Diglot client = MutualTls.client(identity.store(), endpoint.store(), Certificate.PASSWORD.toCharArray())
                .baseUrl("https://127.0.0.1:" + server.httpsPort())
                .build()) {
            return client.chat().create(TestRequests.CHAT).text();
        }
    }

    @BeforeEach
    void forget() {
        server.resetRequests();
    }

    @Test
    void certificateThatTheServerTrustsIsAccepted() throws Exception {
        assertThat(call(caller)).isEqualTo("hello");
    }

    @Test
    void otherCertificateIsRefused() {
        assertThatThrownBy(() -> call(endpoint)).isInstanceOf(ConnectionException.class);
        assertThat(server.getAllServeEvents()).isEmpty();
    }
}
