// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.RateLimitException;
import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Records an endpoint, and replays the recording. */
@Tag("thorough")
@Timeout(60)
class RecordTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    /** Makes calls of an endpoint. */
    private interface Calls {
        void call(String url) throws Exception;
    }

    private static HttpResponse<String> post(String url, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static End call(String url, CallForm form, Dialect dialect) throws Exception {
        try (Diglot client = TestClients.client(url)) {
            return form.call(client, dialect);
        }
    }

    private End recorded(RawServer target, CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.recording(target.url(), folder)) {
            return call(endpoint.url(), form, dialect);
        }
    }

    private End replayed(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.replaying(folder)) {
            return call(endpoint.url(), form, dialect);
        }
    }

    /** Records what an endpoint responds to these calls. */
    private void record(RawServer.Handler handler, Calls calls) throws Exception {
        try (RawServer target = RawServer.start(handler);
                FakeEndpoint endpoint = FakeEndpoint.recording(target.url(), folder)) {
            calls.call(endpoint.url());
        }
    }

    private void replay(Calls calls) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.replaying(folder)) {
            calls.call(endpoint.url());
        }
    }

    /** Sends the body of the request back, so that each request has its own response. */
    private static void echo(RawServer.Exchange exchange) throws IOException {
        String request = exchange.request();
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        exchange.whole(
                RawServer.head(200, "application/json", "content-length: " + body.getBytes(UTF_8).length) + body);
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private List<String> fileNames() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** All names and contents of files, with a character for each byte. */
    private String allFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : fileNames()) {
            all.append(name).append('\n').append(Files.readString(folder.resolve(name), ISO_8859_1));
        }
        return all.toString();
    }

    private static void assertEqual(End actual, End expected) {
        assertThat(actual.reply()).isEqualTo(expected.reply());
        assertThat(String.valueOf(actual.failure())).isEqualTo(String.valueOf(expected.failure()));
        if (expected.response() != null) {
            assertThat(actual.response().status()).isEqualTo(expected.response().status());
            assertThat(actual.response().requestId())
                    .isEqualTo(expected.response().requestId());
        }
    }

    private static Stream<Arguments> calls() {
        return CallForm.calls();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theRecordedAndTheReplayedResultEqualTheDirectOne(CallForm form, Dialect dialect) throws Exception {
        try (RawServer target = RawServer.start(exchange -> {
            exchange.head(form.contentType());
            exchange.send(form.body(dialect, "Grüße 👋"));
            exchange.end();
        })) {
            End direct = call(target.url(), form, dialect);

            assertThat(direct.text()).isEqualTo("Grüße 👋");
            assertEqual(recorded(target, form, dialect), direct);
            assertEqual(replayed(form, dialect), direct);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void anErrorIsReplayed(CallForm form, Dialect dialect) throws Exception {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}";
        try (RawServer target = RawServer.responding(
                RawServer.head(429, "application/json", "retry-after: 7", "content-length: " + body.length()) + body)) {
            End direct = call(target.url(), form, dialect);

            assertThat(direct.failure(RateLimitException.class).retryAfter()).isEqualTo(Duration.ofSeconds(7));
            assertEqual(recorded(target, form, dialect), direct);
            assertEqual(replayed(form, dialect), direct);
            assertThat(replayed(form, dialect).failure(RateLimitException.class).retryAfter())
                    .isEqualTo(Duration.ofSeconds(7));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCutResponseIsReplayedAsCut(CallForm form, Dialect dialect) throws Exception {
        String body = form.body(dialect, "Hello");
        try (RawServer target = RawServer.start(exchange -> {
            exchange.headAnd(form.contentType(), body.substring(0, body.length() / 2));
            exchange.cut();
        })) {
            End direct = call(target.url(), form, dialect);
            End recorded = recorded(target, form, dialect);
            End replayed = replayed(form, dialect);

            assertThat(direct.failure()).isNotNull();
            assertThat(recorded.reply()).isEqualTo(direct.reply());
            assertThat(recorded.failure()).hasSameClassAs(direct.failure());
            assertThat(replayed.reply()).isEqualTo(direct.reply());
            assertThat(replayed.failure()).hasSameClassAs(direct.failure());
            assertThat(file("001.http")).endsWith("end: cut\n");
        }
    }

    @Test
    void aBodyThatIsShorterThanItsLengthIsRecordedAsCut() throws Exception {
        record(
                exchange -> {
                    exchange.raw(RawServer.head(200, "text/plain", "content-length: 10") + "abc");
                    exchange.cut();
                },
                url -> assertThatThrownBy(() -> post(url + CHAT, "{}")).isInstanceOf(IOException.class));

        assertThat(file("001-response.txt")).isEqualTo("abc");
        assertThat(file("001.http")).endsWith("end: cut\n");
    }

    @Test
    void aResponseThatTheClientCancelsIsRecordedAsCutAndTheEndpointIsDisconnected() throws Exception {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        try (RawServer target = RawServer.silentAfterEvents(event);
                FakeEndpoint endpoint = FakeEndpoint.recording(target.url(), folder)) {
            try (Diglot client = TestClients.client(endpoint.url());
                    ChatStream stream = client.chat().stream(chat("hi"))) {
                assertThat(stream.iterator().next().text()).isEqualTo("a");
            }
            target.awaitClientGone();

            assertThat(endpoint.awaitRequests(1).get(0).awaitEnd().isCancelled())
                    .isTrue();
            assertThat(file("001-response.sse")).isEqualTo(event);
            assertThat(file("001.http")).endsWith("end: cut\n");
        }
    }

    private static ChatCompletionRequest chat(String text) {
        return ChatCompletionRequest.builder("m", List.of(ChatMessage.user(text)))
                .build();
    }

    @Test
    void theFilesAreReadable() throws Exception {
        record(
                exchange -> {
                    exchange.head(200, "text/event-stream", "x-request-id: req-1");
                    exchange.send("data: 1\n\ndata: [DONE]\n\n");
                    exchange.end();
                },
                url -> post(url + CHAT, "{\"stream\": true}", "x-trace", "b", "accept", "text/event-stream"));

        assertThat(fileNames()).containsExactly("001-request.json", "001-response.sse", "001.http");
        assertThat(file("001-request.json")).isEqualTo("{\"stream\": true}");
        assertThat(file("001-response.sse")).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
        assertThat(file("001.http").replaceAll("\\b\\d{1,2}\\b", "0").replaceAll("user-agent.*", "user-agent: j"))
                .isEqualTo("""
                        POST /v1/chat/completions
                        accept: text/event-stream
                        content-type: application/json
                        user-agent: j
                        x-trace: b

                        200
                        content-type: text/event-stream
                        x-request-id: req-0

                        head-ms: 0
                        body-ms: 0 0
                        end: complete
                        """);
    }

    @Test
    void aRequestWithoutABodyIsRecordedInOneFileLess() throws Exception {
        HttpRequest get = HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/v1/models?limit=2"))
                .build();
        Calls calls = url -> {
            HttpRequest request = HttpRequest.newBuilder(get, (name, value) -> true)
                    .uri(URI.create(url + "/v1/models?limit=2"))
                    .build();
            assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("{}");
        };
        record(exchange -> exchange.whole(RawServer.head(200, "application/json", "content-length: 2") + "{}"), calls);

        assertThat(fileNames()).containsExactly("001-response.json", "001.http");
        replay(calls);
    }

    @Test
    void aResponseWithoutABodyIsReplayed() throws Exception {
        Calls calls = url -> assertThat(post(url + CHAT, "{}").statusCode()).isEqualTo(204);
        record(exchange -> exchange.whole(RawServer.head(204, null)), calls);

        assertThat(fileNames()).containsExactly("001-request.json", "001.http");
        replay(calls);
    }

    @Test
    void binaryBodiesAreReplayedUnchanged() throws Exception {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Calls calls = url -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/files"))
                    .header("content-type", "image/png")
                    .header("x-api-key", TestKey.value())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build();
            assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(bytes);
        };
        record(
                exchange -> {
                    ByteArrayOutputStream response = new ByteArrayOutputStream();
                    response.writeBytes(RawServer.head(200, "image/png", "content-length: 256")
                            .getBytes(UTF_8));
                    response.writeBytes(bytes);
                    exchange.whole(response.toByteArray());
                },
                calls);

        assertThat(fileNames()).containsExactly("001-request.bin", "001-response.bin", "001.http");
        replay(calls);
    }

    @Test
    void aStreamKeepsItsTimes() throws Exception {
        record(
                exchange -> {
                    exchange.head("text/event-stream");
                    exchange.send("data: 1\n\nda");
                    Thread.sleep(150);
                    exchange.send("ta: 2\n\ndata: 3\n\n");
                    exchange.end();
                },
                url -> post(url + CHAT, "{}"));

        Matcher times = Pattern.compile("body-ms: (\\d+) (\\d+) (\\d+)\n").matcher(file("001.http"));
        assertThat(times.find()).isTrue();
        assertThat(Integer.parseInt(times.group(2))).isBetween(100, 5_000);
        assertThat(Integer.parseInt(times.group(1))).isLessThan(Integer.parseInt(times.group(2)));
        assertThat(times.group(3)).isEqualTo("0");
        assertThat(replayNanos(true)).isGreaterThan(Duration.ofMillis(100).toNanos());
    }

    @Test
    void aReplayHasFullSpeedUnlessThePaceIsRequested() throws Exception {
        write("001.http", "POST /v1/chat/completions\n\n200\n\nhead-ms: 100000\nbody-ms: 100000\nend: complete\n");
        write("001-request.json", "{}");
        write("001-response.json", "{}");

        assertThat(replayNanos(false)).isLessThan(Duration.ofSeconds(20).toNanos());
    }

    @Test
    void aMissingTimeIsZero() throws Exception {
        write("001.http", """
                POST /v1/chat/completions

                200
                content-type: text/event-stream

                head-ms:
                body-ms: 200
                end: complete
                """);
        write("001-request.json", "{}");
        write("001-response.sse", "data: 1\n\ndata: 2\n\ndata: 3\n\n");

        assertThat(replayNanos(true))
                .isBetween(
                        Duration.ofMillis(200).toNanos(), Duration.ofSeconds(20).toNanos());
    }

    @Test
    void aStreamOfManyEventsIsReplayed() throws Exception {
        String events = "data: 1\n\n".repeat(50_000);
        Calls calls = url -> assertThat(post(url + CHAT, "{}").body()).isEqualTo(events);
        record(
                exchange -> {
                    exchange.head("text/event-stream");
                    exchange.send(events);
                    exchange.end();
                },
                calls);

        replay(calls);
    }

    private long replayNanos(boolean atRecordedPace) throws Exception {
        try (FakeEndpoint endpoint =
                FakeEndpoint.builder().recordedPace(atRecordedPace).replaying(folder)) {
            long start = System.nanoTime();
            assertThat(post(endpoint.url() + CHAT, "{}").statusCode()).isEqualTo(200);
            return System.nanoTime() - start;
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** Ways to write a key in a response. */
    @SuppressWarnings("ImmutableEnumChecker") // of the JDK's kinds
    enum Spelling {
        PLAIN(key -> key),
        JSON(key -> key.replace("\"", "\\\"").replace("/", "\\/")),
        JSON_OF_ALL(key -> each(key, "(?s).", "\\u%04x")),
        URL(key -> each(key, "[^A-Za-z0-9]", "%%%02X")),
        HTML(key -> each(key, "[^A-Za-z0-9]", "&#x%x;"));

        private final UnaryOperator<String> spell;

        Spelling(UnaryOperator<String> spell) {
            this.spell = spell;
        }

        private static String each(String key, String pattern, String format) {
            return Pattern.compile(pattern)
                    .matcher(key)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            format.formatted((int) found.group().charAt(0))));
        }
    }

    private static final String KEY = "sk-" + TestKey.repeated().substring(0, 12) + "/+&=\""
            + TestKey.repeated().substring(12, 30);

    private static Stream<Arguments> keys() {
        return Stream.of(Spelling.values())
                .flatMap(spelling -> Stream.of(
                                "x-api-key: %s",
                                "authorization: Bearer %s", "cookie: a=b; session=%s", "x-token: %s", "?api_key=%s")
                        .map(place -> Arguments.of(spelling, place)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noFileContainsTheKey(Spelling spelling, String place) throws Exception {
        String echoed = spelling.spell.apply(KEY);
        boolean isParameter = place.startsWith("?");
        String query = isParameter ? place.formatted(Spelling.URL.spell.apply(KEY)) : "?q=b";
        String[] headers = isParameter ? new String[0] : place.formatted(KEY).split(": ", 2);
        record(
                exchange -> {
                    exchange.head(401, "text/event-stream", "x-note: of " + echoed);
                    exchange.send("data: \"" + echoed.substring(0, 9));
                    exchange.send(echoed.substring(9) + "\"\n\ndata: {\"key\":\"" + echoed + "\"}\n\n");
                    exchange.end();
                },
                url -> {
                    HttpResponse<String> response = post(
                            url + CHAT + query + "&r=a",
                            "{\"prompt\":\"" + Spelling.JSON.spell.apply(KEY) + " "
                                    + Spelling.JSON_OF_ALL.spell.apply(KEY) + "\"}",
                            headers);
                    assertThat(response.body()).contains(echoed);
                });

        assertThat(fileNames()).hasSize(3);
        String files = allFiles();
        assertThat(files).contains("x-note", "&r=a", "prompt", "data: ", "***");
        for (Spelling any : Spelling.values()) {
            String spelled = any.spell.apply(KEY);
            assertThat(files)
                    .doesNotContain(spelled.substring(0, spelled.length() / 2))
                    .doesNotContain(spelled.substring(spelled.length() / 2));
        }
        assertThat(files).doesNotContain(KEY.substring(0, 15), KEY.substring(21));
    }

    @Test
    void secretHeadersAndCookiesAreDropped() throws Exception {
        record(
                exchange -> {
                    exchange.head(200, "application/json", "set-cookie: id=1\r\nx-session-token: 2");
                    exchange.send("{}");
                    exchange.end();
                },
                url -> assertThat(post(url + CHAT, "{}", "cookie", "a=b", "x-api-key", "short", "proxy-auth", "p")
                                .headers()
                                .firstValue("set-cookie"))
                        .hasValue("id=1"));

        assertThat(file("001.http")).doesNotContain("cookie", "key", "token", "auth", "short");
    }

    @Test
    void secretMembersOfARequestAreMaskedHereAndInTheResponse() throws Exception {
        String body = "{\"mcp_servers\":[{\"authorization_token\":\"" + KEY.replace("\"", "") + "\",\"url\":\"u\"}],"
                + "\"metadata\":{\"password\":{\"old\":\"p1\"}},\"max_tokens\":5}";
        Calls calls = url -> assertThat(post(url + MESSAGES, body).statusCode()).isEqualTo(200);
        record(RecordTest::echo, calls);

        assertThat(Json.parse(file("001-request.json")))
                .isEqualTo(Json.parse("{\"mcp_servers\":[{\"authorization_token\":\"***\",\"url\":\"u\"}],"
                        + "\"metadata\":{\"password\":\"***\"},\"max_tokens\":5}"));
        assertThat(file("001-response.json")).contains("\"authorization_token\":\"***\"");
        replay(calls);
    }

    @Test
    void aKeyDoesNotMatterForAMatch() throws Exception {
        record(
                RecordTest::echo,
                url -> post(
                        url + CHAT + "?key=" + TestKey.repeated(),
                        "{\"k\":\"" + TestKey.value() + "\"}",
                        "x-api-key",
                        TestKey.value()));

        replay(url -> assertThat(post(
                                url + CHAT + "?key=" + "another",
                                "{\"k\":\"" + TestKey.other() + "\"}",
                                "authorization",
                                "Bearer " + TestKey.other())
                        .statusCode())
                .isEqualTo(200));
    }

    @Test
    void theRedactionSeesEveryFileAndItsResultIsWritten() throws Exception {
        List<String> seen = new ArrayList<>();
        UnaryOperator<String> redaction = text -> {
            seen.add(text);
            return text.replaceAll("\\w+@example\\.org", "someone");
        };
        try (RawServer target = RawServer.start(RecordTest::echo);
                FakeEndpoint endpoint =
                        FakeEndpoint.builder().redaction(redaction).recording(target.url(), folder)) {
            post(
                    endpoint.url() + CHAT + "?user=ann@example.org",
                    "{\"user\":\"bob@example.org\"}",
                    "from",
                    "cy@example.org");
        }

        assertThat(allFiles()).doesNotContain("example.org").contains("someone");
        assertThat(seen).hasSize(3).noneMatch(text -> text.contains("someone"));
        try (FakeEndpoint endpoint = FakeEndpoint.builder().redaction(redaction).replaying(folder)) {
            assertThat(post(endpoint.url() + CHAT + "?user=dan@example.org", "{\"user\":\"eve@example.org\"}")
                            .body())
                    .isEqualTo("{\"user\":\"someone\"}");
        }
    }

    @Test
    void jsonIsComparedByValue() throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{\"a\":[1,\"ü\"],\"b\":null}"));

        replay(url -> assertThat(post(url + CHAT, "{ \"b\" : null, \"a\" : [ 1, \"\\u00fc\" ] }")
                        .body())
                .isEqualTo("{\"a\":[1,\"ü\"],\"b\":null}"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "100, 1e2", "0.50, 0.5"})
    void equalNumbersMatch(String recorded, String received) throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{\"n\": [" + recorded + "]}"));

        replay(url -> assertThat(post(url + CHAT, "{\"n\": [" + received + "]}").statusCode())
                .isEqualTo(200));
    }

    /** A new key, or a session, that the endpoint returns. */
    @Test
    void secretsOfTheResponseAreMasked() throws Exception {
        String body = "{\"api_key\": \"fresh-key-0123456789\", \"note\": \"session-0123456789 began\"}";
        record(
                exchange -> exchange.whole(RawServer.head(
                                200,
                                "application/json",
                                "set-cookie: s=session-0123456789; Path=/",
                                "location: https://x/?token=location-0123456789",
                                "content-length: " + body.length())
                        + body),
                url -> assertThat(post(url + CHAT, "{}").body()).isEqualTo(body));

        assertThat(file("001-response.json"))
                .doesNotContain("fresh-key")
                .doesNotContain("session-0123456789")
                .contains("began");
        assertThat(file("001.http")).doesNotContain("session-").doesNotContain("location-0123456789");
    }

    @Test
    void anotherTextIsAMismatch() throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{not json"));

        replay(url -> {
            assertThat(post(url + CHAT, "{not json").statusCode()).isEqualTo(200);
            assertThat(post(url + CHAT, "{not  json").body())
                    .contains("Closest is 001-request.txt: body: recorded \\\"{not json\\\", received \\\"{not  json");
        });
    }

    @Test
    void aMismatchNamesTheClosestRecordingAndTheDifferences() throws Exception {
        record(RecordTest::echo, url -> {
            post(
                    url + CHAT,
                    "{\"model\":\"m\",\"messages\":[{\"content\":\"x\"},{\"content\":\"y\"},{\"content\":\"z\"}]}");
            post(url + CHAT, "{\"model\":\"m\",\"messages\":[{\"content\":\"a\"}],\"temperature\":0.2}");
            post(url + MESSAGES, "{\"model\":\"m\",\"messages\":[{\"content\":\"b\"}]}");
        });

        replay(url -> {
            HttpResponse<String> response = post(url + CHAT, "{\"model\":\"m\",\"messages\":[{\"content\":\"b\"}]}");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(Json.parse(response.body()))
                    .isEqualTo(Map.of(
                            "error",
                            Map.of(
                                    "type",
                                    "invalid_request_error",
                                    "message",
                                    "No recording matches POST /v1/chat/completions. Closest is 002-request.json: "
                                            + "messages[0].content: recorded \"a\", received \"b\"; "
                                            + "temperature: recorded 0.2, not received")));
        });
    }

    @Test
    void aMismatchOfThePathIsNamed() throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{}"));

        replay(url -> assertThat(post(url + MESSAGES, "{}").body())
                .contains("path: recorded \\\"POST /v1/chat/completions\\\", received \\\"POST /v1/messages\\\""));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aMismatchIsNotRetriedAndItsMessageReachesTheCaller(CallForm form, Dialect dialect) throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{}"));

        try (FakeEndpoint endpoint = FakeEndpoint.replaying(folder);
                Diglot client = TestClients.retrying(endpoint.url()).build()) {
            End end = form.call(client, dialect);

            assertThat(end.failure(InvalidRequestException.class))
                    .hasMessageContaining("No recording matches POST /v1/")
                    .hasMessageContaining("Closest is 001-request.json");
            assertThat(endpoint.requests()).hasSize(1);
        }
    }

    @Test
    void aMismatchIsBoundedAndContainsNoSecret() throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{}"));

        StringBuilder body = new StringBuilder("{\"password\":\"p-1\",\"prompt\":\"" + TestKey.repeated() + "\"");
        for (int i = 0; i < 1_000; i++) {
            body.append(",\"")
                    .append("n".repeat(500))
                    .append(i)
                    .append("\":\"")
                    .append("v".repeat(500))
                    .append('"');
        }
        replay(url -> assertThat(post(url + CHAT, body + "}", "x-api-key", TestKey.repeated())
                        .body())
                .hasSizeLessThan(3_000)
                .contains("prompt: not recorded, received \\\"***\\\"")
                .doesNotContain(TestKey.repeated(), "p-1"));
    }

    @Test
    void equalRequestsAreReplayedInOrderAndTheLastOneRepeats() throws Exception {
        int[] count = new int[1];
        record(exchange -> exchange.whole(RawServer.head(200, "text/plain", "content-length: 1") + ++count[0]), url -> {
            for (int i = 0; i < 3; i++) {
                post(url + CHAT, "{}");
            }
        });

        replay(url -> {
            for (String expected : List.of("1", "2", "3", "3", "3")) {
                assertThat(post(url + CHAT, "{}").body()).isEqualTo(expected);
            }
        });
    }

    @Test
    void aThousandParallelRequestsReceiveTheirOwnResponses() throws Exception {
        for (int i = 1; i <= 1_000; i++) {
            write(i + 1000 + ".http", "POST /v1/chat/completions\n\n200\n\nhead-ms:\nbody-ms:\nend: complete\n");
            write(i + 1000 + "-request.json", "{\"messages\":[{\"content\":\"request " + i + "\"}]}");
            write(i + 1000 + "-response.json", "\"response " + i + "\"");
        }
        replay(url -> {
            ExecutorService threads = Executors.newFixedThreadPool(50);
            try {
                List<Callable<String>> calls = new ArrayList<>();
                for (int i = 1; i <= 1_000; i++) {
                    String body = "{\"messages\":[{\"content\":\"request " + i + "\"}]}";
                    calls.add(() -> post(url + CHAT, body).body());
                }
                List<Future<String>> responses = threads.invokeAll(calls);
                for (int i = 1; i <= 1_000; i++) {
                    assertThat(responses.get(i - 1).get()).isEqualTo("\"response " + i + "\"");
                }
            } finally {
                threads.shutdownNow();
            }
        });
    }

    @Test
    void parallelRequestsAreRecordedEachWithItsOwnResponse() throws Exception {
        Calls calls = url -> {
            ExecutorService threads = Executors.newFixedThreadPool(20);
            try {
                List<Callable<String>> requests = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    String body = "{\"n\":" + i + "}";
                    requests.add(() -> post(url + CHAT, body).body());
                }
                List<Future<String>> responses = threads.invokeAll(requests);
                for (int i = 0; i < 200; i++) {
                    assertThat(responses.get(i).get()).isEqualTo("{\"n\":" + i + "}");
                }
            } finally {
                threads.shutdownNow();
            }
        };
        record(RecordTest::echo, calls);

        assertThat(fileNames()).hasSize(600);
        replay(calls);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void anUnreachableEndpointIsAnErrorAndNotRecorded(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.recording("http://127.0.0.1:1", folder)) {
            assertThat(call(endpoint.url(), form, dialect).failure())
                    .hasMessageContaining("502")
                    .hasMessageContaining("Cannot record: no response from 127.0.0.1")
                    .hasMessageContaining("ConnectException");
        }
        assertThat(fileNames()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aLostResponseIsReplayedAsLostAndTheRequestIsSentOnce(CallForm form, Dialect dialect) throws Exception {
        try (RawServer target = RawServer.start(RawServer.Exchange::cut)) {
            ConnectionException recorded = recorded(target, form, dialect).failure(ConnectionException.class);

            assertThat(recorded.requestSent()).isTrue();
            assertThat(target.requests()).isEqualTo(1);
        }
        assertThat(replayed(form, dialect).failure(ConnectionException.class).requestSent())
                .isTrue();
        assertThat(file("001.http")).contains("\n\n0\n\n").endsWith("end: cut\n");
    }

    @Test
    void aCompressedResponseIsNotRecorded() throws Exception {
        try (RawServer target = RawServer.responding(
                RawServer.head(200, "application/json", "content-encoding: gzip", "content-length: 2") + "xx")) {
            try (FakeEndpoint endpoint = FakeEndpoint.recording(target.url(), folder)) {
                HttpResponse<String> response = post(endpoint.url() + CHAT, "{}", "accept-encoding", "gzip");

                assertThat(response.statusCode()).isEqualTo(502);
                assertThat(response.body()).contains("a compressed body cannot be recorded: [gzip]");
            }
            assertThat(target.request()).contains("accept-encoding: identity").doesNotContain("accept-encoding: gzip");
        }
        assertThat(fileNames()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', /v1/messages",
        "/, /v1/messages",
        "/v1, /v1/messages",
        "/proxy, /proxy/v1/messages",
        "/api/v3/, /api/v3/messages",
    })
    void thePathOfTheTargetIsKept(String path, String expected) throws Exception {
        try (RawServer target = RawServer.start(RecordTest::echo);
                FakeEndpoint endpoint = FakeEndpoint.recording(target.url() + path, folder)) {
            post(endpoint.url() + MESSAGES, "{}");

            assertThat(target.request()).startsWith("POST " + expected + " HTTP/1.1\r\n");
        }
    }

    @Test
    void aNewRecordingReplacesTheEarlierOneAndNoOtherFile() throws Exception {
        write("notes.txt", "mine");
        record(RecordTest::echo, url -> {
            post(url + CHAT, "{}");
            post(url + CHAT, "{}");
        });
        record(RecordTest::echo, url -> post(url + CHAT, "[]"));

        assertThat(fileNames()).containsExactly("001-request.json", "001-response.json", "001.http", "notes.txt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | 001.http, line 1: expected a method and a path",
                "POST /v1 x | 001.http, line 1: expected a method and a path",
                "POST /v1~a: b~c~ | 001.http, line 3: expected a header, or an empty line after the headers",
                "POST /v1~~ok | 001.http, line 3: expected a status, such as 200",
                "POST /v1~~2000 | 001.http, line 3: expected a status, such as 200",
                "POST /v1~~200 | 001.http, line 5: expected head-ms:",
                "POST /v1~~200~~head-ms: x | 001.http, line 5: expected head-ms: and a number",
                "POST /v1~~200~~head-ms: 1~body-ms: 1 -1 | 001.http, line 6: expected body-ms: and numbers",
                "POST /v1~~200~~head-ms: 1~body-ms: 1 9999999999 | 001.http, line 6: expected body-ms: and numbers",
                "POST /v1~~200~~head-ms: 1~body-ms: 1~end: soon | 001.http, line 7: expected end: complete, or end: cut",
            })
    void aMalformedRecordingIsReportedWithFileAndLine(String text, String expected) throws Exception {
        write("001.http", text.replace("~", "\n"));

        assertThatThrownBy(() -> FakeEndpoint.replaying(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void aMalformedRequestBodyIsReportedWithFileAndLine() throws Exception {
        write("001.http", "POST /v1\n\n200\n\nhead-ms:\nbody-ms:\nend: complete\n");
        write("001-request.json", "{\n\"a\": 1,\n}");

        assertThatThrownBy(() -> FakeEndpoint.replaying(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("001-request.json")
                .hasMessageContaining("line: 3");
    }

    @Test
    void aFolderWithoutRecordingsIsReported() {
        assertThatThrownBy(() -> FakeEndpoint.replaying(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no recording")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void noThreadIsLeft() throws Exception {
        record(RecordTest::echo, url -> post(url + CHAT, "{}"));
        replay(url -> post(url + CHAT, "{}"));

        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("fake-endpoint"))) {
            Thread.onSpinWait(); // a task of the HTTP client may still end; the timeout of the class bounds it
        }
    }
}
