// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.*;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

class LangChain4jStreams {
    static StreamingChatModel openAi(String baseUrl, String key) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("glm-5")
                .build();
    }

    static StreamingChatModel anthropic(String baseUrl, String key) {
        return AnthropicStreamingChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("minimax-m2.7")
                .maxTokens(1000)
                .build();
    }

    static CompletableFuture<ChatResponse> stream(StreamingChatModel model, Consumer<String> page) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        model.chat("Tell a story.", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                page.accept(text);
            }

            @Override
            public void onCompleteResponse(ChatResponse reply) {
                whole.complete(reply);
            }

            @Override
            public void onError(Throwable error) {
                whole.completeExceptionally(error);
            }
        });
        return whole;
    }
}
