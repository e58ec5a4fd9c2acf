// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.*;
import java.time.Duration;
import java.util.function.Supplier;

class OpenAiJavaErrors {
    static OpenAIClient client(String baseUrl, String key, Duration timeout) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey(key)
                .timeout(timeout)
                .maxRetries(1)
                .build();
    }

    static String outcome(Supplier<String> call) {
        try {
            return call.get();
        } catch (RateLimitException e) {
            return "rate limit";
        } catch (OpenAIServiceException e) {
            return "status " + e.statusCode();
        } catch (OpenAIIoException e) {
            return "timeout"; // or a lost connection
        }
    }
}
