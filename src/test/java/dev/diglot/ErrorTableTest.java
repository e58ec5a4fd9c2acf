// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ApiException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.Spec;
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
    void rowsAreMany() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(5);
    }

    /** The name of the class of a kind of the spec, or of the status if the body does not identify the kind. */
    private static String className(int status, String code, boolean isIdentified) {
        Map<String, Object> responses = Spec.at(Spec.document(), "components", "responses");
        for (String name : responses.keySet()) {
            Map<String, Object> error = Spec.at(responses, name, "x-error");
            List<?> signs = (List<?>) error.get(isIdentified ? "codes" : "statuses");
            if (signs.contains(isIdentified ? code : (Object) status)) {
                return name + "Exception";
            }
        }
        return "ApiException";
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

        assertThat(e.getClass().getSimpleName()).isEqualTo(className(status, code, body.identifiesError()));
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
