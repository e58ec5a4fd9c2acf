// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.error.ProtocolException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit of 10,000 items in one event: an item takes some hundred bytes of memory, but three on the wire. */
class EventLimitTest {
    private static final int MOST = 10_000;
    private static final String HELLO = data("{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}");

    private static String items(int count, String item) {
        return String.join(",", Collections.nCopies(count, item));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[%s]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[%s]}}]}",
                "{\"choices\":[{\"delta\":{\"content\":[%s]}}]}",
                "{\"choices\":[{\"delta\":{\"reasoning_details\":[%s]}}]}",
            })
    void aChunkOfTooManyItemsEndsTheStreamAndKeepsThePartialResult(String chunk) throws Exception {
        String body = HELLO + data(chunk.formatted(items(MOST + 1, "{}")));
        try (RawServer server = RawServer.responding(200, "text/event-stream", body);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThatThrownBy(stream::result)
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(((ChatCompletion) e.partial()).text())
                                    .isEqualTo("Hello"))
                    .hasMessageContaining("more than 10000");
        }
    }

    @Test
    void messageStartWithTooManyBlocksEndsTheStream() throws Exception {
        String blocks = items(MOST + 1, "{\"type\":\"text\",\"text\":\"a\"}");
        String body = data("{\"type\":\"message_start\",\"message\":{\"content\":[" + blocks + "]}}");
        try (RawServer server = RawServer.responding(200, "text/event-stream", body);
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThatThrownBy(stream::result)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("more than 10000 content blocks");
        }
    }

    @Test
    void chunkWithTheHighestNumberOfItemsIsRead() throws Exception {
        String body = data("{\"choices\":[" + items(MOST, "{\"finish_reason\":\"stop\"}") + "]}") + SseFixtures.DONE;
        try (RawServer server = RawServer.responding(200, "text/event-stream", body);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(CHAT)) {
            assertThat(stream.result().choices()).hasSize(MOST);
        }
    }
}
