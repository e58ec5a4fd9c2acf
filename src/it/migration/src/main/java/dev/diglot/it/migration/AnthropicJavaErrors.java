// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.*;
import java.time.Duration;
import java.util.function.Supplier;

class AnthropicJavaErrors {
    static AnthropicClient client(String baseUrl, String key, Duration timeout) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(baseUrl)
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
        } catch (AnthropicServiceException e) {
            return "status " + e.statusCode();
        } catch (AnthropicIoException e) {
            return "timeout"; // or a lost connection
        }
    }
}
