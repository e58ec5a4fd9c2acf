// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.*;

class AnthropicJavaCalls {
    static AnthropicClient client(String baseUrl, String key) {
        return AnthropicOkHttpClient.builder().baseUrl(baseUrl).apiKey(key).build();
    }

    static String messages(AnthropicClient client) {
        MessageCreateParams.Builder conversation = MessageCreateParams.builder()
                .model("minimax-m2.7")
                .maxTokens(1000)
                .system("Reply in one word.")
                .addUserMessage("What is the capital of France?");
        Message first = client.messages().create(conversation.build());
        conversation.addMessage(first).addUserMessage("And of Spain?");
        Message reply = client.messages().create(conversation.build());
        String text = reply.content().get(0).asText().text();
        return text + ", " + reply.usage().outputTokens() + " tokens";
    }
}
