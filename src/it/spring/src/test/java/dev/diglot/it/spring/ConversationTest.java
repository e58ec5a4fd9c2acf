// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diglot.model.ChatMessage;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest
class ConversationTest {
    private static final FakeEndpoint ENDPOINT = FakeEndpoint.start(Reply.text("It is 2."));

    @DynamicPropertySource
    static void callTheEndpoint(DynamicPropertyRegistry properties) {
        properties.add("diglot.base-url", ENDPOINT::url);
        properties.add("diglot.api-key", () -> "any");
    }

    @AfterAll
    static void stop() {
        ENDPOINT.close();
    }

    @Test
    void replyIsStored(@Autowired ConversationController conversations) {
        List<ChatMessage> question = List.of(ChatMessage.user("1 + 1?"));

        conversations.ask("sums", question);

        assertEquals("It is 2.", conversations.get("sums").reply().text());
        assertEquals(question, ENDPOINT.requests().get(0).chat().messages());
    }
}
