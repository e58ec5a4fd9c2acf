// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.langchain4j.exception.*;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.function.Supplier;

class LangChain4jErrors {
    static ChatModel openAi(String baseUrl, String key, Duration timeout) {
        return OpenAiChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("glm-5")
                .timeout(timeout)
                .maxRetries(1)
                .build();
    }

    static ChatModel anthropic(String baseUrl, String key, Duration timeout) {
        return AnthropicChatModel.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .modelName("minimax-m2.7")
                .maxTokens(1000)
                .timeout(timeout)
                .maxRetries(1)
                .build();
    }

    static String outcome(Supplier<String> call) {
        try {
            return call.get();
        } catch (RateLimitException e) {
            return "rate limit";
        } catch (TimeoutException e) {
            return "timeout";
        } catch (LangChain4jException e) {
            return "status " + ((HttpException) e.getCause()).statusCode();
        }
    }
}
