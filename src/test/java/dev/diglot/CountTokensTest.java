// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.error.ProtocolException;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.ThinkingConfig;
import dev.diglot.model.TokenCountRequest;
import dev.diglot.testing.Examples;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/messages/count_tokens}: an operation with a body and without a stream. */
class CountTokensTest {
    private static final TokenCountRequest REQUEST =
            TokenCountRequest.builder("m", List.of(MessageParam.user("hi"))).build();

    @Test
    void returnsTheNumberOfTokens() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.example("count-tool"));
                Diglot client = TestClients.client(endpoint)) {
            assertThat(client.messages().countTokens(REQUEST).inputTokens()).isEqualTo(389L);
            assertThat(client.messages().countTokensAsync(REQUEST).join().inputTokens())
                    .isEqualTo(389L);
        }
    }

    @Test
    void sendsTheRequestWithTheHeadersOfTheDialect() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("any").usage(1, 0));
                Diglot client = TestClients.client(endpoint)) {
            assertThat(client.messages().countTokens(REQUEST).inputTokens()).isEqualTo(1L);

            ReceivedRequest received = endpoint.requests().get(0);
            assertThat(received.method()).isEqualTo("POST");
            assertThat(received.path()).isEqualTo("/v1/messages/count_tokens");
            assertThat(received.header("anthropic-version")).isEqualTo("2023-06-01");
            assertThat(received.header("content-type")).isEqualTo("application/json");
            assertThat(Trees.same(received.body(), REQUEST.toJson())).isTrue();
        }
    }

    @Test
    void requestIsThatOfAMessageWithoutTheOptionsOfTheReply() {
        MessageRequest message = MessageRequest.builder("m", List.of(MessageParam.user("hi")))
                .maxTokens(1000)
                .temperature(0.5)
                .system("Be brief.")
                .thinking(ThinkingConfig.fromJson("{\"type\":\"enabled\",\"budget_tokens\":1024}"))
                .additionalProperty("example_option", Map.of("effort", "low"))
                .build();

        assertThat(Trees.read(message.toTokenCountRequest().toJson()))
                .isEqualTo(
                        Trees.read(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"system\":\"Be brief.\",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}"));
    }

    @Test
    void everyMemberThatIsCountedIsTakenFromTheMessage() {
        String counted = Examples.text("count-all-request.json");

        TokenCountRequest request = MessageRequest.fromJson(counted).toBuilder()
                .maxTokens(1000)
                .build()
                .toTokenCountRequest();

        assertThat(Trees.same(request.toJson(), counted)).isTrue();
        assertThat(request.additionalProperties()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"input_tokens\":null}", "{\"input_tokens\":\"many\"}"})
    void responseWithoutANumberIsNoCount(String body) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", body));
                Diglot client = TestClients.client(endpoint)) {
            assertThatThrownBy(() -> client.messages().countTokens(REQUEST))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("lacks input_tokens");
        }
    }
}
