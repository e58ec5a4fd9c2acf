// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.PermissionDeniedException;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.CodeSamples;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Readme;
import dev.diglot.testing.Snippet;
import dev.diglot.testing.SnippetRunner;
import dev.diglot.testing.SpecOperation;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prism, a third-party program, judges by the spec: its proxy, with an endpoint of ours behind it, refuses requests and
 * responses that break the spec, and its mock refuses such requests. Of streams it checks only the content type.
 */
@Tag("lab")
@Timeout(120)
class PrismTest {
    private static final String PROXY = System.getProperty("diglot.lab.prism.proxy", "http://127.0.0.1:4341");
    private static final String MOCK = System.getProperty("diglot.lab.prism.mock", "http://127.0.0.1:4340");
    /** Where the proxy looks for the endpoint behind it. */
    private static final int BEHIND = Integer.getInteger("diglot.lab.prism.behind", 4342);

    private static final int LEAST_CALLS = 80;
    private static final int LEAST_RESPONSES = 50;

    /** HTTP/1.1: Prism forwards the h2c upgrade of a GET to the endpoint, and the call never ends. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path compiled;

    private static SnippetRunner runner;

    @BeforeAll
    static void compileSnippets() throws IOException {
        runner = new SnippetRunner(Readme.snippets(), compiled);
    }

    @AfterAll
    static void closeRunner() throws IOException {
        runner.close();
    }

    /** Shows that the judge checks at all. */
    @ParameterizedTest
    @ValueSource(strings = {"chat-tool", "chat-tool-result", "messages-tool", "messages-tool-result"})
    void judgeIsAwake(String name) throws Exception {
        ObjectNode body = (ObjectNode) Trees.read(Examples.text(name + "-request.json"));
        JsonNode messages = body.get("messages");
        ((ObjectNode) messages.get(messages.size() - 1)).put("role", 5);

        for (String server : List.of(PROXY, MOCK)) {
            // The endpoint behind the proxy never responds so.
            assertThat(send(server, name, body.toString()).statusCode())
                    .as(server)
                    .isEqualTo(422);
        }
    }

    @ParameterizedTest
    @CsvSource({"chat-hello, choices", "messages-hello, content"})
    void judgeChecksResponses(String name, String member) throws Exception {
        ObjectNode body = (ObjectNode) Trees.read(Examples.text(name + "-response.json"));
        body.put(member, 5);
        WireMockServer endpoint = server(BEHIND);
        endpoint.stubFor(
                any(anyUrl()).willReturn(response(name + "-response.json").withBody(body.toString())));

        HttpResponse<String> response = send(PROXY, name, Examples.text(name + "-request.json"));
        endpoint.stop();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(500);
    }

    @Test
    void everyRequestOfTheExamplesKeepsTheSpec() throws Exception {
        int calls = 0;
        EmbeddedEndpoint endpoint = new EmbeddedEndpoint("", BEHIND);
        try {
            for (String file : Examples.names()) {
                if (file.endsWith("-request.json")) {
                    for (boolean streaming : new boolean[] {false, true}) {
                        ObjectNode body = (ObjectNode) Trees.read(Examples.text(file));
                        body.remove("stream");
                        if (streaming) {
                            body.put("stream", true);
                        }

                        HttpResponse<String> response = send(PROXY, file, body.toString());

                        // The endpoint has a response, or it refuses.
                        assertThat(response.statusCode()).as(file).isIn(200, 400);
                        assertPassed(file, response);
                        calls++;
                    }
                }
            }
        } finally {
            endpoint.close();
        }
        assertThat(calls).isGreaterThanOrEqualTo(LEAST_CALLS);
    }

    @Test
    void everyResponseOfTheExamplesConformsToTheSpec() throws Exception {
        int responses = 0;
        WireMockServer endpoint = server(BEHIND);
        try {
            for (String file : Examples.names()) {
                if (file.endsWith("-response.json") || file.endsWith(".sse")) {
                    endpoint.stubFor(any(anyUrl()).willReturn(response(file)));

                    HttpResponse<String> response = send(PROXY, file, requestFor(file));

                    assertThat(response.statusCode()).as(file).isEqualTo(status(file));
                    assertPassed(file, response);
                    responses++;
                }
            }
        } finally {
            endpoint.stop();
        }
        assertThat(responses).isGreaterThanOrEqualTo(LEAST_RESPONSES);
    }

    private static void assertPassed(String file, HttpResponse<String> response) {
        assertThat(response.headers().firstValue("sl-violations")).as(file).isEmpty();
        assertThat(response.body()).as(file).doesNotContain("stoplight.io/prism");
    }

    private static ResponseDefinitionBuilder response(String file) {
        return aResponse()
                .withStatus(status(file))
                .withHeader("content-type", file.endsWith(".sse") ? "text/event-stream" : "application/json")
                .withBody(Examples.bytes(file));
    }

    /** The number in the name of an error; a model that is not there is forbidden. */
    private static int status(String file) {
        Matcher error = Pattern.compile("-error-(\\d+|model)-response").matcher(file);
        return error.find() ? Integer.parseInt(error.group(1).replace("model", "403")) : 200;
    }

    private static WireMockServer server(int port) {
        WireMockServer server = new WireMockServer(
                WireMockConfiguration.options().bindAddress("127.0.0.1").port(port));
        server.start();
        return server;
    }

    @Test
    void wholeConversationKeepsTheSpec() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        int code;
        EmbeddedEndpoint endpoint = new EmbeddedEndpoint("", BEHIND);
        try {
            code = Conversation.run(
                    Map.of("DIGLOT_BASE_URL", PROXY, "DIGLOT_API_KEY", EmbeddedEndpoint.KEY),
                    city -> new Conversation.Weather(21, "clear"),
                    new PrintStream(bytes, true, StandardCharsets.UTF_8));
        } finally {
            endpoint.close();
        }

