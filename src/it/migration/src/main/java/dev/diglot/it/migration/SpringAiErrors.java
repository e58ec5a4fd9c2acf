// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.ai.anthropic.*;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.*;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.retry.*;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.web.client.*;

class SpringAiErrors {
    static final RetryTemplate RETRIES = RetryTemplate.builder()
            .maxAttempts(2)
            .retryOn(TransientAiException.class)
            .fixedBackoff(500)
            .build();

    static ChatClient openAi(String baseUrl, String key, Duration timeout) {
        OpenAiApi api = OpenAiApi.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .restClientBuilder(requests(timeout))
                .build();
        return ChatClient.create(OpenAiChatModel.builder()
                .openAiApi(api)
                .defaultOptions(OpenAiChatOptions.builder().model("glm-5").build())
                .retryTemplate(RETRIES)
                .build());
    }

    static ChatClient anthropic(String baseUrl, String key, Duration timeout) {
        AnthropicApi api = AnthropicApi.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .restClientBuilder(requests(timeout))
                .build();
        return ChatClient.create(AnthropicChatModel.builder()
                .anthropicApi(api)
                .defaultOptions(AnthropicChatOptions.builder()
                        .model("minimax-m2.7")
                        .maxTokens(1000)
                        .build())
                .retryTemplate(RETRIES)
                .build());
    }

    private static RestClient.Builder requests(Duration timeout) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newHttpClient());
        requests.setReadTimeout(timeout);
        return RestClient.builder().requestFactory(requests);
    }

    static String outcome(Supplier<String> call) {
        try {
            return call.get();
        } catch (NonTransientAiException | TransientAiException e) {
            String status = e.getMessage().substring(0, 3); // the only place that has it
            return status.equals("429") ? "rate limit" : "status " + status;
        } catch (ResourceAccessException e) {
            return "timeout"; // or a lost connection
        }
    }
}
