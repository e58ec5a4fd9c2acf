// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.text.RequestId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorDecoderTest {
    private static final Map<String, List<String>> JSON = Map.of("content-type", List.of("application/json"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ApiException decode(int status, String body) {
        return ErrorDecoder.decode(status, JSON, bytes(body));
    }

    private static ApiException decodeIfError(String event) {
        return ErrorDecoder.decodeIfError(200, JSON, bytes(event));
    }

    // Exception class

    /** The documented error table and similar codes: status, code, class, retryable. */
    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(400, "invalid_request_error", InvalidRequestException.class, false),
                Arguments.of(401, "authentication_error", AuthenticationException.class, false),
                Arguments.of(403, "model_not_available", ModelNotAvailableException.class, false),
                Arguments.of(429, "rate_limit_exceeded", RateLimitException.class, true),
                Arguments.of(500, "engine_server_error", ServerException.class, true),
                Arguments.of(503, "service_unavailable", ServiceUnavailableException.class, true),
                Arguments.of(403, "permission_error", PermissionDeniedException.class, false),
                Arguments.of(404, "not_found_error", NotFoundException.class, false),
                Arguments.of(413, "request_too_large", RequestTooLargeException.class, false),
                Arguments.of(429, "rate_limit_error", RateLimitException.class, true),
                Arguments.of(500, "api_error", ServerException.class, true),
                Arguments.of(529, "overloaded_error", OverloadedException.class, true));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void codeDecidesInTheShapesOfBothDialects(int status, String code, Class<?> type, boolean retryable) {
        List<String> bodies = List.of(
                "{\"error\":{\"message\":\"m\",\"code\":\"" + code + "\"}}",
                "{\"error\":{\"message\":\"m\",\"type\":\"" + code + "\",\"code\":null}}",
                "{\"type\":\"error\",\"error\":{\"type\":\"" + code + "\",\"message\":\"m\"},\"request_id\":\"r\"}",
                "{\"object\":\"error\",\"message\":\"m\",\"type\":\"" + code + "\",\"code\":" + status + "}");

        assertThat(bodies).allSatisfy(body -> {
            ApiException e = decode(status, body);
            assertThat(e).isExactlyInstanceOf(type).hasMessageContaining("HTTP " + status);
            assertThat(e.message()).isEqualTo("m");
            assertThat(e.isRetryable()).isEqualTo(retryable);
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void codeDecidesInsideAStream(int status, String code, Class<?> type, boolean retryable) {
        ApiException e = decodeIfError("{\"type\":\"error\",\"error\":{\"type\":\"" + code + "\",\"message\":\"m\"}}");

        assertThat(e).isExactlyInstanceOf(type);
        assertThat(e.status()).isEqualTo(200);
        assertThat(e.isRetryable()).isEqualTo(retryable);
        assertThat(e).hasMessage("HTTP 200, with an error in the response, " + code + ": m");
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequestException",
        "401, AuthenticationException",
        "403, PermissionDeniedException",
        "404, NotFoundException",
        "413, RequestTooLargeException",
        "422, InvalidRequestException",
        "429, RateLimitException",
        "500, ServerException",
        "502, ServerException",
        "503, ServiceUnavailableException",
        "504, ServerException",
        "529, OverloadedException",
        "402, PaymentRequiredException",
        "408, ApiException",
        "409, ApiException",
        "418, ApiException",
        "301, ApiException"
    })
    void statusDecidesIfTheBodyContainsNoCode(int status, String type) {
        List<String> bodies = List.of(
                "", "<html><body>Bad</body></html>", "{\"error\":{\"message\":\"cut", "null", "[]", "{}", "7", "\"x\"");

        assertThat(bodies)
                .allSatisfy(body -> assertThat(decode(status, body).getClass().getSimpleName())
                        .isEqualTo(type));
    }

    @Test
    void statusDecidesIfTheCodeIsUnknown() {
        assertThat(decode(429, "{\"error\":{\"code\":\"RateLimitReached\",\"message\":\"m\"}}"))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void statusDecidesIfTheTypeIsGeneric() {
        ApiException e = decode(
                404,
                "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"DeploymentNotFound\",\"message\":\"m\"}}");

        assertThat(e).isInstanceOf(NotFoundException.class);
        assertThat(e.type()).isEqualTo("invalid_request_error");
        assertThat(e.code()).isEqualTo("DeploymentNotFound");
    }

    @Test
    void codeTakesPrecedenceOverTheStatus() {
        assertThat(decode(400, "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}"))
                .isInstanceOf(RateLimitException.class);
    }

    @ParameterizedTest
    @CsvSource({"402, false", "408, true", "409, true", "413, false", "418, false", "502, true", "529, true"})
    void statusesOutsideTheTableMayBeRetryable(int status, boolean retryable) {
        assertThat(decode(status, "{}").isRetryable()).isEqualTo(retryable);
    }

    // Message in all shapes

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', nullValues = "-", textBlock = """
                    {"error":{"message":"m","type":"t","code":"c","param":"p"}}                | m | t | c | p
                    {"type":"error","error":{"type":"t","message":"m"}}                       | m | t | - | -
                    {"error":{"message":"m","code":400}}                                      | m | - | 400 | -
                    {"error":{"message":"m","code":"","type":"","param":null}}                | m | - | - | -
                    {"error":{"message":"m"},"code":"c","type":"t"}                           | m | t | c | -
                    {"error":"m"}                                                             | m | - | - | -
                    {"error":"c","message":"m"}                                               | m | - | c | -
                    {"error":"c","error_description":"m"}                                     | m | - | c | -
                    {"error":["m"]}                                                           | m | - | - | -
                    {"error":[{"message":"m","code":"c"}]}                                    | m | - | c | -
                    {"error":{},"message":"m"}                                                | m | - | - | -
                    {"errors":[{"code":10000,"message":"m"}],"success":false}                 | m | - | 10000 | -
                    {"object":"error","message":"m","type":"t","param":null,"code":404}       | m | t | 404 | -
                    {"code":"c","message":"m","requestid":"r"}                                | m | - | c | -
                    {"detail":"m"}                                                            | m | - | - | -
                    {"detail":{"message":"m"}}                                                | m | - | - | -
                    {"detail":{"error":{"message":"m"}}}                                      | m | - | - | -
                    {"detail":[1,"m"]}                                                        | 1; m | - | - | -
                    {"detail":[{"loc":["body","messages",0],"msg":"m","type":"missing"}]}     | [body, messages, 0]: m | - | - | -
                    {"detail":[{"msg":"m"},{"msg":"n"}]}                                      | m; n | - | - | -
                    {"detail":["m",1]}                                                        | m; 1 | - | - | -
                    {"status":"failure","message":"m"}                                        | m | - | - | -
                    {"error":{"message":{"message":"m"}}}                                     | m | - | - | -
                    {"error":{"code":"c"},"message":"m"}                                      | m | - | c | -
                    {"error":{"message":"{\\"error\\": \\"inner\\"}"}}                        | {"error": "inner"} | - | - | -
                    [{"error":{"code":429,"message":"m"}}]                                    | m | - | 429 | -
                    "m"                                                                       | m | - | - | -
                    {"error":{"message":"m","param":["a","b"]}}                               | m | - | - | ["a","b"]
                    """)
    void messageIsFoundInAllShapes(String body, String message, String type, String code, String param) {
        ApiException e = decode(400, body);

        assertThat(e.message()).isEqualTo(message);
        assertThat(e.type()).isEqualTo(type);
        assertThat(e.code()).isEqualTo(code);
        assertThat(e.param()).isEqualTo(param);
        assertThat(e.bodyText()).isEqualTo(body);
    }

    @Test
    void messageNamesStatusCodeAndRequestId() {
        ApiException e = decode(
                429,
                "{\"error\":{\"message\":\"Too many requests\",\"code\":\"rate_limit_exceeded\"},\"request_id\":\"r-1\"}");

        assertThat(e).hasMessage("HTTP 429, rate_limit_exceeded: Too many requests (request id r-1)");
    }

    @Test
    void codeThatRepeatsTheStatusIsShownOnce() {
        assertThat(decode(429, "{\"error\":{\"message\":\"m\",\"code\":429}}")).hasMessage("HTTP 429: m");
    }

    @Test
    void bodyThatIsNotJsonIsShownWithItsContentType() {
        String html = "<html>" + "x".repeat(1_000);

        ApiException e =
                ErrorDecoder.decode(502, Map.of("Content-Type", List.of("text/html; charset=utf-8")), bytes(html));

        assertThat(e)
                .isInstanceOf(ServerException.class)
                .hasMessage("HTTP 502: no message in the body (text/html; charset=utf-8), which begins with: "
                        + html.substring(0, 500));
        assertThat(e.message()).endsWith(html.substring(0, 500));
    }

    @Test
    void emptyBodyIsReported() {
        assertThat(ErrorDecoder.decode(500, Map.of(), new byte[0])).hasMessage("HTTP 500: the response has no body");
    }

    @Test
    void jsonWithoutAMessageIsShown() {
        assertThat(decode(400, "{\"Response\":{\"Code\":7}}"))
                .hasMessageContaining("(application/json), which begins with: {\"Response\":{\"Code\":7}}");
    }

    @Test
    void controlCharactersOfABodyDoNotReachTheMessage() {
        assertThat(decode(500, "\u001B[2Jgone\u0007"))
                .hasMessageContaining("[2Jgone")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001B", "\u0007"));
    }

    @Test
    void redirectNamesItsTarget() {
        ApiException e =
                ErrorDecoder.decode(307, Map.of("Location", List.of("https://b.example/v1/messages")), new byte[0]);

        assertThat(e).hasMessageContaining("a redirect to https://b.example/v1/messages, not followed");
        assertThat(e.headers()).isEmpty();
    }

    // Charsets

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-8", "UTF-16LE"})
    void messageIsDecodedInTheNamedCharset(String name) {
        byte[] body = "{\"error\":{\"message\":\"clé périmée\"}}".getBytes(Charset.forName(name));

        ApiException e = ErrorDecoder.decode(
                401, Map.of("content-type", List.of("application/json; Charset=\"" + name + "\"")), body);

        assertThat(e.message()).isEqualTo("clé périmée");
        assertThat(e.bodyText()).contains("clé périmée");
    }

    @Test
    void messageIsDecodedInGbk() {
        byte[] body = "{\"error\":{\"message\":\"\u5bc6\u94a5\u65e0\u6548\"}}".getBytes(Charset.forName("GBK"));

        ApiException e =
                ErrorDecoder.decode(401, Map.of("content-type", List.of("application/json;charset=gbk")), body);

        assertThat(e.message()).isEqualTo("\u5bc6\u94a5\u65e0\u6548");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "application/json; charset=no-such",
                "application/json; charset="
            })
    void bytesThatAreInvalidInTheNamedCharsetAreReplaced(String contentType) {
        byte[] body = "{\"error\":{\"message\":\"cl\u00e9\",\"code\":\"c\"}}".getBytes(StandardCharsets.ISO_8859_1);

        ApiException e = ErrorDecoder.decode(401, Map.of("content-type", List.of(contentType)), body);

        assertThat(e.message()).isEqualTo("cl\uFFFD");
        assertThat(e.code()).isEqualTo("c");
    }

    @Test
    void byteOrderMarkIsSkipped() {
        assertThat(decode(400, "\uFEFF{\"error\":{\"message\":\"m\"}}").message())
                .isEqualTo("m");
    }

    // Headers

    @Test
    void onlyHeadersOfTheAllowListAreKept() {
        Map<String, List<String>> headers = Map.ofEntries(
                Map.entry("X-Request-Id", List.of("r-1")),
                Map.entry("request-id", List.of("r-2")),
                Map.entry("X-TraceId", List.of("t")),
                Map.entry("Retry-After", List.of("3")),
                Map.entry("retry-after-ms", List.of("2500")),
                Map.entry("x-ratelimit-remaining-tokens", List.of("7")),
                Map.entry("anthropic-ratelimit-requests-limit", List.of("50")),
                Map.entry("Content-Type", List.of("application/json")),
                Map.entry("Date", List.of("Tue, 01 Jul 2025 10:00:00 GMT")),
                Map.entry("Server", List.of("nginx")),
                Map.entry("Set-Cookie", List.of("session=secret")),
                Map.entry("Authorization", List.of("Bearer secret")),
                Map.entry("x-api-key", List.of("secret")),
                Map.entry("x-internal-token", List.of("secret")),
                Map.entry(":status", List.of("429")));

        ApiException e = ErrorDecoder.decode(429, headers, new byte[0]);

        assertThat(e.headers().keySet())
                .containsExactlyInAnyOrder(
                        "X-Request-Id",
                        "request-id",
                        "X-TraceId",
                        "Retry-After",
                        "retry-after-ms",
                        "x-ratelimit-remaining-tokens",
                        "anthropic-ratelimit-requests-limit",
                        "Content-Type",
                        "Date",
                        "Server");
        assertThat(e.headers().get("RETRY-AFTER")).containsExactly("3");
        assertThat(e.toString()).doesNotContain("secret");
    }

    @Test
    void requestIdOfAHeaderTakesPrecedenceOverTheBody() {
        byte[] body = bytes("{\"error\":{\"message\":\"m\"},\"request_id\":\"of-body\"}");

        assertThat(ErrorDecoder.decode(400, Map.of("x-request-id", List.of("of-header")), body)
                        .requestId())
                .isEqualTo("of-header");
        assertThat(ErrorDecoder.decode(400, Map.of("x-request-id", List.of(" ")), body)
                        .requestId())
                .isEqualTo("of-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"request_id\":\"r\",\"error\":{}}",
                "{\"requestId\":\"r\"}",
                "{\"code\":1,\"message\":\"m\",\"requestid\":\"r\"}",
                "{\"error\":{\"request_id\":\"r\"}}"
            })
    void requestIdOfTheBody(String body) {
        assertThat(decode(400, body).requestId()).isEqualTo("r");
    }

    // Retry-After

    @ParameterizedTest
    @CsvSource({
        "8, , PT8S",
        "1.5, , PT1.5S",
        "0, , PT0S",
        "-3, , PT0S",
        "8, 250, PT0.25S",
        "8, 250.7, PT0.25S",
        "8, soon, PT8S",
        "8, '', PT8S",
        ", 1200, PT1.2S",
        "99999999999999999999, , PT8760H",
        "soon, , ",
        "1e9, , ",
        "0x10, , ",
        "NaN, , ",
        ", , "
    })
    void retryAfterInSecondsAndMilliseconds(String seconds, String millis, Duration wait) {
        Map<String, List<String>> headers = new HashMap<>();
        if (seconds != null) {
            headers.put("Retry-After", List.of(seconds));
        }
        if (millis != null) {
            headers.put("Retry-After-Ms", List.of(millis));
        }

        assertThat(ErrorDecoder.decode(429, headers, new byte[0]).retryAfter()).isEqualTo(wait);
    }

    private static String httpDate(ZonedDateTime time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.withZoneSameInstant(ZoneOffset.UTC));
    }

    @Test
    void retryAfterDateIsRelativeToTheDateHeader() {
        ZonedDateTime sent = ZonedDateTime.of(2001, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        Map<String, List<String>> headers =
                Map.of("date", List.of(httpDate(sent)), "retry-after", List.of(httpDate(sent.plusSeconds(42))));

        assertThat(ErrorDecoder.decode(503, headers, new byte[0]).retryAfter()).isEqualTo(Duration.ofSeconds(42));
    }

    @Test
    void retryAfterDateIsRelativeToNowWithoutADateHeader() {
        Map<String, List<String>> headers = Map.of(
                "retry-after",
                List.of(httpDate(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1))));

        assertThat(ErrorDecoder.decode(503, headers, new byte[0]).retryAfter())
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tue, 06 Nov 2029 08:49:37 GMT",
                "Tue, 6 Nov 2029 08:49:37 GMT",
                "Tuesday, 06-Nov-29 08:49:37 GMT",
                "Tue Nov  6 08:49:37 2029"
            })
    void retryAfterDateIsReadInEachFormatOfTheStandard(String date) {
        Map<String, List<String>> headers =
                Map.of("date", List.of("Tue, 06 Nov 2029 08:49:30 GMT"), "retry-after", List.of(date));

        assertThat(ErrorDecoder.decode(503, headers, new byte[0]).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void twoDigitYearMoreThanFiftyYearsAheadIsInThePast() {
        Map<String, List<String>> headers = Map.of("retry-after", List.of("Sunday, 06-Nov-94 08:49:37 GMT"));

        assertThat(ErrorDecoder.decode(503, headers, new byte[0]).retryAfter()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tue, 06 Nov", "06-Nov-29", "Nov 6 2029", "GMT", ", ,", "Tue Nov 6 08:49:37 20291"})
    void malformedDateIsIgnored(String date) {
        Map<String, List<String>> headers = Map.of("retry-after", List.of(date));

        assertThat(ErrorDecoder.decode(503, headers, new byte[0]).retryAfter()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"429, false, false", "500, no, true", "400, true, true", "429, maybe, true", "400, '', false"})
    void shouldRetryHeaderOverridesTheStatus(int status, String value, boolean retryable) {
        Map<String, List<String>> headers = Map.of("X-Should-Retry", List.of(value));

        ApiException e = ErrorDecoder.decode(status, headers, new byte[0]);

        assertThat(e.isRetryable()).isEqualTo(retryable);
    }

    @Test
    void headerWithoutANameIsIgnored() {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(null, List.of("HTTP/1.1 429 Slow"));
        headers.put("Retry-After", List.of("3"));
        headers.put("x-request-id", Arrays.asList((String) null));

        ApiException e = ErrorDecoder.decode(429, headers, new byte[0]);

        assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(e.headers()).containsOnlyKeys("Retry-After", "x-request-id");
        assertThat(e.requestId()).isNull();
        assertThat(RequestId.find(headers)).isNull();
    }

    @Test
    void retryAfterInThePastIsZero() {
        Map<String, List<String>> headers = Map.of("retry-after", List.of("Wed, 21 Oct 2015 07:28:00 GMT"));

        assertThat(ErrorDecoder.decode(503, headers, new byte[0]).retryAfter()).isZero();
    }

    // Body

    @Test
    void bodyIsKeptUpToItsBoundButReadCompletely() {
        String body = "{\"filler\":\"" + "x".repeat(100_000) + "\",\"error\":{\"message\":\"m\"}}";

        ApiException e = decode(500, body);

        assertThat(e.message()).isEqualTo("m");
        assertThat(e.body()).hasSize(64 * 1024).startsWith(bytes("{\"filler\""));
    }

    @Test
    void bodyCannotBeChangedFromOutside() {
        byte[] body = bytes("{}");
        ApiException e = ErrorDecoder.decode(500, JSON, body);

        body[0] = 'x';
        e.body()[0] = 'x';

        assertThat(e.bodyText()).isEqualTo("{}");
    }

    @Test
    void anyBytesBecomeAnException() {
        Random random = new Random(20_260_101);
        for (int i = 0; i < 5_000; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            int status = 300 + random.nextInt(300);

            assertThat(ErrorDecoder.decode(status, JSON, body).status()).isEqualTo(status);
        }
    }

    @Test
    void bodyTruncatedAtAnyByteBecomesAnException() {
        byte[] body =
                bytes("{\"type\":\"error\",\"error\":{\"message\":\"é\\u00e9\",\"code\":1.5e3,\"param\":[1,{}]}}");
        for (int length = 0; length < body.length; length++) {
            ApiException e = ErrorDecoder.decode(401, JSON, Arrays.copyOf(body, length));

            assertThat(e).isInstanceOf(AuthenticationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"message\":\"m\",\"code\":1e9999999999}}", "1e99999999999999"})
    void hugeNumbersBecomeAnException(String body) {
        assertThat(decode(500, body)).isInstanceOf(ServerException.class);
    }

    @Test
    void deepBodyBecomesAnException() {
        assertThat(decode(500, "[".repeat(100_000))).isInstanceOf(ServerException.class);
        assertThat(decode(500, "[".repeat(900) + "]".repeat(900))).isInstanceOf(ServerException.class);
    }

    // Errors inside a 2xx response

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"m\"}}",
                "{\"error\":\"m\"}",
                "{\"type\":\"error\",\"error\":{\"message\":\"m\"}}",
                "{\"object\":\"error\",\"message\":\"m\"}",
                "{\"id\":\"x\",\"choices\":[],\"error\":{\"message\":\"m\",\"code\":502}}",
                "{\"detail\":\"m\"}",
                "{\"code\":500,\"message\":\"m\"}",
                "{\"error\":[{\"message\":\"m\"}]}",
            })
    void errorInsideAStreamIsRecognizedInAllShapes(String event) {
        assertThat(decodeIfError(event)).satisfies(e -> assertThat(e.bodyText()).isEqualTo(event));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{\"choices\":[],\"error\":null}",
                "{\"choices\":[],\"error\":{}}",
                "{\"choices\":[],\"error\":\"\"}",
                "{\"choices\":[],\"error\":false}",
                "{\"choices\":[],\"error\":[]}",
                "{\"choices\":[],\"error\":0}",
                "{\"choices\":[],\"message\":\"hello\"}",
                "{\"type\":\"message_start\",\"message\":{\"content\":[]}}",
                "{\"type\":\"ping\"}",
                "{\"content\":[],\"detail\":\"x\"}",
                "[]",
                "\"error\"",
                "{\"error\":{\"mess",
                "[DONE]",
                ""
            })
    void successfulEventIsNotAnError(String event) {
        assertThat(decodeIfError(event)).isNull();
    }

    @Test
    void numericCodeInsideAStreamIsAStatus() {
        assertThat(decodeIfError("{\"error\":{\"code\":429,\"message\":\"m\"}}"))
                .isInstanceOf(RateLimitException.class);
        assertThat(decodeIfError("{\"error\":{\"code\":\"529\",\"message\":\"m\"}}"))
                .isInstanceOf(OverloadedException.class);
        assertThat(decodeIfError("{\"error\":{\"code\":1234,\"message\":\"m\"}}"))
                .isExactlyInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void attachingAPartialResultKeepsTheException(int status, String code, Class<?> type, boolean retryable) {
        ApiException e = decode(status, "{\"error\":{\"message\":\"m\",\"code\":\"" + code + "\"}}");

        ApiException sameException = e.attachPartial("so far");

        assertThat(sameException).isSameAs(e).isExactlyInstanceOf(type);
        assertThat(sameException.partial()).isEqualTo("so far");
        assertThat(sameException.code()).isEqualTo(code);
    }

    @Test
    void exceptionsSurviveSerializationWithoutAPartialThatIsNoModel() throws Exception {
        ApiException e = decode(429, "{\"error\":{\"message\":\"m\"}}").attachPartial(new Object());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(e);

        ApiException copy =
                (ApiException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy).isInstanceOf(RateLimitException.class).hasMessage(e.getMessage());
        assertThat(copy.headers()).isEqualTo(e.headers());
        assertThat(copy.partial()).isNull();
    }

    @Test
    void deeplyNestedMessageIsFound() {
        String body = "{\"error\":".repeat(300) + "{\"message\":\"deep\"}" + "}".repeat(300);

        ApiException error = ErrorDecoder.decode(500, Map.of(), body.getBytes(StandardCharsets.UTF_8));

        assertThat(error.message()).isEqualTo("deep");
    }

    @Test
    void eventOfAnUnknownTypeWithAMessageIsNotAnError() {
        byte[] event = "{\"type\":\"status\",\"message\":\"queued\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(ErrorDecoder.decodeIfError(200, Map.of(), event)).isNull();
    }
}
