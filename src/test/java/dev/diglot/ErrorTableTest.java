// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.ModelNotAvailableException;
import dev.diglot.error.PermissionDeniedException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ServerException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented error table, row by row, over real HTTP, in both dialects and all five forms of a call. */
@Timeout(30)
class ErrorTableTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d{3}) \\| `(\\w+)` \\|.*");

    /** By code: the class, and the class if the body does not identify it. */
    private static final Map<String, List<Class<? extends ApiException>>> CLASSES = Map.of(
            "invalid_request_error", List.of(InvalidRequestException.class, InvalidRequestException.class),
            "authentication_error", List.of(AuthenticationException.class, AuthenticationException.class),
            "model_not_available", List.of(ModelNotAvailableException.class, PermissionDeniedException.class),
            "rate_limit_exceeded", List.of(RateLimitException.class, RateLimitException.class),
            "engine_server_error", List.of(ServerException.class, ServerException.class),
            "service_unavailable", List.of(ServiceUnavailableException.class, ServiceUnavailableException.class));

    /** The next response of the server, head and body. */
    private static volatile String nextResponse = "";

    private static RawServer server;
    private static Diglot client;

    /** The bodies of an error that are tried. */
    private enum Body {
        JSON_OF_CHAT("application/json", "{\"error\":{\"message\":\"no\",\"type\":\"x\",\"code\":\"%s\"}}"),
        JSON_OF_MESSAGES("application/json", "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"no\"}}"),
        JSON_FLAT("application/json", "{\"object\":\"error\",\"message\":\"no\",\"code\":\"%s\"}"),
        JSON_UNDER_A_STREAMS_TYPE("text/event-stream", "{\"error\":{\"message\":\"no\",\"code\":\"%s\"}}"),
        HTML("text/html", "<html><body>no %s</body></html>"),
        EMPTY("application/json", ""),
        TRUNCATED_JSON("application/json", "{\"error\":{\"message\":\"no\",\"code\":\"%s"),
        SHORTER_THAN_ANNOUNCED("application/json", "{\"error\":{\"message\":\"no\",\"code\":\"%s");

        private final String contentType;
        private final String text;

        Body(String contentType, String text) {
            this.contentType = contentType;
            this.text = text;
        }

        boolean identifiesError() {
            return name().startsWith("JSON");
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = RawServer.start(exchange -> exchange.raw(nextResponse));
        client = TestClients.builder(server).build();
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    private static List<Matcher> rows() throws IOException {
        try (InputStream facts = ErrorTableTest.class.getResourceAsStream("/facts.md")) {
            return new String(facts.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .toList();
        }
    }

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (Matcher row : rows()) {
            for (Dialect dialect : Dialect.values()) {
                for (CallForm form : CallForm.values()) {
                    for (Body body : Body.values()) {
                        cases.add(Arguments.of(Integer.valueOf(row.group(1)), row.group(2), dialect, form, body));
                    }
                }
            }
        }
        return cases.stream();
    }

    @Test
    void everyRowIsCovered() throws IOException {
        assertThat(rows()).extracting(row -> row.group(2)).containsExactlyInAnyOrderElementsOf(CLASSES.keySet());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void errorOfEachRowHasItsClass(int status, String code, Dialect dialect, CallForm form, Body body)
            throws Exception {
        String text = body.text.formatted(code);
        int length = text.length() + (body == Body.SHORTER_THAN_ANNOUNCED ? 100 : 0);
        nextResponse = "HTTP/1.1 " + status + " X\r\nconnection: close\r\nx-request-id: r-1\r\ncontent-type: "
                + body.contentType + "\r\ncontent-length: " + length + "\r\n\r\n" + text;
        int before = server.requests();

        ApiException e = form.call(client, dialect).failure(ApiException.class);

        assertThat(e).isExactlyInstanceOf(CLASSES.get(code).get(body.identifiesError() ? 0 : 1));
        assertThat(e).hasMessageStartingWith("HTTP " + status).hasMessageEndingWith("(request id r-1)");
        assertThat(e.status()).isEqualTo(status);
        assertThat(e.bodyText()).isEqualTo(text);
        assertThat(e.isRetryable()).isEqualTo(status == 429 || status >= 500);
        if (body.identifiesError()) {
            assertThat(e.message()).isEqualTo("no");
            assertThat(List.of(String.valueOf(e.code()), String.valueOf(e.type())))
                    .contains(code);
        }
        assertThat(server.requests() - before).as("sent once").isEqualTo(1);
    }
}
