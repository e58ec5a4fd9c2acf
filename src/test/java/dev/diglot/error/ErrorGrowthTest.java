// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.testing.Growth;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile bodies are searched for an error in linear time. */
@Tag("growth")
class ErrorGrowthTest {
    private static final Map<String, List<String>> HEADERS = Map.of("content-type", List.of("application/json"));
    private static final String KEY = "aaaaaaaaaaaaaaaaaaaaaaaaaab";

    private static void assertLinear(int least, IntFunction<String> body) throws Exception {
        assertLinear(least, StandardCharsets.UTF_8, body);
    }

    private static void assertLinear(int least, Charset charset, IntFunction<String> body) throws Exception {
        Growth.assertLinear(least, n -> {
            byte[] bytes = body.apply(n).getBytes(charset);
            return () -> {
                ErrorDecoder.inStream(200, HEADERS, bytes, KEY);
                ErrorDecoder.decode(400, HEADERS, bytes, KEY);
            };
        });
    }

    private static String numbered(int n, String part) {
        return IntStream.range(0, n)
                .mapToObj(i -> part.replace("%", String.valueOf(i)))
                .collect(Collectors.joining(","));
    }

    /** A line's part over and over; what is behind the first 64 KiB is not looked at, so the part is small. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "{\"error\"",
                "{\"error\":",
                "{\"error\":{",
                "{}",
                "{} ",
                "{},",
                "{\"a\":\"",
                "data: {",
                "data: {}",
                "error: {\"message\":\"",
                "data: {\"error\" error: [",
                "{\n",
                "data: {\n",
                "\"",
                "\\",
                "\n",
                "\r",
                " ",
                "\u00e9",
            })
    void fragments(String part) throws Exception {
        assertLinear(300, n -> part.repeat(n));
    }

    /** A start, a part that is repeated, and an end. */
    static Stream<List<String>> repeatedParts() {
        return Stream.of(
                List.of("", "error: {\"a\":1}\n", ""),
                List.of("", "{\"a\":1}", "x"),
                List.of("{\"error\":[", "{\"message\":\"m\"},", "0]}"),
                List.of("{\"detail\":[", "{\"loc\":[1],\"msg\":\"m\"},", "0]}"),
                List.of("{\"error\":{\"message\":\"", "word ", "\"}}"),
                List.of("{\"error\":{", "\"a\":\"b\",", "\"message\":\"m\"}}"),
                List.of("", "\\u00", ""),
                List.of("{\"choices\":[],\"x\":[", "{\"error\":{}},", "0]}"));
    }

    @ParameterizedTest
    @MethodSource
    void repeatedParts(List<String> parts) throws Exception {
        assertLinear(300, n -> parts.get(0) + parts.get(1).repeat(n) + parts.get(2));
    }

    @Test
    void fragmentsInWideCharacters() throws Exception {
        assertLinear(300, StandardCharsets.UTF_16LE, n -> "{\"error\"".repeat(n));
        assertLinear(300, StandardCharsets.UTF_16BE, n -> "{\"error\":{\"message\":\"" + "a".repeat(n) + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"error\":{%}",
                "\"error\":[{%}]",
                "\"response\":{\"error\":{%}}",
                "\"detail\":{%}",
                "\"details\":{%}",
                "\"details\":[{%}]",
                "\"detail\":[{\"loc\":[1],%}]",
                "\"message\":{%}",
                "\"message\":{%},\"detail\":[],\"code\":{}",
                "\"code\":{%}",
                "\"code\":{%},\"type\":\"error\"",
                "\"base_resp\":{\"status_code\":1,%}",
                "\"errors\":{%}",
                "\"errors\":[{\"loc\":[1],%}]",
            })
    void errorsNestedAroundMuch(String level) throws Exception {
        String open = level.substring(0, level.indexOf('%'));
        String close = level.substring(level.indexOf('%') + 1);
        int most = 300; // JSON that is nested more than 320 levels deep is refused
        IntFunction<String> around = depth -> "\"errors\":\"x\"," + open.repeat(depth) + "%s" + close.repeat(depth);

        for (String inner : List.of("\"message\":\"%\"", "\"x\":[%]")) {
            Growth.assertLinear(10, n -> {
                int depth = Math.min(
                        n,
                        most
                                / (int) open.chars()
                                        .filter(c -> c == '{' || c == '[')
                                        .count());
                String filler = inner.contains("[") ? numbered(200 * n, "\"\"") : "a".repeat(2000 * n);
                byte[] bytes = ("{" + String.format(around.apply(depth), inner.replace("%", filler)) + "}")
                        .getBytes(StandardCharsets.UTF_8);
                return () -> {
                    ErrorDecoder.inStream(200, HEADERS, bytes, KEY);
                    ErrorDecoder.decode(400, HEADERS, bytes, KEY);
                };
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"code", "type", "message", "status", "param", "request_id", "error", "detail", "x"})
    void longTexts(String name) throws Exception {
        assertLinear(1000, n -> "{\"" + name + "\":\"" + "a".repeat(n) + "\",\"error\":{\"code\":1}}");
        assertLinear(1000, n -> "{\"" + name + "\":[" + numbered(n, "{\"message\":\"%\"}") + "],\"errors\":1}");
    }

    /** The words are searched for the short text that may be a code. */
    @Test
    void aLongTextThatIsAlmostInTheWords() throws Exception {
        assertLinear(
                1000,
                n -> "{\"error\":\"" + "a".repeat(n) + "b\",\"message\":\"" + "a".repeat(2 * n) + "\",\"status\":400}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"k%\":%",
                "\"error\":%",
                "\"Error_%\":{}",
                "\"code\":{\"%\":1}",
                "\"detail\":[%]",
                "\"message\":\"%\""
            })
    void manyMembers(String member) throws Exception {
        assertLinear(300, n -> "{" + numbered(n, member) + "}");
        assertLinear(300, n -> "{\"detail\":[" + numbered(n, "{\"loc\":[1,%]," + member + "}") + "]}");
    }

    /** The line of a stream that is no error costs the same, however many headers the response has. */
    @Test
    void manyLinesUnderManyHeaders() throws Exception {
        byte[] line = "{".getBytes(StandardCharsets.UTF_8);

        Growth.assertLinear(300, n -> {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < n; i++) {
                headers.put("x-" + i, List.of("value"));
            }
            headers.put("content-type", List.of("text/event-stream"));
            return () -> {
                for (int i = 0; i < 300; i++) {
                    ErrorDecoder.inStream(200, headers, line, KEY);
                }
            };
        });
    }
}
