// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.diglot.Diglot;
import dev.diglot.model.*;
import java.util.*;

class DiglotCalls {
    static Diglot client(String baseUrl, String key) {
        return Diglot.builder().baseUrl(baseUrl).apiKey(key).build();
    }

    static String chat(Diglot client) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(ChatMessage.system("Reply in one word."));
        messages.add(ChatMessage.user("What is the capital of France?"));
        messages.add(client.chat()
                .create(ChatCompletionRequest.builder("glm-5", messages).build())
                .message());
        messages.add(ChatMessage.user("And of Spain?"));
        ChatCompletion reply = client.chat()
                .create(ChatCompletionRequest.builder("glm-5", messages).build());
        return reply.text() + ", " + reply.usage().completionTokens() + " tokens";
    }

    static String messages(Diglot client) {
        List<MessageParam> messages = new ArrayList<>(List.of(MessageParam.user("What is the capital of France?")));
        MessageRequest question = MessageRequest.builder("minimax-m2.7", messages)
                .system("Reply in one word.")
                .maxTokens(1000)
                .build();
        messages.add(client.messages().create(question).toParam());
        messages.add(MessageParam.user("And of Spain?"));
        Message reply =
                client.messages().create(question.toBuilder().messages(messages).build());
        return reply.text() + ", " + reply.usage().outputTokens() + " tokens";
    }
}
