// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;

class LangChain4jJson {
    record City(String name, String country) {}

    interface Geographer {
        City locate(String question);
    }

    static ChatModel openAi(String baseUrl, String key) {
        return OpenAiChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("glm-5")
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .strictJsonSchema(true)
                .build();
    }

    static ChatModel anthropic(String baseUrl, String key) {
        return AnthropicChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("minimax-m2.7")
                .maxTokens(1000)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .build();
    }

    static City locate(ChatModel model) {
        return AiServices.create(Geographer.class, model).locate("Where is the Eiffel Tower?");
    }
}
