// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ApiException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.ProtocolException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a request was sent, and whether another attempt may help, follows from what happened, in every form. */
@Timeout(60)
class SentTest {
    private static Certificate certificate;

    @BeforeAll
    static void createCertificate(@TempDir Path folder) throws Exception {
        certificate = Certificate.create(folder);
    }

    private static Diglot.Builder client(String url) {
        return TestClients.retrying(url).apiKey(TestKey.repeated());
    }

    private static End call(CallForm form, Dialect dialect, String response) throws Exception {
        try (RawServer server = RawServer.responding(response);
                Diglot client = client(server.url()).build()) {
            End end = form.call(client, dialect);
            assertThat(server.requests()).as("attempts").isEqualTo(1);
            return end;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aMalformedContentLengthIsAProtocolError(CallForm form, Dialect dialect) throws Exception {
        for (String length : new String[] {"abc", "5, 5", "1e3", "12345678901234567890"}) {
            String response = RawServer.head(200, form.contentType(), "content-length: " + length) + "{}";

            assertThat(call(form, dialect, response).failure(ProtocolException.class))
                    .as(length)
                    .hasMessageContaining("is not HTTP");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMalformedStatusLineIsAProtocolErrorWithoutTheKey(CallForm form) throws Exception {
        String key = TestKey.repeated();

        ProtocolException e = call(form, Dialect.CHAT, key + "\r\n\r\n").failure(ProtocolException.class);

        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(key);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSpeaksTlsIsNamed(CallForm form) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket tls = tlsServer(connections);
                Diglot client = client("http://127.0.0.1:" + tls.getLocalPort()).build()) {
            ConnectionException e = form.call(client, Dialect.CHAT).failure(ConnectionException.class);

            assertThat(e).hasMessageContaining("speaks https there");
            assertThat(e.requestSent()).isFalse();
            assertThat(e.isRetryable()).isFalse();
            assertThat(connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateThatIsNotTrustedIsNotRetried(CallForm form) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket tls = tlsServer(connections);
                Diglot client =
                        client("https://127.0.0.1:" + tls.getLocalPort()).build()) {
            ConnectionException e = form.call(client, Dialect.CHAT).failure(ConnectionException.class);

            assertThat(e).hasMessageContaining("check the certificate");
            assertThat(e.requestSent()).isFalse();
            assertThat(connections).hasValue(1);
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString().split("PKIX path building failed", -1).length - 1)
                    .as("the message and each different cause give the reason once")
                    .isLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatClosesBeforeTheFirstByteIsReportedAsSuch(CallForm form) throws Exception {
        try (RawServer server = RawServer.start(RawServer.Exchange::cut);
                Diglot client = client(server.url()).build()) {
            ConnectionException e = form.call(client, Dialect.CHAT).failure(ConnectionException.class);

            assertThat(e)
                    .hasMessageContaining("closed before the first byte of a response")
                    .hasMessageContaining("jdk.httpclient.keepalive.timeout");
            assertThat(e.requestSent()).isTrue();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"503, false, 1", "400, true, 3", "503, true, 3", "503, maybe, 3"})
    void theEndpointDecidesWhetherARetryHelps(int status, String shouldRetry, int attempts) throws Exception {
        for (CallForm form : CallForm.values()) {
            try (RawServer server = RawServer.responding(
                            RawServer.head(status, null, "x-should-retry: " + shouldRetry, "content-length: 0"));
                    Diglot client = client(server.url()).build()) {
                form.call(client, Dialect.CHAT).failure(ApiException.class);

                assertThat(server.requests()).as("%s", form).isEqualTo(attempts);
            }
        }
    }

    private ServerSocket tlsServer(AtomicInteger connections) throws Exception {
        ServerSocket listener = certificate
                .identity()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    connections.incrementAndGet();
                    Thread serving = new Thread(() -> read(socket));
                    serving.setDaemon(true);
                    serving.start();
                } catch (IOException closed) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private static void read(Socket socket) {
        try (socket) {
            while (socket.getInputStream().read() >= 0) {
                // the handshake fails
            }
        } catch (IOException failed) {
            // as it should
        }
    }
}
