// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.api.ApiResponse;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.ProtocolException;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.ModelInfo;
import dev.diglot.model.ModelList;
import dev.diglot.model.ModelPage;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v1/models}: no body, query parameters, and the address and key of either dialect. */
class ModelsTest {
    private static final String JSON = "application/json";
    private static final String LIST = "{\"object\":\"list\",\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";
    private static final Reply MODELS = Reply.of(ModelList.fromJson(LIST));

    /** Starts an endpoint that responds with a body that need not be a list of models. */
    private static FakeEndpoint responding(String body) {
        return FakeEndpoint.start(Reply.body(200, JSON, body));
    }

    @ParameterizedTest
    @CsvSource({"models-chat, glm-5, kimi-k2.5", "models-list, glm-5, kimi-k2.5", "models-messages, minimax-m2.7,"})
    void readsEveryDocumentedShape(String example, String first, String second) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.example(example));
                Diglot client = TestClients.client(endpoint)) {
            List<ModelInfo> models = client.models().list().data();

            assertThat(models)
                    .extracting(ModelInfo::id)
                    .containsExactlyElementsOf(second == null ? List.of(first) : List.of(first, second));
        }
    }

    @Test
    void pageTellsWhetherThereIsAnother() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.example("models-messages"));
                Diglot client = TestClients.client(endpoint)) {
            ModelList models = client.models().list();

            assertThat(models).isInstanceOfSatisfying(ModelPage.class, it -> {
                assertThat(it.hasMore()).isTrue();
                assertThat(it.lastId()).isEqualTo("minimax-m2.7");
            });
        }
    }

    @Test
    void sendsNoBodyAndNoContentType() throws Exception {
        try (RawServer server = RawServer.responding(200, JSON, LIST);
                Diglot client = TestClients.client(server)) {
            client.models().list();

            assertThat(server.request().toLowerCase(Locale.ROOT))
                    .startsWith("get /v1/models http/1.1\r\n")
                    .contains("accept: application/json\r\n")
                    .doesNotContain("content-type:")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void usesTheAddressAndKeyOfChat() throws Exception {
        try (FakeEndpoint chat = FakeEndpoint.start(MODELS);
                FakeEndpoint messages = FakeEndpoint.start(Reply.error(ErrorKind.SERVER));
                Diglot client = TestClients.builder(chat)
                        .messagesBaseUrl(messages.url())
                        .build()) {
            client.models().list();

            ReceivedRequest received = chat.requests().get(0);
            assertThat(received.hasKey(TestKey.value())).isTrue();
            assertThat(received.headers())
                    .containsKey("authorization")
                    .doesNotContainKeys("x-api-key", "anthropic-version");
        }
    }

    @Test
    void usesTheAddressKeyAndVersionOfMessagesIfOnlyThatHasAnAddress() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(MODELS);
                Diglot client = Diglot.builder()
                        .messagesBaseUrl(endpoint.url())
                        .apiKey(TestKey.value())
                        .build()) {
            client.models().list();

            ReceivedRequest received = endpoint.requests().get(0);
            assertThat(received.hasKey(TestKey.value())).isTrue();
            assertThat(received.headers())
                    .containsKey("x-api-key")
                    .containsEntry("anthropic-version", List.of("2023-06-01"))
                    .doesNotContainKey("authorization");
        }
    }

    @Test
    void queryParametersAreEncodedAndNullIsLeftOut() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(MODELS);
                Diglot client = TestClients.client(endpoint)) {
            client.models().list(100, "a b/c&d=é", null, RequestOptions.none());

            ReceivedRequest received = endpoint.requests().get(0);
            assertThat(received.method()).isEqualTo("GET");
            assertThat(received.path()).isEqualTo("/v1/models?limit=100&after_id=a%20b%2Fc%26d%3D%C3%A9");
        }
    }

    @Test
    void futureAndMetadataAreThere() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(MODELS);
                Diglot client = TestClients.client(endpoint)) {
            ApiResponse<ModelList> response =
                    client.models().listAsyncWithResponse().join();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.attempts()).isEqualTo(1);
            assertThat(response.body().data()).hasSize(2);
            assertThat(client.models().listAsync().join().data()).hasSize(2);
        }
    }

    @Test
    void lostResponseIsRetriedSinceReadingChangesNothing() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = RawServer.start(exchange -> {
                    if (requests.getAndIncrement() == 0) {
                        exchange.raw("HTTP/1.1 20"); // the JDK itself sends it again if no byte was received
                        exchange.reset();
                    } else {
                        exchange.headAnd(JSON, LIST);
                        exchange.end();
                    }
                });
                Diglot client = TestClients.retrying(server).build()) {
            assertThat(client.models().listWithResponse().attempts()).isEqualTo(2);
        }
    }

    @Test
    void errorIsTyped() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.error(ErrorKind.AUTHENTICATION));
                Diglot client = TestClients.client(endpoint)) {
            assertThatThrownBy(() -> client.models().list()).isInstanceOf(AuthenticationException.class);
            assertThatThrownBy(() -> client.models().listAsync().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(AuthenticationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}", "{\"data\":5}", "{\"models\":[]}"})
    void listWithoutModelsIsNoEmptyList(String body) throws Exception {
        try (FakeEndpoint endpoint = responding(body);
                Diglot client = TestClients.client(endpoint)) {
            assertThatThrownBy(() -> client.models().list())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("lacks data");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[]}", "[]"})
    void emptyListIsAListWithoutModels(String body) throws Exception {
        try (FakeEndpoint endpoint = responding(body);
                Diglot client = TestClients.client(endpoint)) {
            assertThat(client.models().list().data()).isEmpty();
        }
    }

    @Test
    void streamIsNoList() throws Exception {
        try (FakeEndpoint endpoint =
                        FakeEndpoint.start(Reply.body(200, "text/event-stream", "data: {\"data\":[]}\n\n"));
                Diglot client = TestClients.client(endpoint)) {
            assertThatThrownBy(() -> client.models().list()).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void errorInASuccessfulResponseIsTyped() throws Exception {
        String body = "{\"data\":[],\"error\":{\"code\":\"invalid_api_key\",\"message\":\"no such key\"}}";
        try (FakeEndpoint endpoint = responding(body);
                Diglot client = TestClients.client(endpoint)) {
            assertThatThrownBy(() -> client.models().list()).isInstanceOf(AuthenticationException.class);
        }
    }
}
