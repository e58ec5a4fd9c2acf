// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ErrorKind;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

/** The program of the guide {@code conversations.md}. */
class ChatBotTest {
    private static final ChatMessage RULES = ChatMessage.system("Reply in one sentence.");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void eachRequestContainsTheConversationSoFar() throws IOException {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hello, Ada."), Reply.text("Your name is Ada."))) {
            ask(endpoint, "My name is Ada.", "What is my name?");

            assertThat(endpoint.requests().get(1).chat().messages())
                    .containsExactly(
                            RULES,
                            ChatMessage.user("My name is Ada."),
                            ChatMessage.assistant("Hello, Ada."),
                            ChatMessage.user("What is my name?"));
        }
    }

    @Test
    void errorInAReplyLosesNothingOfTheConversation() throws IOException {
        Reply failure = Reply.text("Your ", "name ", "is").errorAfterEvents(3, ErrorKind.OVERLOADED);
        try (FakeEndpoint endpoint =
                FakeEndpoint.start(Reply.text("Hello, Ada."), failure, Reply.text("Your name is Ada."))) {
            ChatBot bot = ask(endpoint, "My name is Ada.", "What is my name?", "What is my name?");

            assertThat(printed.toString(UTF_8))
                    .containsSubsequence("Hello, Ada.", "Your name ", "That failed", "Your name is Ada.");
            assertThat(bot.history())
                    .containsExactly(
                            RULES,
                            ChatMessage.user("My name is Ada."),
                            ChatMessage.assistant("Hello, Ada."),
                            ChatMessage.user("What is my name?"),
                            ChatMessage.assistant("Your name is Ada."));
        }
    }

    @Test
    void modelLearnsThatATimeZoneDoesNotExist() throws IOException {
        Reply call = Reply.toolCall("get_time", "{\"zone\": \"Mars/Olympus\"}");
        try (FakeEndpoint endpoint = FakeEndpoint.start(call, Reply.text("Nobody knows."))) {
            ask(endpoint, "What is the time on Mars?");

            assertThat(endpoint.requests().get(1).chat().toJson()).contains("There is no time zone Mars/Olympus");
            assertThat(printed.toString(UTF_8)).isEqualToIgnoringNewLines("Nobody knows.");
        }
    }

    private ChatBot ask(FakeEndpoint endpoint, String... questions) throws IOException {
        try (Diglot client = endpoint.client().build()) {
            ChatBot bot = new ChatBot(client, new PrintStream(printed, true, UTF_8));
            bot.run(new BufferedReader(new StringReader(String.join("\n", questions))));
            return bot;
        }
    }
}
