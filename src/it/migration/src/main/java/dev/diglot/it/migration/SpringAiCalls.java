// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import org.springframework.ai.anthropic.*;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.openai.*;
import org.springframework.ai.openai.api.OpenAiApi;

class SpringAiCalls {
    static ChatClient openAi(String baseUrl, String key) {
        OpenAiApi api = OpenAiApi.builder().baseUrl(baseUrl).apiKey(key).build();
        OpenAiChatOptions options = OpenAiChatOptions.builder().model("glm-5").build();
        return ChatClient.create(
                OpenAiChatModel.builder().openAiApi(api).defaultOptions(options).build());
    }

    static ChatClient anthropic(String baseUrl, String key) {
        AnthropicApi api = AnthropicApi.builder().baseUrl(baseUrl).apiKey(key).build();
        AnthropicChatOptions options = AnthropicChatOptions.builder()
                .model("minimax-m2.7")
                .maxTokens(1000)
                .build();
        return ChatClient.create(AnthropicChatModel.builder()
                .anthropicApi(api)
                .defaultOptions(options)
                .build());
    }

    static String converse(ChatClient client) {
        UserMessage question = new UserMessage("What is the capital of France?");
        ChatResponse first = client.prompt()
                .system("Reply in one word.")
                .messages(question)
                .call()
                .chatResponse();
        ChatResponse reply = client.prompt()
                .system("Reply in one word.")
                .messages(question, first.getResult().getOutput(), new UserMessage("And of Spain?"))
                .call()
                .chatResponse();
        String text = reply.getResult().getOutput().getText();
        return text + ", " + reply.getMetadata().getUsage().getCompletionTokens() + " tokens";
    }
}
