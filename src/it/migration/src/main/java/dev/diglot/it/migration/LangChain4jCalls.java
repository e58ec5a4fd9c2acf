// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.langchain4j.data.message.*;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.*;

class LangChain4jCalls {
    static ChatModel openAi(String baseUrl, String key) {
        return OpenAiChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("glm-5")
                .build();
    }

    static ChatModel anthropic(String baseUrl, String key) {
        return AnthropicChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("minimax-m2.7")
                .maxTokens(1000)
                .build();
    }

    static String converse(ChatModel model) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(SystemMessage.from("Reply in one word."));
        messages.add(UserMessage.from("What is the capital of France?"));
        messages.add(model.chat(messages).aiMessage());
        messages.add(UserMessage.from("And of Spain?"));
        ChatResponse reply = model.chat(messages);
        return reply.aiMessage().text() + ", " + reply.tokenUsage().outputTokenCount() + " tokens";
    }
}
