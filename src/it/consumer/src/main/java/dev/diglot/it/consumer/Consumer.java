// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.consumer;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.util.List;

/** Makes a call and a stream in both dialects. Checks the replies and the module of Diglot, whose name it is given. */
public final class Consumer {
    private static final String TEXT = "Hello, Ada.";

    private Consumer() {}

    public static void main(String[] arguments) {
        ChatCompletionRequest chat = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("I am Ada.")))
                .build();
        MessageRequest message = MessageRequest.builder("m", List.of(MessageParam.user("I am Ada.")))
                .maxTokens(100)
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text(TEXT));
                Diglot client = endpoint.client().build();
                ChatStream chatStream = client.chat().stream(chat);
                MessageStream messageStream = client.messages().stream(message)) {
            check("chat", TEXT, client.chat().create(chat).text());
            check("chat stream", TEXT, chatStream.result().text());
            check("message", TEXT, client.messages().create(message).text());
            check("message stream", TEXT, messageStream.result().text());
        }
        check("module", arguments[0], String.valueOf(Diglot.class.getModule().getName()));
        System.out.println(
                "jar: " + Diglot.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static void check(String what, String expected, String actual) {
        System.out.println(what + ": " + actual);
        if (!actual.equals(expected)) {
            throw new IllegalStateException(what + " is not " + expected);
        }
    }
}
