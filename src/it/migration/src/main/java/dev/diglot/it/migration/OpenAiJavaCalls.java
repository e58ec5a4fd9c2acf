// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.*;

class OpenAiJavaCalls {
    static OpenAIClient client(String baseUrl, String key) {
        return OpenAIOkHttpClient.builder().baseUrl(baseUrl + "/v1").apiKey(key).build();
    }

    static String chat(OpenAIClient client) {
        ChatCompletionCreateParams.Builder conversation = ChatCompletionCreateParams.builder()
                .model("glm-5")
                .addSystemMessage("Reply in one word.")
                .addUserMessage("What is the capital of France?");
        ChatCompletion first = client.chat().completions().create(conversation.build());
        conversation.addMessage(first.choices().get(0).message()).addUserMessage("And of Spain?");
        ChatCompletion reply = client.chat().completions().create(conversation.build());
        String text = reply.choices().get(0).message().content().orElse("");
        return text + ", " + reply.usage().orElseThrow().completionTokens() + " tokens";
    }
}
