// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.RawServer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.api.ApiResponse;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ServerException;
import dev.diglot.internal.EventReader;
import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Unreachable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TransportTest {
    private static final String KEY = TestKey.value();
    private static final String JSON = "application/json";
    private static final String STREAM = "text/event-stream";
    private static final String OPEN = "http://a.example";
    private static final String GOOD = "{\"id\":\"c1\",\"choices\":[{\"index\":0}]}";
    private static final ChatCompletionRequest REQUEST = ChatCompletionRequest.fromJson("{\"model\":\"m\"}");
    private static final Operation<Object, Object> CHAT =
            AnyObject.operation("/v1/chat/completions", Dialect.CHAT, "choices");
    private static final Operation<Object, Object> MESSAGES =
            AnyObject.operation("/v1/messages", Dialect.MESSAGES, "content");

    private static Transport transport(RawServer server) {
        return transport(server.url());
    }

    private static Transport transport(String url) {
        return TestSettings.of(url).transport();
    }

    private static Transport transport(RawServer server, RequestOptions.Builder options) {
        return TestSettings.of(server.url()).options(options).transport();
    }

    private static Transport transport(RawServer server, int maxBodyBytes) {
        return TestSettings.of(server.url()).maxBodyBytes(maxBodyBytes).transport();
    }

    private static Object call(Transport transport) {
        return transport
                .call(CHAT, REQUEST, AnyObject::read, RequestOptions.none())
                .body();
    }

    private static Throwable callOf(Transport transport) {
        return catchThrowable(() -> call(transport));
    }

    private static Throwable openOf(Transport transport) {
        return catchThrowable(() -> transport.open(CHAT, REQUEST, RequestOptions.none()));
    }

    // What is sent

    @Test
    void chatRequestHasTheseBytes() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, GOOD);
                Transport transport = transport(server)) {
            call(transport);

            assertThat(server.request())
                    .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
                    .contains("\r\nHost: 127.0.0.1:")
                    .contains("\r\ncontent-type: application/json\r\n")
                    .contains("\r\naccept: application/json\r\n")
                    .contains("\r\nuser-agent: diglot/")
                    .contains("\r\nAuthorization: Bearer " + KEY + "\r\n")
                    .contains("\r\nContent-Length: 13\r\n")
                    .endsWith("\r\n\r\n{\"model\":\"m\"}")
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContainIgnoringCase("anthropic-version");
        }
    }

    @Test
    void messagesRequestHasItsVersionAndKeyHeader() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, "{\"content\":[]}");
                Transport transport = transport(server)) {
            transport.call(MESSAGES, REQUEST, AnyObject::read, RequestOptions.none());

            assertThat(server.request())
                    .startsWith("POST /v1/messages HTTP/1.1\r\n")
                    .contains("\r\nx-api-key: " + KEY + "\r\n")
                    .contains("\r\nanthropic-version: 2023-06-01\r\n")
                    .doesNotContainIgnoringCase("authorization");
        }
    }

    @Test
    void optionsOfTheCallWinOverThoseOfTheClientAndTheSpec() throws Exception {
        RequestOptions.Builder ofClient = RequestOptions.builder()
                .header("x-team", "red")
                .header("x-stays", "yes")
                .header("User-Agent", "mine/1");
        RequestOptions ofCall = RequestOptions.builder()
                .header("X-Team", "blue")
                .header("Anthropic-Version", "2099-01-01")
                .credentials(Credentials.bearer(KEY + "-other"))
                .build();
        try (RawServer server = RawServer.responding(200, JSON, "{\"content\":[]}");
                Transport transport = transport(server, ofClient)) {
            transport.call(MESSAGES, REQUEST, AnyObject::read, ofCall);

            String request = server.request().toLowerCase(Locale.ROOT);
            assertThat(request)
                    .contains("x-team: blue", "x-stays: yes", "anthropic-version: 2099-01-01", "user-agent: mine/1")
                    .contains("authorization: bearer " + KEY.toLowerCase(Locale.ROOT) + "-other")
                    .doesNotContain("x-team: red", "2023-06-01", "x-api-key", "user-agent: diglot");
        }
    }

    @Test
    void supplierIsCalledForEachCall() throws Exception {
        AtomicInteger count = new AtomicInteger();
        RequestOptions.Builder options =
                RequestOptions.builder().credentials(Credentials.of(() -> KEY + "-" + count.incrementAndGet()));
        try (RawServer server = RawServer.responding(200, JSON, GOOD);
                Transport transport = transport(server, options)) {
            call(transport);
            call(transport);

            assertThat(server.request()).contains("Bearer " + KEY + "-1");
            assertThat(server.request()).contains("Bearer " + KEY + "-2");
        }
    }

    @Test
    void keyOfACallIsNotSentInTheOpenEither() {
        RequestOptions ofCall =
                RequestOptions.builder().credentials(Credentials.of(KEY)).build();
        try (Transport transport = TestSettings.of(OPEN).withoutKey().transport()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> transport.call(CHAT, REQUEST, AnyObject::read, ofCall))
                    .withMessage("The key would travel over plain http to http://a.example/v1, where others can read"
                            + " it; use https://, or allowPlainHttp(true) if the network is your own");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie", "Proxy-Authorization", "X-Auth-Token", "x-session-id"})
    void headerThatMayBeASecretIsNotSentInTheOpenEither(String name) {
        RequestOptions.Builder secret = RequestOptions.builder().header(name, "s");
        Interceptor adding = attempt -> {
            attempt.setHeader(name, "s");
            return null;
        };
        String message = "The header " + name + " would travel over plain http to http://a.example/v1, where";

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TestSettings.of(OPEN).withoutKey().options(secret).transport())
                .withMessageContaining(message);
        try (Transport transport = TestSettings.of(OPEN).withoutKey().transport();
                Transport intercepted =
                        TestSettings.of(OPEN).withoutKey().interceptor(adding).transport()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> transport.call(CHAT, REQUEST, AnyObject::read, secret.build()))
                    .withMessageContaining(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> intercepted.call(CHAT, REQUEST, AnyObject::read, RequestOptions.none()))
                    .withMessageContaining(message);
        }
        TestSettings.of(OPEN)
                .withoutKey()
                .options(secret)
                .allowPlainHttp()
                .transport()
                .close();
    }

    @Test
    void dialectWithoutAnAddressIsRefusedWithAdvice() {
        try (Transport transport =
                TestSettings.of("http://127.0.0.1:1").withoutMessages().transport()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> transport.call(MESSAGES, REQUEST, AnyObject::read, RequestOptions.none()))
                    .withMessageContaining("no address for messages calls; set baseUrl(...) or messagesBaseUrl(...)");
        }
    }

    // Responses

    @Test
    void responseHasStatusHeadersAndAttempts() throws Exception {
        String response = head(201, JSON, "x-request-id: req-7", "content-length: " + GOOD.length()) + GOOD;
        try (RawServer server = RawServer.responding(response);
                Transport transport = transport(server)) {
            ApiResponse<Object> exchange = transport.call(CHAT, REQUEST, AnyObject::read, RequestOptions.none());

            assertThat(exchange.body()).isEqualTo(Map.of("id", "c1", "choices", List.of(Map.of("index", 0))));
            assertThat(exchange.status()).isEqualTo(201);
            assertThat(exchange.requestId()).isEqualTo("req-7");
            assertThat(exchange.attempts()).isEqualTo(1);
            assertThat(exchange.elapsed()).isPositive();
            assertThat(exchange.headers().get("X-Request-ID")).containsExactly("req-7");
        }
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, GOOD);
                Transport transport = transport(server)) {
            for (int i = 0; i < 5; i++) {
                call(transport);
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void bodyInUtf16IsRead() throws Exception {
        String text = "{\"a\":\"\\\"\\\\\",\"choices\":[1]}";
        byte[] body = text.getBytes(StandardCharsets.UTF_16LE);
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(head(200, JSON, "content-length: " + body.length));
                    exchange.raw(body);
                });
                Transport transport = transport(server)) {
            assertThat(call(transport)).isEqualTo(Json.parse(text));
        }
    }

    @Test
    void bodyWithoutALengthIsRead() throws Exception {
        String chunked = head(200, JSON, "transfer-encoding: chunked") + "5\r\n{\"cho\r\n" + Integer.toHexString(12)
                + "\r\nices\":[1,2]}\r\n0\r\n\r\n";
        try (RawServer server = RawServer.responding(chunked);
                Transport transport = transport(server)) {
            assertThat(call(transport)).isEqualTo(Map.of("choices", List.of(1, 2)));
        }
    }

    @Test
    void bodyThatEndsWithTheConnectionIsRead() throws Exception {
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(head(200, JSON) + GOOD);
                    exchange.cut();
                });
                Transport transport = transport(server)) {
            assertThat(call(transport)).isInstanceOf(Map.class);
        }
    }

    @Test
    void largeBodyInManyPiecesIsRead() throws Exception {
        String text = "x".repeat(900_000);
        try (RawServer server = RawServer.responding(200, JSON, "{\"choices\":[1],\"text\":\"" + text + "\"}");
                Transport transport = transport(server)) {
            assertThat(((Map<?, ?>) call(transport)).get("text")).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{\"choices\": [ ] }",
                "{\"choices\":[],\"error\":null}",
                "{ \"id\" : \"x\" ,\r\n\t\"choices\" : [ { } ] }",
                "{\"a\":\"\\\\\",\"choices\":[1]}",
                "{\"a\":\"é { [ \\\" \",\"choices\":[{\"x\":1}]}",
                " \n{\"choices\":[1]} \n",
            })
    void bodyWithChoicesIsAResponse(String body) throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, body);
                Transport transport = transport(server)) {
            assertThat(call(transport)).isEqualTo(Json.parse(body));
        }
    }

    // 2xx without a reply

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><body>Log in</body></html>",
                "{\"id\":\"c1\",\"choices\":[{\"ind",
                "{\"id\":\"c1\"}",
                "{\"choices\":null}",
                "{\"choices\":{\"x\":1}}",
                "{\"choices\":\"odd\"}",
                "{ }",
                "{\"choices\" : null }",
                "{\"data\":{\"choices\":[{}]}}",
                "{\"list\":[{\"choices\":[1]}],\"b\":1}",
                "{\"text\":\"\\\"choices\\\":[1]\"}",
                "{\"param\":\"choices\"}",
                "{\"choice\":[1],\"choicess\":[1]}",
                "[{\"choices\":[{}]}]",
                "\"choices\"",
                "null",
                "{\"choices\":[]} trailing",
                "\u0000\u0001\u0002",
            })
    void otherBodyIsAProtocolErrorWithAnExcerpt(String body) throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, body);
                Transport transport = transport(server)) {
            ProtocolException e = catchThrowableOfType(ProtocolException.class, () -> call(transport));

            assertThat(e.status()).isEqualTo(200);
            assertThat(e.excerpt())
                    .isEqualTo(body.replaceAll("[\u0000-\u0002]", " ").strip());
            assertThat(e).hasMessageStartingWith("HTTP 200, but the body").hasMessageContaining(e.excerpt());
        }
    }

    @Test
    void htmlIsNamedByItsContentType() throws Exception {
        try (RawServer server = RawServer.responding(200, "text/html; charset=utf-8", "<html>" + "x".repeat(1000));
                Transport transport = transport(server)) {
            ProtocolException e = catchThrowableOfType(ProtocolException.class, () -> call(transport));

            assertThat(e)
                    .hasMessageStartingWith(
                            "HTTP 200, but the body (text/html; charset=utf-8) is not the JSON that was asked for; it"
                                    + " begins with: <html>xxx")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(e.excerpt()).hasSize(500);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204})
    void emptyBodyIsAProtocolError(int status) throws Exception {
        String response = head(status, JSON, status == 204 ? "x-a: b" : "content-length: 0");
        try (RawServer server = RawServer.responding(response);
                Transport transport = transport(server)) {
            assertThat(callOf(transport))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("HTTP " + status + ", but the body is empty");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"busy\",\"type\":\"overloaded_error\"}}",
                "{\"type\":\"error\",\"error\":{\"message\":\"busy\",\"type\":\"overloaded_error\"}}",
                "{\"choices\":null,\"error\":{\"message\":\"busy\",\"code\":\"overloaded_error\"}}",
                "{\"choices\":[],\"error\":{\"message\":\"busy\",\"code\":529}}",
                "{\"object\":\"error\",\"message\":\"busy\",\"type\":\"overloaded_error\"}",
            })
    void errorInsideA200IsTyped(String body) throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, body);
                Transport transport = transport(server)) {
            OverloadedException e = catchThrowableOfType(OverloadedException.class, () -> call(transport));

            assertThat(e.status()).isEqualTo(200);
            assertThat(e.message()).isEqualTo("busy");
        }
    }

    @Test
    void bodyOverTheBoundNamesTheBound() throws Exception {
        String body = "{\"choices\":[1],\"text\":\"" + "x".repeat(3000) + "\"}";
        try (RawServer server = RawServer.responding(200, JSON, body);
                Transport transport = transport(server, 1000)) {
            ProtocolException e = catchThrowableOfType(ProtocolException.class, () -> call(transport));

            assertThat(e).hasMessageContaining("larger than 1000 bytes (maxBodyBytes)");
            assertThat(e.excerpt()).startsWith("{\"choices\"");
            server.awaitClientGone();
        }
    }

    @Test
    void bodyOfExactlyTheBoundIsRead() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, GOOD);
                Transport transport = transport(server, GOOD.length())) {
            assertThat(call(transport)).isInstanceOf(Map.class);
        }
    }

    // Errors by status

    @Test
    void errorOverTheBoundIsStillTyped() throws Exception {
        try (RawServer server = RawServer.responding(503, "text/html", "<html>" + "x".repeat(3000));
                Transport transport = transport(server, 1000)) {
            ApiException e = catchThrowableOfType(ApiException.class, () -> call(transport));

            assertThat(e.status()).isEqualTo(503);
            assertThat(e.body()).hasSize(1000);
        }
    }

    @RepeatedTest(30) // the JDK fails some of these without reporting the head
    void errorWhoseBodyBreaksOffIsStillTyped() throws Exception {
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(head(429, JSON, "content-length: 1000", "retry-after: 7") + "{\"error\":{\"mess");
                    exchange.cut();
                });
                Transport transport = transport(server)) {
            RateLimitException e = catchThrowableOfType(RateLimitException.class, () -> call(transport));

            assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
            assertThat(e.bodyText()).isEqualTo("{\"error\":{\"mess");
        }
    }

    @Test
    void errorWhoseBodyStallsIsStillTyped() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().idleTimeout(Duration.ofMillis(200));
        try (RawServer server = RawServer.silentAfter(head(500, JSON, "content-length: 1000") + "{\"error\":");
                Transport transport = transport(server, options)) {
            assertThat(callOf(transport)).isInstanceOf(ServerException.class);
        }
    }

    @Test
    void redirectIsNotFollowedAndItsTargetIsNamed() throws Exception {
        try (RawServer server =
                        RawServer.responding(head(301, null, "location: https://b.example/v1", "content-length: 0"));
                Transport transport = transport(server)) {
            assertThat(callOf(transport))
                    .isExactlyInstanceOf(ApiException.class)
                    .hasMessageContaining("HTTP 301: a redirect to https://b.example/v1, not followed");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    // Connections

    @Test
    void refusedConnectionNamesHostAndPort() throws Exception {
        try (Unreachable nobody = Unreachable.refusing();
                Transport transport = transport(nobody.url())) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> call(transport));

            assertThat(e)
                    .hasMessageContaining("no connection to 127.0.0.1:" + nobody.port())
                    .hasMessageContaining("check that the endpoint runs there and the port is right")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(e.requestSent()).isFalse();
        }
    }

    @Test
    void unknownHostIsNamed() {
        try (Transport transport = transport("https://no-such-host.invalid")) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> call(transport));

            assertThat(e)
                    .hasMessage("the host of no-such-host.invalid:443 is not known; check the base URL and the"
                            + " name service");
            assertThat(e.requestSent()).isFalse();
        }
    }

    @Test
    void plainServerBehindHttpsIsNamed() throws Exception {
        try (ServerSocket plain = new ServerSocket(0)) {
            Thread talker = new Thread(() -> {
                try (Socket client = plain.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    client.getInputStream().transferTo(OutputStream.nullOutputStream()); // no reset
                } catch (IOException gone) {
                    // the test knows
                }
            });
            talker.setDaemon(true);
            talker.start();
            try (Transport transport = transport("https://127.0.0.1:" + plain.getLocalPort())) {
                ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> call(transport));

                assertThat(e)
                        .hasMessageContaining("TLS with 127.0.0.1:")
                        .hasMessageContaining("does not speak https there");
                assertThat(e.requestSent()).isFalse();
                assertThat(e.isRetryable()).isFalse();
            }
        }
    }

    @Test
    void connectionThatBreaksBeforeTheHeadMayHaveSentTheRequest() throws Exception {
        try (RawServer server = RawServer.start(RawServer.Exchange::cut);
                Transport transport = transport(server)) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> call(transport));

            assertThat(e).hasMessageContaining("the connection to 127.0.0.1:").hasMessageContaining("billed");
            assertThat(e.requestSent()).isTrue();
            assertThat(server.requests()).as("never sent again").isEqualTo(1);
        }
    }

    @Test
    void connectionThatBreaksInsideTheBodyIsReported() throws Exception {
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(head(200, JSON, "content-length: 1000") + "{\"choices\"");
                    exchange.cut();
                });
                Transport transport = transport(server)) {
            ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> call(transport));

            assertThat(e.requestSent()).isTrue();
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void responseThatIsNotHttpIsReported() throws Exception {
        try (RawServer server = RawServer.responding("SSH-2.0-OpenSSH_9.2\r\n\r\n");
                Transport transport = transport(server)) {
            assertThat(callOf(transport)).isInstanceOf(ProtocolException.class).hasMessageContaining("is not HTTP");
        }
    }

    // Time

    private static CallTimeoutException timeoutOf(Transport transport) {
        return catchThrowableOfType(CallTimeoutException.class, () -> call(transport));
    }

    @Test
    void silenceBeforeTheHeadIsAResponseTimeout() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().responseTimeout(Duration.ofMillis(300));
        try (RawServer server = RawServer.silentAfter("");
                Transport transport = transport(server, options)) {
            CallTimeoutException e = timeoutOf(transport);

            assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.RESPONSE);
            assertThat(e.limit()).isEqualTo(Duration.ofMillis(300));
            assertThat(e).hasMessageContaining("no response began within 0.3s (responseTimeout)");
            server.awaitClientGone();
        }
    }

    @Test
    void silenceInsideTheBodyIsAnIdleTimeout() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().idleTimeout(Duration.ofMillis(300));
        try (RawServer server = RawServer.silentAfter(head(200, JSON, "content-length: 99") + "{\"cho");
                Transport transport = transport(server, options)) {
            CallTimeoutException e = timeoutOf(transport);

            assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.IDLE);
            assertThat(e).hasMessageContaining("no data was received for 0.3s inside a response (idleTimeout)");
            server.awaitClientGone();
        }
    }

    @Test
    void deadlineHoldsBeforeTheHead() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().deadline(Duration.ofMillis(300));
        try (RawServer server = RawServer.silentAfter("");
                Transport transport = transport(server, options)) {
            CallTimeoutException e = timeoutOf(transport);

            assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE);
            assertThat(e).hasMessageContaining("the call was not complete after 0.3s (deadline)");
        }
    }

    @Test
    void deadlineHoldsInsideTheBody() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().deadline(Duration.ofMillis(400));
        try (RawServer server = RawServer.silentAfter(head(200, JSON, "content-length: 99") + "{\"cho");
                Transport transport = transport(server, options)) {
            assertThat(timeoutOf(transport).phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE);
            server.awaitClientGone();
        }
    }

    @Test
    void timeoutOfTheCallWins() throws Exception {
        RequestOptions ofCall =
                RequestOptions.builder().responseTimeout(Duration.ofMillis(200)).build();
        try (RawServer server = RawServer.silentAfter("");
                Transport transport = transport(server)) {
            assertThatExceptionOfType(CallTimeoutException.class)
                    .isThrownBy(() -> transport.call(CHAT, REQUEST, AnyObject::read, ofCall))
                    .satisfies(e -> assertThat(e.limit()).isEqualTo(Duration.ofMillis(200)));
        }
    }

    @Test
    void connectionThatIsNotMadeIsAConnectTimeout() throws Exception {
        HttpClient httpClient =
                HttpClient.newBuilder().connectTimeout(Duration.ofMillis(300)).build();
        try (Unreachable nobody = Unreachable.silent();
                Transport transport = httpClient(httpClient, nobody.url())) {
            CallTimeoutException e = timeoutOf(transport);

            assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.CONNECT);
            assertThat(e).hasMessageContaining("no connection within 0.3s (connectTimeout)");
        }
    }

    // Ended by the client

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"cho"})
    void interruptEndsTheCallAndKeepsTheFlag(String begun) throws Exception {
        Throwable end = endedWhileItWaits(begun, true, (caller, transport) -> caller.interrupt());

        assertThat(end).hasMessageContaining("interrupted").hasCauseInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"cho"})
    void closeEndsACallThatWaitsAndLeavesNoFlag(String begun) throws Exception {
        Throwable end = endedWhileItWaits(begun, false, (caller, transport) -> transport.close());

        assertThat(end).hasMessageContaining("the client was closed");
    }

    /** What a waiting call throws when it is ended this way after this response. */
    private static Throwable endedWhileItWaits(String begun, boolean flag, BiConsumer<Thread, Transport> ending)
            throws Exception {
        try (RawServer server = RawServer.silentAfter(begun);
                Transport transport = transport(server)) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                end.complete(callOf(transport));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            server.awaitSilence();

            ending.accept(caller, transport);

            assertThat(end).succeedsWithin(Duration.ofSeconds(5));
            assertThat(end.join()).isInstanceOf(CallCancelledException.class);
            assertThat(interrupted).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(flag);
            server.awaitClientGone();
            return end.join();
        }
    }

    @RepeatedTest(50)
    void closeAtAnyMomentEndsEveryCall() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, GOOD)) {
            Transport transport = transport(server);
            CountDownLatch begun = new CountDownLatch(3);
            List<CompletableFuture<Throwable>> ends = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Throwable> end = new CompletableFuture<>();
                ends.add(end);
                new Thread(() -> {
                            Throwable failure = null;
                            while (failure == null) {
                                begun.countDown();
                                failure = callOf(transport);
                            }
                            end.complete(Thread.interrupted() ? new AssertionError("flag left", failure) : failure);
                        })
                        .start();
            }
            begun.await();

            transport.close();

            assertThat(ends).allSatisfy(end -> {
                assertThat(end).succeedsWithin(Duration.ofSeconds(10));
                assertThat(end.join()).isInstanceOfAny(CallCancelledException.class, IllegalStateException.class);
            });
        }
    }

    @Test
    void callAfterCloseIsRefused() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, GOOD)) {
            Transport transport = transport(server);
            transport.close();
            transport.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> call(transport))
                    .withMessageStartingWith("the client is closed");
        }
    }

    // An HttpClient of the user's

    private static Transport httpClient(HttpClient client, String url) {
        return TestSettings.of(url).httpClient(client).transport();
    }

    @ParameterizedTest
    @EnumSource(value = HttpClient.Redirect.class, names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
    void clientThatFollowsRedirectsIsRefused(HttpClient.Redirect redirect) {
        HttpClient client = HttpClient.newBuilder().followRedirects(redirect).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> httpClient(client, "https://a.example"))
                .withMessageContaining("would carry the key")
                .withMessageContaining("followRedirects(HttpClient.Redirect.NEVER)");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_23)
    void clientWithAnAuthenticatorIsRefusedWhereItDropsTheKey() {
        HttpClient client =
                HttpClient.newBuilder().authenticator(new Authenticator() {}).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> httpClient(client, "https://a.example"))
                .withMessageContaining("has an Authenticator")
                .withMessageContaining("or run on JDK 24 or later");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void clientWithAnAuthenticatorIsTakenWhereItKeepsTheKey() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().authenticator(new Authenticator() {}).build();
        try (RawServer server = RawServer.responding(200, JSON, GOOD);
                Transport transport = httpClient(client, server.url())) {
            call(transport);

            assertThat(server.request()).contains("Authorization: Bearer " + KEY);
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void aWrongKeyIsReportedThoughTheAuthenticatorHidesTheResponse() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().authenticator(new Authenticator() {}).build();
        try (RawServer server = RawServer.responding(401, JSON, "{}");
                Transport transport = httpClient(client, server.url())) {
            assertThat(catchThrowable(() -> transport.call(MESSAGES, REQUEST, AnyObject::read, RequestOptions.none())))
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void proxyThatWantsAPasswordIsReportedInEveryForm() throws Exception {
        String refusal = head(407, "text/html", "proxy-authenticate: Basic realm=\"p\"", "content-length: 0");

        assertThat(refusedBy(refusal))
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(ApiException.class)
                        .hasMessageContaining("407")
                        .hasMessageContaining("Proxy-Authorization"));
    }

    @Test
    void proxyThatDoesNotConnectIsReportedInEveryForm() throws Exception {
        assertThat(refusedBy(head(502, "text/html", "content-length: 0")))
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOfSatisfying(
                                ConnectionException.class,
                                lost -> assertThat(lost.requestSent()).isFalse())
                        .hasMessageContaining("the proxy does not connect to a.example")
                        .hasMessageContaining("502"));
    }

    /** The failures of calls to an https address through a proxy that responds so. */
    private static List<Throwable> refusedBy(String response) throws Exception {
        try (RawServer proxy = RawServer.responding(response)) {
            ProxySelector through = ProxySelector.of(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), URI.create(proxy.url()).getPort()));
            HttpClient client = HttpClient.newBuilder().proxy(through).build();
            try (Transport transport = httpClient(client, "https://a.example")) {
                Throwable async = catchThrowable(() -> transport
                        .callAsync(CHAT, REQUEST, AnyObject::read, RequestOptions.none())
                        .get(20, TimeUnit.SECONDS));
                return List.of(callOf(transport), openOf(transport), async.getCause());
            }
        }
    }

    @Test
    void givenClientOutlivesTheTransport() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (RawServer server = RawServer.responding(200, JSON, GOOD)) {
            httpClient(client, server.url()).close();

            try (Transport second = httpClient(client, server.url())) {
                assertThat(call(second)).isInstanceOf(Map.class);
            }
        }
    }

    // Streams

    @Test
    void streamRequestAsksForEvents() throws Exception {
        try (RawServer server = RawServer.responding(head(200, STREAM, "x-request-id: r1") + "data: [DONE]\n\n");
                Transport transport = transport(server);
                EventReader<Object> events = transport.open(CHAT, REQUEST, RequestOptions.none())) {
            assertThat(server.request()).contains("\r\naccept: text/event-stream\r\n");
            assertThat(events.headers().get("x-request-id")).containsExactly("r1");
            assertThat(events.next()).isNull();
            assertThat(events.hasEndMarker()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, "text/event-stream; charset=utf-8", "Text/Event-Stream", "text/plain", ""})
    void streamIsKnownUnderManyNames(String contentType) throws Exception {
        String head = head(200, contentType.isEmpty() ? null : contentType);
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(head + "data: {\"n\":1}\n\ndata: [DONE]\n\n");
                    exchange.cut();
                });
                Transport transport = transport(server);
                EventReader<Object> events = transport.open(CHAT, REQUEST, RequestOptions.none())) {
            assertThat(events.next()).isEqualTo(Map.of("n", 1));
            assertThat(events.next()).isNull();
        }
    }

    @RepeatedTest(30) // the JDK fails some of these without reporting the head
    void streamThatBreaksOffGivesWhatHadArrived() throws Exception {
        try (RawServer server = RawServer.start(exchange -> {
                    String event = "data: {\"n\":1}\n\n";
                    exchange.raw(head(200, STREAM, "transfer-encoding: chunked") + "f\r\n" + event + "\r\n9\r\nda");
                    exchange.cut();
                });
                Transport transport = transport(server);
                EventReader<Object> events = transport.open(CHAT, REQUEST, RequestOptions.none())) {
            assertThat(events.next()).isEqualTo(Map.of("n", 1));
            assertThat(catchThrowable(events::next)).isInstanceOf(DiglotException.class);
        }
    }

    @Test
    void errorInPlaceOfAStreamIsTyped() throws Exception {
        String body =
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}";
        try (RawServer server = RawServer.responding(401, JSON, body);
                Transport transport = transport(server)) {
            assertThat(openOf(transport))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage("HTTP 401, authentication_error: invalid x-api-key");
        }
    }

    @Test
    void errorWithTheContentTypeOfAStreamIsTyped() throws Exception {
        try (RawServer server = RawServer.responding(429, STREAM, "data: slow down\n\n");
                Transport transport = transport(server)) {
            assertThat(openOf(transport)).isInstanceOf(RateLimitException.class);
        }
    }

    @Test
    void jsonErrorWith200InPlaceOfAStreamIsTyped() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, "{\"error\":{\"message\":\"x\",\"code\":429}}");
                Transport transport = transport(server)) {
            assertThat(openOf(transport)).isInstanceOf(RateLimitException.class);
        }
    }

    @Test
    void htmlInPlaceOfAStreamIsAProtocolError() throws Exception {
        try (RawServer server = RawServer.responding(200, "text/html", "<html>Log in</html>");
                Transport transport = transport(server)) {
            assertThat(openOf(transport))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage(
                            "HTTP 200, but the body (text/html) is not an event stream; it begins with: <html>Log in</html>");
        }
    }

    @Test
    void silenceBeforeTheHeadOfAStreamIsAResponseTimeout() throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().responseTimeout(Duration.ofMillis(300));
        try (RawServer server = RawServer.silentAfter("");
                Transport transport = transport(server, options)) {
            assertThat(openOf(transport))
                    .isInstanceOfSatisfying(
                            CallTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(CallTimeoutException.Phase.RESPONSE));
        }
    }

    @Test
    void closeOfTheClientEndsAnOpenStream() throws Exception {
        try (RawServer server = RawServer.silentAfter(head(200, STREAM) + "data: {\"n\":1}\n\n")) {
            Transport transport = transport(server);
            EventReader<Object> events = transport.open(CHAT, REQUEST, RequestOptions.none());
            events.next();

            transport.close();

            server.awaitClientGone();
        }
    }

    // Errors whose bodies are endless or too large

    @Test
    void theBodyOfAnErrorIsNotWaitedForLong() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(
                            head(500, JSON, "content-length: 60000") + "{\"error\":{\"message\":\"broken\"},\"a\":\"");
                    while (true) {
                        exchange.raw("x");
                        never.await(100, TimeUnit.MILLISECONDS);
                    }
                });
                Transport transport = transport(server)) {
            long start = System.nanoTime();

            assertThat(callOf(transport)).isInstanceOf(ServerException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void theBodyOfAnErrorIsKeptUpToABound() throws Exception {
        try (RawServer server = RawServer.responding(500, JSON, "x".repeat(100_000));
                Transport transport = transport(server)) {
            assertThat(callOf(transport))
                    .isInstanceOfSatisfying(
                            ServerException.class, e -> assertThat(e.body()).hasSize(ErrorDecoder.MAX_KEPT_BYTES));
        }
    }

    @ParameterizedTest
    @CsvSource({"401, application/json", "200, application/json", "200, text/html"})
    void aKeyThatTheEndpointSaysBackIsTakenOut(int status, String type) throws Exception {
        String error = "{\"error\":{\"message\":\"wrong key " + KEY + "\"}}";
        try (RawServer server = RawServer.responding(status, type, error);
                Transport transport = transport(server)) {
            Throwable end = catchThrowable(
                    () -> transport.open(CHAT, REQUEST, RequestOptions.none()).next());

            assertThat(end).isInstanceOf(DiglotException.class).hasMessageContaining("wrong key ***");
            if (end instanceof ApiException e) {
                assertThat(e.bodyText()).contains("wrong key ***").doesNotContain(KEY);
            }
        }
    }

    @Test
    void whatTheEndpointSaysCannotSteerATerminal() throws Exception {
        String body = "{\"error\":{\"message\":\"red \\u001b[31m" + "x".repeat(2000) + "\"}}";
        try (RawServer server = RawServer.responding(400, JSON, body);
                Transport transport = transport(server)) {
            assertThat(callOf(transport))
                    .hasMessageNotContaining("\u001b")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1100))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.message()).hasSizeGreaterThan(2000));
        }
    }

    // Secrets

    @Test
    void noExceptionShowsTheKey() throws Exception {
        List<RawServer> servers = List.of(
                RawServer.responding(401, JSON, "{\"error\":{\"message\":\"no\"}}"),
                RawServer.responding(200, "text/html", "<html>"),
                RawServer.start(RawServer.Exchange::cut));
        for (RawServer server : servers) {
            try (server;
                    Transport transport = transport(server)) {
                for (Throwable e = callOf(transport); e != null; e = e.getCause()) {
                    assertThat(e.toString()).doesNotContain(KEY);
                }
            }
        }
    }
}
