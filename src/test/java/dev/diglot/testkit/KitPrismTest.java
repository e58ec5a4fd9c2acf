// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.StopReason;
import dev.diglot.testing.Examples;
import dev.diglot.testing.SpecOperation;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prism, a third-party program, finds no violation of the spec in the responses of an endpoint behind it. Of streams it
 * checks only the content type.
 */
@Tag("lab")
@Timeout(60)
class KitPrismTest {
    private static final String PROXY = System.getProperty("diglot.lab.prism.proxy", "http://127.0.0.1:4341");
    /** Where the proxy looks for the endpoint behind it. */
    private static final int BEHIND = Integer.getInteger("diglot.lab.prism.behind", 4342);

    private static final String CHAT = "chat-tool-request.json";
    private static final String MESSAGES = "messages-tool-request.json";
    private static final String COUNT = "count-tool-request.json";
    /** A list of models has no request body. */
    private static final String MODELS = "models-chat-response.json";

    private static final Pattern ERROR = Pattern.compile("-error-(\\d{3}|model)-");

    /** The statuses that the examples of the spec show. */
    private static final Map<ErrorKind, Integer> STATUSES = Map.ofEntries(
            Map.entry(ErrorKind.INVALID_REQUEST, 400),
            Map.entry(ErrorKind.AUTHENTICATION, 401),
            Map.entry(ErrorKind.PAYMENT_REQUIRED, 402),
            Map.entry(ErrorKind.PERMISSION_DENIED, 403),
            Map.entry(ErrorKind.MODEL_NOT_AVAILABLE, 403),
            Map.entry(ErrorKind.NOT_FOUND, 404),
            Map.entry(ErrorKind.REQUEST_TOO_LARGE, 413),
            Map.entry(ErrorKind.RATE_LIMIT, 429),
            Map.entry(ErrorKind.SERVER, 500),
            Map.entry(ErrorKind.SERVICE_UNAVAILABLE, 503),
            Map.entry(ErrorKind.OVERLOADED, 529));

    /** HTTP/1.1: Prism forwards the h2c upgrade of a GET to the endpoint, and the call never ends. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One for all tests: Prism keeps its connection. */
    private static FakeEndpoint endpoint;

    private static volatile Reply next = Reply.text("");

    @BeforeAll
    static void start() {
        endpoint = FakeEndpoint.builder().port(BEHIND).start(request -> next);
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    static Stream<Arguments> replies() {
        Reply text = Reply.text("It is ", "sunny.").usage(12, 4);
        Reply tools = Reply.toolCall("get_weather", "{\"city\": \"Beijing\"}").andToolCall("get_time", "{}");
        Map<String, Reply> both = Map.of(
                "text", text,
                "reasoning", text.reasoning("Look outside."),
                "tool calls", tools,
                "everything", text.reasoning("Look outside.").andToolCall("get_time", "{}"),
                "JSON", Reply.json("{\"city\": \"Beijing\"}"),
                "refusal", Reply.refusal("I will not."),
                "stop reason", text.stopReason(StopReason.MAX_TOKENS),
                "unknown stop reason", text.stopReason(StopReason.of("tired")));
        return Stream.concat(
                both.entrySet().stream()
                        .flatMap(reply -> Stream.of(CHAT, MESSAGES)
                                .map(request -> Arguments.of(reply.getKey(), request, reply.getValue()))),
                Stream.of(
                        Arguments.of("choices", CHAT, Reply.choices(text, tools, Reply.refusal("I will not."))),
                        Arguments.of("tokens", COUNT, text)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("replies")
    void replyConformsToTheSpec(String title, String request, Reply reply) throws Exception {
        assertConforms(200, response(request, false, reply));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("replies")
    void streamConformsToTheSpec(String title, String request, Reply reply) throws Exception {
        assertConforms(200, response(request, !request.equals(COUNT), reply));
    }

    @ParameterizedTest
    @EnumSource
    void errorConformsToTheSpec(ErrorKind kind) throws Exception {
        for (String request : List.of(CHAT, MESSAGES, COUNT, MODELS)) {
            assertConforms(STATUSES.get(kind), response(request, false, Reply.error(kind)));
        }
    }

    static List<String> examples() {
        return Examples.names().stream()
                .filter(name -> name.endsWith("-response.json") || name.endsWith(".sse"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleConformsToTheSpec(String file) throws Exception {
        String name = file.replaceFirst("-(response|stream)\\..*", "");
        if (file.equals("messages-error-stream.sse")) { // it ends with an error
            assertConforms(529, response(requestFor(file), false, Reply.example(name)));
            return;
        }
        int status = ERROR.matcher(file)
                .results()
                .map(error -> error.group(1).equals("model") ? 403 : Integer.parseInt(error.group(1)))
                .findFirst()
                .orElse(200);

        assertConforms(status, response(requestFor(file), false, Reply.example(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES, COUNT, MODELS})
    void replyOfAnotherShapeDoesNot(String request) throws Exception {
        Reply wrong = Reply.body(
                200, "application/json", "{\"choices\": 5, \"content\": 5, \"input_tokens\": [], \"data\": 5}");

        assertThat(response(request, false, wrong).body()).contains("stoplight.io/prism/errors#VIOLATIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES, COUNT, MODELS})
    void errorOfAnotherShapeDoesNot(String request) throws Exception {
        Reply wrong = Reply.body(429, "application/json", "{\"error\": {\"message\": 5}}");

        assertThat(response(request, false, wrong).body()).contains("stoplight.io/prism/errors#VIOLATIONS");
    }

    private static void assertConforms(int status, HttpResponse<String> response) {
        assertThat(response.headers().firstValue("sl-violations")).isEmpty();
        assertThat(response.body()).doesNotContain("stoplight.io/prism");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("x-request-id"))
                .as("the endpoint has responded")
                .isPresent();
    }

    /** Sends the request of an example through the proxy to an endpoint with this reply. */
    private static HttpResponse<String> response(String request, boolean streaming, Reply reply) throws Exception {
        SpecOperation operation = SpecOperation.of(request);
        HttpRequest.Builder sent = HttpRequest.newBuilder().uri(URI.create(PROXY + operation.path()));
        if (operation.dialect().equals("chat")) {
            sent.header("authorization", "Bearer " + TestKey.value());
        } else {
            sent.header("x-api-key", TestKey.value()).header("anthropic-version", "2023-06-01");
        }
        if (operation.method().equals("post")) {
            ObjectNode body = (ObjectNode) Trees.read(Examples.text(request));
            body.remove("stream");
            if (streaming) {
                body.put("stream", true);
            }
            sent.header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        next = reply;
        int before = endpoint.requests().size();
        HttpResponse<String> response = HTTP.send(sent.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(endpoint.requests()).hasSize(before + 1);
        return response;
    }

    /** Returns an example of a request to the operation of a response. */
    private static String requestFor(String response) {
        SpecOperation operation = SpecOperation.of(response);
        return Stream.of(CHAT, MESSAGES, COUNT, MODELS)
                .filter(name -> SpecOperation.of(name).equals(operation))
                .findFirst()
                .orElseThrow();
    }
}