        String said = bytes.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isZero();
        assertThat(said)
                .containsSubsequence(
                        "2 plus 3 is 5.",
                        "(stop reason: end_turn)",
                        "In Beijing it is 21 degrees",
                        "In Beijing it is 21 degrees",
                        "country: France",
                        "country: France",
                        "ModelNotAvailableException, status 403");
    }

    /** All that run, without the one whose request is newer than the spec. */
    static List<Snippet> snippets() throws IOException {
        return Readme.snippets().stream()
                .filter(snippet -> snippet.runs() && !snippet.name().equals("image_unknown"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void everyRequestOfASnippetKeepsTheSpec(Snippet snippet) throws Exception {
        WireMockServer between = server(0);
        between.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(PROXY)));
        FakeEndpoint endpoint = Scripts.start(FakeEndpoint.builder().port(BEHIND), snippet.replies(), compiled);
        try {
            run(snippet, between.baseUrl());

            assertThat(between.getAllServeEvents()).allSatisfy(PrismTest::passed);
        } finally {
            endpoint.close();
            between.stop();
        }
    }

    private static void run(Snippet snippet, String url) throws Exception {
        try {
            runner.run(snippet, url, TestKey.value());
        } catch (AssertionError e) {
            // The proxy changes cuts and pace. GuidesTest checks what a snippet does.
        }
    }

    @Test
    void everyRequestOfTheSamplesKeepsTheSpec(@TempDir Path folder) throws Exception {
        WireMockServer endpoint = server(BEHIND);
        endpoint.stubFor(post("/v1/chat/completions").willReturn(response("chat-hello-response.json")));
        endpoint.stubFor(post("/v1/messages").willReturn(response("messages-hello-response.json")));
        endpoint.stubFor(post("/v1/messages/count_tokens").willReturn(response("count-tool-response.json")));
        endpoint.stubFor(get("/v1/models").willReturn(response("models-chat-response.json")));
        WireMockServer between = server(0);
        between.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(PROXY)));
        String client = "Diglot.builder().baseUrl(\"" + between.baseUrl() + "\").apiKey(\"key\").build()";
        List<Path> sources = CodeSamples.sources(folder, sample -> sample.replace("Diglot.create()", client));
        assertThat(Readme.compile(sources, folder)).isEmpty();

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            for (Path source : sources) {
                String name = source.getFileName().toString().replace(".java", "");
                loader.loadClass(name).getMethod("run").invoke(null);
            }

            assertThat(between.getAllServeEvents())
                    .hasSizeGreaterThanOrEqualTo(sources.size())
                    .allSatisfy(event -> assertThat(event.getResponse().getStatus())
                            .as(event.getResponse().getBodyAsString())
                            .isEqualTo(200));
        } finally {
            between.stop();
            endpoint.stop();
        }
    }

    /** Prism rejects a request itself, and lists what is wrong with a response in a header. */
    private static void passed(ServeEvent event) {
        assertThat(event.getResponse().getHeaders().getHeader("sl-violations").isPresent())
                .as(event.getRequest().getBodyAsString())
                .isFalse();
        assertThat(event.getResponse().getBodyAsString())
                .as(event.getRequest().getBodyAsString())
                .doesNotContain("stoplight.io/prism");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-hello",
                "chat-tool",
                "chat-tool-result",
                "messages-hello",
                "messages-tool",
                "messages-tool-result"
            })
    void mockServesTheResponsesOfTheConversation(String name) {
        RequestOptions options =
                RequestOptions.builder().header("Prefer", "example=" + name).build();
        String request = Examples.text(name + "-request.json");

        try (Diglot client = TestClients.client(MOCK)) {
            JsonModel response = name.startsWith("chat-")
                    ? client.chat().create(ChatCompletionRequest.fromJson(request), options)
                    : client.messages().create(MessageRequest.fromJson(request), options);

            assertThat(Trees.same(response.toJson(), Examples.text(name + "-response.json")))
                    .as(response.toJson())
                    .isTrue();
        }
    }

    @Test
    void mockServesTheTypedErrorOfTheConversation() {
        RequestOptions options =
                RequestOptions.builder().header("Prefer", "code=403").build();

        try (Diglot client = TestClients.client(MOCK)) {
            ChatCompletionRequest request = ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Hello")))
                    .build();

            assertThatThrownBy(() -> client.chat().create(request, options))
                    .isInstanceOf(PermissionDeniedException.class);
        }
    }

    private static HttpResponse<String> send(String server, String example, String body) throws Exception {
        SpecOperation operation = SpecOperation.of(example);
        HttpRequest.Builder request = HttpRequest.newBuilder().uri(URI.create(server + operation.path()));
        if (operation.dialect().equals("chat")) {
            request.header("authorization", "Bearer " + EmbeddedEndpoint.KEY);
        } else {
            request.header("x-api-key", EmbeddedEndpoint.KEY).header("anthropic-version", "2023-06-01");
        }
        if (operation.method().equals("post")) {
            request.header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request that the operation of a response accepts. */
    private static String requestFor(String response) {
        SpecOperation operation = SpecOperation.of(response);
        return Examples.names().stream()
                .filter(name -> name.matches("(chat-hello|messages-hello|count-tool)-request.json"))
                .filter(name -> SpecOperation.of(name).equals(operation))
                .map(Examples::text)
                .findFirst()
                .orElse("");
    }
}
