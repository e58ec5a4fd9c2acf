// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diglot.Diglot;
import dev.diglot.error.OverloadedException;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ErrorKind;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WeatherTest {
    @AutoClose
    private final FakeEndpoint endpoint =
            FakeEndpoint.start(Reply.text("It is sunny."), Reply.error(ErrorKind.OVERLOADED));

    @AutoClose
    private final Diglot client = endpoint.client().build();

    private final ChatCompletionRequest request = ChatCompletionRequest.builder(
                    "glm-5", List.of(ChatMessage.user("How is the weather?")))
            .build();

    @Test
    void replyContainsTheWeather() {
        assertEquals("It is sunny.", client.chat().create(request).text());
    }

    @Test
    void endpointThatStaysOverloadedIsTriedThreeTimes() {
        client.chat().create(request);

        assertThrows(OverloadedException.class, () -> client.chat().create(request));
        assertEquals(4, endpoint.requests().size());
    }
}
