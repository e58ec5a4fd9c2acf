// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from a response is sanitized in exceptions: no key, no control characters, bounded length. */
class ForeignTextTest {
    /** Contains characters that are escaped in JSON, URLs and HTML; not a real key. */
    private static final String KEY = "k/e+y&of\"nothing=";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String everythingShown(ApiException e) {
        return String.join(
                "\u0001",
                stackTrace(e),
                e.message(),
                e.code(),
                e.type(),
                e.param(),
                e.requestId(),
                e.headers().toString(),
                e.bodyText(),
                new String(e.body(), StandardCharsets.ISO_8859_1).replace("\0", ""),
                new String(e.body(), StandardCharsets.UTF_8));
    }

    static Stream<String> escapedKeys() {
        String json = KEY.replace("\"", "\\\"");
        return Stream.of(
                json,
                json.replace("/", "\\/"),
                json.replace("+", "\\u002B").replace("&", "\\u0026"),
                json.replace("/", "%2F").replace("+", "%2b").replace("&", "%26").replace("\\\"", "%22"),
                json.replace("/", "&#x2F;").replace("&of", "&amp;of").replace("\\\"", "&quot;"));
    }

    @ParameterizedTest
    @MethodSource("escapedKeys")
    void keyIsRemovedFromEverythingThatAnErrorShows(String escapedKey) {
        String error =
                "{\"error\":{\"message\":\"m %1$s\",\"code\":\"c %1$s\",\"type\":\"t %1$s\",\"param\":\"p %1$s\"},"
                        + "\"request_id\":\"r %1$s\"}";
        Map<String, List<String>> headers = Map.of(
                "x-request-limit", List.of("l " + escapedKey), "x-trace-id", List.of(KEY), "server", List.of(KEY));

        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
            byte[] body = error.formatted(escapedKey).getBytes(charset);
            for (ApiException e : List.of(
                    ErrorDecoder.decode(401, headers, body, KEY),
                    ErrorDecoder.decodeIfError(200, headers, body, KEY))) {
                assertThat(everythingShown(e)).doesNotContain(KEY, escapedKey, "nothing=");
                assertThat(e.message()).isEqualTo("m ***");
                assertThat(e.code()).isEqualTo("c ***");
                assertThat(e.type()).isEqualTo("t ***");
                assertThat(e.param()).isEqualTo("p ***");
                assertThat(e.requestId()).isEqualTo("***");
            }
        }
    }

    @Test
    void keyIsRemovedFromExcerptAndCause() {
        IOException cause = new IOException("Unrecognized token '" + KEY + "'");

        ProtocolException e = new ProtocolException(200, "the body is no JSON", bytes(KEY), cause, KEY);

        assertThat(e.excerpt()).isEqualTo("***");
        assertThat(stackTrace(e))
                .contains("IOException: Unrecognized token '***'")
                .doesNotContain("nothing");
        assertThat(ErrorDecoder.decode(500, Map.of(), bytes(KEY), KEY).message())
                .endsWith("begins with: ***");
    }

    @Test
    void excerptIsDecodedInItsCharset() {
        byte[] body = "<html>caf\u00e9".getBytes(StandardCharsets.UTF_16LE);

        assertThat(new ProtocolException(200, "this is a page", body, null).excerpt())
                .isEqualTo("<html>caf\u00e9");
    }

    @Test
    void redirectTargetIsShownWithoutUserAndQuery() {
        Map<String, List<String>> headers =
                Map.of("location", List.of("https://user:pass@b.example/v1?token=secret#frag"));

        assertThat(ErrorDecoder.decode(307, headers, new byte[0]))
                .hasMessageContaining("a redirect to https://***@b.example/v1..., not followed")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("user", "pass@", "secret", "frag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u001b", "\\n", "\\r", "\\u0085", "\\u009b", "\\u2028", "\\u202e", "\\u2066", "\\ufeff"})
    void controlCharactersAreReplaced(String escape) {
        String escaped = "a" + escape + "b";
        ApiException e = ErrorDecoder.decode(
                400,
                Map.of(),
                bytes("{\"error\":{\"message\":\"" + escaped + "\",\"code\":\"" + escaped + "\",\"type\":\"" + escaped
                        + "\",\"param\":\"" + escaped + "\"},\"request_id\":\"" + escaped + "\"}"));

        assertThat(List.of(e.message(), e.code(), e.type(), e.param(), e.requestId()))
                .containsOnly("a b");
        assertThat(e).hasMessage("HTTP 400, a b: a b (request id a b)");
    }

    @Test
    void bodyTextKeepsLineFeedsAndTabsOnly() {
        ApiException e = ErrorDecoder.decode(500, Map.of(), bytes("<p>\n\ta\u001B[2Jb\u202Ec</p>"));

        assertThat(e.bodyText()).isEqualTo("<p>\n\ta [2Jb c</p>");
        assertThat(e.body()).isEqualTo(bytes("<p>\n\ta\u001B[2Jb\u202Ec</p>"));
        assertThat(e.message()).endsWith("<p>  a [2Jb c</p>");
    }

    @Test
    void missingIsSanitizedAndBounded() {
        StreamTruncatedException e = new StreamTruncatedException("tool \u001B" + "x".repeat(1_500_000), null, null);

        assertThat(e.missing()).hasSize(500).startsWith("tool  xxx");
        assertThat(e.getMessage()).hasSizeLessThan(700);
    }

    @Test
    void messageAndCauseOfEveryExceptionAreSanitized() {
        IOException cause = new IOException("\u001B[31mforged");

        List<DiglotException> exceptions = List.of(
                new ConnectionException("broke (\u009B31m\nERROR)", true, cause),
                new CallTimeoutException(CallTimeoutException.Phase.IDLE, Duration.ofSeconds(1), "a\u2028b", cause),
                new CallCancelledException("over\u0085", cause),
                new ProtocolException(200, "text \u202E", bytes("\u001B"), cause),
                new StreamTruncatedException("x", null, cause));

        assertThat(exceptions).allSatisfy(e -> {
            assertThat(stackTrace(e)).doesNotContain("\u001B", "\u009B", "\u2028", "\u0085", "\u202E");
            assertThat(e.getMessage()).doesNotContain("\n");
            assertThat(e.getCause()).hasMessage("java.io.IOException:  [31mforged");
        });
    }

    @Test
    void partialResultThatIsNoModelIsNotSerialized() throws Exception {
        List<DiglotException> exceptions = List.of(
                new ConnectionException("m", true, null),
                new CallTimeoutException(CallTimeoutException.Phase.IDLE, Duration.ofSeconds(1), "a", null),
                new CallCancelledException("m", null),
                new ProtocolException(200, "p", new byte[0], new IOException("\u001B")),
                new StreamTruncatedException("m", new Object(), null),
                ErrorDecoder.decode(500, Map.of(), bytes("{\"error\":\"m\"}")));

        for (DiglotException e : exceptions) {
            assertThat(e.attachPartial("so far")).isSameAs(e);
            assertThat(e.partial()).isEqualTo("so far");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(e);
            DiglotException copy =
                    (DiglotException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            assertThat(copy).hasSameClassAs(e).hasMessage(e.getMessage());
            assertThat(copy.partial()).isNull();
        }
    }

    @Test
    void longNamesLeaveNoRoomToQuoteTheBody() {
        Map<String, List<String>> headers = Map.of(
                "location", List.of("https://example.com/" + "l".repeat(200)),
                "x-request-id", List.of("r".repeat(200)));

        ApiException e = ErrorDecoder.decode(302, headers, bytes("{\"code\":\"" + "c".repeat(200) + "\"}"));

        assertThat(e.code()).isEqualTo("c".repeat(200));
        assertThat(e)
                .hasMessageContaining("a redirect to https://example.com/lll")
                .hasMessageEndingWith("r".repeat(200) + ")");
    }

    @Test
    void deeplyNestedErrorsAreReadOnASmallStack() throws Exception {
        byte[] body = bytes("{\"error\":".repeat(900) + "{\"message\":\"deep\"}" + "}".repeat(900));
        byte[] details = bytes("{\"detail\":[".repeat(450) + "{\"loc\":[1]}" + "]}".repeat(450));
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        Thread small = new Thread(
                null,
                () -> {
                    statuses.add(ErrorDecoder.decode(500, Map.of(), body).status());
                    statuses.add(ErrorDecoder.decode(500, Map.of(), details).status());
                },
                "small",
                512 * 1024);

        small.start();
        small.join();

        assertThat(statuses).containsExactly(500, 500);
    }
}
