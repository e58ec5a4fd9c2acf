// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.diglot.Diglot;
import dev.diglot.model.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that responds with hello to every form of a call, over http and over https with a certificate of its own.
 * As an extension of a test class it runs for all its tests, and each begins without requests.
 */
public final class HelloServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    /** Waits for what the test chooses. */
    public interface Delayer {
        void await() throws IOException, InterruptedException;
    }

    /** The text of each reply. */
    public static final String HELLO = "hello";

    private Path folder;
    private Certificate certificate;
    private WireMockServer server;

    /** Responds with hello in the requested form, for a server without WireMock's overhead. */
    public static void respond(RawServer.Exchange exchange) throws IOException, InterruptedException {
        respond(exchange, () -> {});
    }

    /** Responds with hello, with a pause in the middle of the body. */
    public static void respond(RawServer.Exchange exchange, Delayer pause) throws IOException, InterruptedException {
        CallForm form = exchange.request().contains("\"stream\":true") ? CallForm.STREAM : CallForm.CREATE;
        Dialect dialect = exchange.request().startsWith("POST /v1/chat/") ? Dialect.CHAT : Dialect.MESSAGES;
        String body = form.body(dialect, HELLO);
        exchange.head(form.contentType());
        exchange.send(body.substring(0, body.length() / 2));
        pause.await();
        exchange.send(body.substring(body.length() / 2));
        exchange.end();
    }

    /** Makes a call of every form and dialect, each of which must receive hello. */
    public static void assertServesEveryForm(Diglot client) throws Exception {
        for (Dialect dialect : Dialect.values()) {
            for (CallForm form : CallForm.values()) {
                assertThat(form.call(client, dialect).text())
                        .as(form + " " + dialect)
                        .isEqualTo(HELLO);
            }
        }
    }

    public Certificate certificate() {
        return certificate;
    }

    public int port(String scheme) {
        return scheme.equals("http") ? server.port() : server.httpsPort();
    }

    public String url(String scheme) {
        return scheme + "://127.0.0.1:" + port(scheme);
    }

    /** The requests of the current test. */
    public List<LoggedRequest> requests() {
        return server.getAllServeEvents().stream().map(ServeEvent::getRequest).toList();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("hello-server");
        certificate = Certificate.create(folder);
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystoreType("PKCS12")
                .keystorePath(certificate.store().toString())
                .keystorePassword(Certificate.PASSWORD)
                .keyManagerPassword(Certificate.PASSWORD));
        server.start();
        stub("/v1/chat/completions", Dialect.CHAT);
        stub("/v1/messages", Dialect.MESSAGES);
    }

    private void stub(String path, Dialect dialect) {
        server.stubFor(post(path).willReturn(hello(CallForm.CREATE, dialect)));
        server.stubFor(post(path)
                .withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
                .willReturn(hello(CallForm.STREAM, dialect).withChunkedDribbleDelay(3, 30)));
    }

    private static ResponseDefinitionBuilder hello(CallForm form, Dialect dialect) {
        return aResponse().withHeader("content-type", form.contentType()).withBody(form.body(dialect, HELLO));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server.resetRequests();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server.stop();
        Files.delete(certificate.store());
        Files.delete(folder);
    }
}
