// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.diglot.api.ApiResponse;
import dev.diglot.config.Credentials;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiglotTest {
    private static final String KEY = TestKey.value();

    @Test
    void chatCallGoesToItsPathWithABearerToken() {
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        "glm-5", List.of(ChatMessage.user("Calculate 1+1")))
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("2").header("x-request-id", "r-1"));
                Diglot client = client(endpoint.url() + "/prefix/v1/chat/completions")) {
            ApiResponse<ChatCompletion> response = client.chat().createWithResponse(request);

            assertThat(response.body().text()).isEqualTo("2");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.requestId()).isEqualTo("r-1");
            assertThat(response.attempts()).isEqualTo(1);
            assertThat(response.headers().get("X-Request-Id")).containsExactly("r-1");
            ReceivedRequest received = endpoint.requests().get(0);
            assertThat(received.method()).isEqualTo("POST");
            assertThat(received.path()).isEqualTo("/prefix/v1/chat/completions");
            assertThat(received.headers())
                    .containsKey("authorization")
                    .containsEntry("x-team", List.of("red"))
                    .doesNotContainKeys("x-api-key", "anthropic-version");
            assertThat(received.hasKey(KEY)).isTrue();
            assertThat(Trees.read(received.body()))
                    .isEqualTo(Trees.read(
                            "{\"model\":\"glm-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Calculate 1+1\"}]}"));
        }
    }

    @Test
    void messagesCallGoesToItsPathWithItsOwnKeyHeader() {
        MessageRequest request = MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hi")))
                .maxTokens(1000)
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hello"));
                Diglot client = client(endpoint.url())) {
            assertThat(client.messages().create(request).text()).isEqualTo("Hello");

            ReceivedRequest received = endpoint.requests().get(0);
            assertThat(received.method()).isEqualTo("POST");
            assertThat(received.path()).isEqualTo("/v1/messages");
            assertThat(received.headers())
                    .containsKey("x-api-key")
                    .containsEntry("anthropic-version", List.of("2023-06-01"))
                    .doesNotContainKey("authorization");
            assertThat(received.hasKey(KEY)).isTrue();
        }
    }

    private static Diglot client(String url) {
        return Diglot.builder().baseUrl(url).apiKey(KEY).header("x-team", "red").build();
    }

    @Test
    void responseToStringShowsNoHeader() {
        ApiResponse<String> response = new ApiResponse<>(
                "b", 200, Map.of("set-cookie", List.of("s3cret")), "r-1", 1, Duration.ofSeconds(1), List.of());

        assertThat(response.toString()).contains("r-1", "PT1S").doesNotContain("s3cret");
    }

    @Test
    void toStringNamesTheAddressesAndNoSecret() {
        try (Diglot client = Diglot.builder()
                .baseUrl("https://a.example")
                .messagesBaseUrl("https://a.example/anthropic")
                .apiKey(KEY)
                .header("x-team", "s3cret")
                .build()) {
            assertThat(client.toString())
                    .contains("chat=https://a.example/v1", "messages=https://a.example/anthropic/v1", "x-team", "PT10M")
                    .doesNotContain(KEY, "s3cret");
        }
    }

    @Test
    void createReadsAddressAndKeyFromTheEnvironment() {
        Map<String, String> environment =
                Map.of("DIGLOT_BASE_URL", "https://a.example/v1/chat/completions", "DIGLOT_API_KEY", KEY);

        try (Diglot client = Diglot.create(environment)) {
            assertThat(client.toString()).contains("https://a.example/v1", "credentials=Credentials[");
        }
    }

    @Test
    void missingEnvironmentIsReportedWithAdvice() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Diglot.create(Map.of("DIGLOT_API_KEY", KEY)))
                .withMessage("The environment variable DIGLOT_BASE_URL is not set; set it to the endpoint's address, or"
                        + " use Diglot.builder()");
        assertThatIllegalStateException()
                .isThrownBy(() -> Diglot.create(Map.of("DIGLOT_BASE_URL", "https://a.example", "DIGLOT_API_KEY", " ")))
                .withMessageContaining("DIGLOT_API_KEY is not set; set it to the endpoint's key");
    }

    static Stream<Arguments> misuse() {
        return Stream.of(
                misuse("baseUrl \"a.example\" must begin with", b -> b.baseUrl("a.example")),
                misuse("chatBaseUrl \"ftp://a\" must begin with", b -> b.chatBaseUrl("ftp://a")),
                misuse("messagesBaseUrl \"\" must begin", b -> b.messagesBaseUrl(" ")),
                misuse("The API key is empty", b -> b.apiKey("")),
                misuse("The API key is in quotes", b -> b.apiKey("'k'")),
                misuse("connectTimeout is PT0S, but must be more than zero", b -> b.connectTimeout(Duration.ZERO)),
                misuse("responseTimeout is PT-1S", b -> b.responseTimeout(Duration.ofSeconds(-1))),
                misuse("idleTimeout is PT0S", b -> b.idleTimeout(Duration.ZERO)),
                misuse("deadline is PT0S", b -> b.deadline(Duration.ZERO)),
                misuse("maxEventBytes is 0, but must be at least 1", b -> b.maxEventBytes(0)),
                misuse("maxBodyBytes is -1, but must be at least 1", b -> b.maxBodyBytes(-1)),
                misuse("The header Authorization carries the key", b -> b.header("Authorization", "Bearer k")),
                misuse(
                        "follows redirects",
                        b -> b.baseUrl("https://a.example")
                                .httpClient(HttpClient.newBuilder()
                                        .followRedirects(HttpClient.Redirect.NORMAL)
                                        .build())
                                .build()),
                misuse(
                        "over plain http to http://a.example/v1",
                        b -> b.baseUrl("http://a.example").apiKey(KEY).build()),
                misuse(
                        "over plain http to http://b.example/v1",
                        b -> b.baseUrl("https://a.example")
                                .messagesBaseUrl("http://b.example")
                                .credentials(Credentials.bearer(() -> KEY))
                                .build()));
    }

    private static Arguments misuse(String message, Consumer<Diglot.Builder> use) {
        return Arguments.of(message, use);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misuse")
    void misuseIsRejectedWithAdvice(String message, Consumer<Diglot.Builder> use) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> use.accept(Diglot.builder()))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY));
    }

    @Test
    void clientWithoutAnAddressIsRejected() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Diglot.builder().apiKey(KEY).build())
                .withMessageStartingWith("No address is set; call baseUrl(");
    }

    @Test
    void connectTimeoutWithAUsersHttpClientIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Diglot.builder()
                        .baseUrl("https://a.example")
                        .httpClient(HttpClient.newHttpClient())
                        .connectTimeout(Duration.ofSeconds(1))
                        .build())
                .withMessageContaining("an HttpClient has its own connect timeout");
    }

    @Test
    void plainHttpIsAllowedToThisMachineWithoutAKeyOrOnRequest() {
        Diglot.builder().baseUrl("http://localhost:1").apiKey(KEY).build().close();
        Diglot.builder().baseUrl("http://a.example").build().close();
        Diglot.builder()
                .baseUrl("http://a.example")
                .apiKey(KEY)
                .allowPlainHttp(true)
                .build()
                .close();
    }

    @Test
    void builtClientIsNotAffectedByLaterChanges() {
        Diglot.Builder builder = Diglot.builder().baseUrl("https://a.example");

        try (Diglot client = builder.build()) {
            builder.baseUrl("https://b.example").idleTimeout(Duration.ofSeconds(1));

            assertThat(client.toString()).contains("https://a.example/v1", "idleTimeout=PT5M");
        }
    }

    @Test
    void createRefusesAStreamHoweverRequestedAndSendsNothing() {
        try (Diglot client = Diglot.builder()
                .baseUrl("http://127.0.0.1:1")
                .apiKey(TestKey.value())
                .build()) {
            ChatCompletionRequest.Builder request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")));

            for (ChatCompletionRequest streaming : List.of(
                    request.stream(true).build(),
                    request.stream(null).additionalProperty("stream", true).build())) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> client.chat().create(streaming))
                        .withMessageContaining("stream is set");
            }
        }
    }
}
