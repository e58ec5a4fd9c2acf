// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.diglot.config.Credentials;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.Provider;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The effects of the provider setting of a client. */
class ProviderTest {
    private static final String KEY = TestKey.value();
    private static final Logger LOGGER = Logger.getLogger("dev.diglot");

    private final FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hello"));
    private final List<LogRecord> logged = Collections.synchronizedList(new ArrayList<>());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().equals(Level.WARNING)) {
                logged.add(line);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
        endpoint.close();
    }

    private Diglot.Builder builder() {
        return TestClients.builder(endpoint);
    }

    private static MessageRequest request(int topK) {
        return MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hi")))
                .maxTokens(10)
                .topK(topK)
                .build();
    }

    private List<String> lines() {
        return logged.stream().map(LogRecord::getMessage).toList();
    }

    @Test
    void warningIsLoggedOnceAClientAndTheRequestIsSent() {
        try (Diglot client = builder().provider(Provider.TOKENHUB).build()) {
            client.messages().create(request(5));
            client.messages().create(request(6));
            client.messages().createAsync(request(7)).join();
        }

        assertThat(lines()).containsExactly("TokenHub ignores top_k; leave it out, it changes nothing");
        assertThat(endpoint.requests())
                .extracting(request -> request.messages().topK())
                .containsExactly(5, 6, 7);
    }

    @Test
    void sameThingElsewhereInAListIsLoggedOnce() {
        ChatCompletionRequest fine = ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Hi")))
                .build();
        MessageRequest thinking = MessageRequest.fromJson("{\"model\":\"m\",\"messages\":["
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\"},{\"type\":\"thinking\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\"},{\"type\":\"image\"}]}]}");

        try (Diglot client = builder().provider(Provider.TOKENHUB).build()) {
            client.chat().create(fine);
            client.messages().create(thinking);
        }

        assertThat(lines())
                .containsExactly(
                        "TokenHub ignores messages[0].content[0] (thinking); leave it out, it changes nothing",
                        "TokenHub does not support messages[1].content[1] (image); leave it out, or the call may fail");
    }

    @Test
    void streamIsCheckedToo() {
        try (Diglot client = builder().provider(Provider.LUCHEN).build()) {
            client.messages().stream(request(101)).close();
        }

        assertThat(lines())
                .containsExactly("Luchen Cloud documents 0 to 100 for top_k, which is 101; keep to what it documents");
    }

    @Test
    void clientWithoutAProviderChecksNothing() {
        try (Diglot client = builder().build()) {
            client.messages().create(request(101));
        }

        assertThat(lines()).isEmpty();
    }

    @Test
    void addressIsTheDocumentedOneIfNoneIsSet() {
        try (Diglot client =
                Diglot.builder().provider(Provider.TOKENHUB).apiKey(KEY).build()) {
            assertThat(client.toString())
                    .contains(
                            "chat=https://tokenhub-intl.tencentcloudmaas.com/v1",
                            "messages=https://tokenhub-intl.tencentcloudmaas.com/v1");
        }
    }

    @Test
    void addressThatIsSetStays() {
        try (Diglot client = Diglot.builder()
                .provider(Provider.TOKENHUB)
                .chatBaseUrl("https://a.example/v1")
                .apiKey(KEY)
                .build()) {
            assertThat(client.toString()).contains("chat=https://a.example/v1", "messages=null");
        }
    }

    @Test
    void dialectWithoutADocumentedAddressNeedsOne() {
        assertThatIllegalStateException()
                .isThrownBy(() -> createWithDocumentedAddress(Provider.LUCHEN))
                .withMessageContaining("aseUrl");
    }

    private static void createWithDocumentedAddress(Provider provider) {
        try (Diglot client = Diglot.builder().provider(provider).apiKey(KEY).build()) {
            client.messages().create(request(5));
        }
    }

    @Test
    void keyGoesIntoTheHeaderThatTheProviderDocuments() {
        try (Diglot client = builder().provider(Provider.LUCHEN).build()) {
            client.messages().create(request(5));
        }

        ReceivedRequest received = endpoint.requests().get(0);
        assertThat(received.hasKey(KEY)).isTrue();
        assertThat(received.headers()).containsKey("Authorization").doesNotContainKey("x-api-key");
    }

    @Test
    void credentialsThatAreSetStay() {
        try (Diglot client = builder()
                .credentials(Credentials.apiKey(KEY))
                .provider(Provider.LUCHEN)
                .build()) {
            client.messages().create(request(5));
        }

        ReceivedRequest received = endpoint.requests().get(0);
        assertThat(received.hasKey(KEY)).isTrue();
        assertThat(received.headers()).containsKey("x-api-key").doesNotContainKey("Authorization");
    }
}
