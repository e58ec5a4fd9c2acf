// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.*;

class OpenAiJavaJson {
    record City(String name, String country) {}

    static City chat(OpenAIClient client) {
        StructuredChatCompletionCreateParams<City> request = ChatCompletionCreateParams.builder()
                .model("glm-5")
                .addUserMessage("Where is the Eiffel Tower?")
                .responseFormat(City.class)
                .build();
        return client.chat()
                .completions()
                .create(request)
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
    }
}
