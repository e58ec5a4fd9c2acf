// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.diglot.Diglot;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.*;
import java.time.Duration;
import java.util.function.Supplier;

class DiglotErrors {
    static Diglot client(String baseUrl, String key, Duration timeout) {
        return Diglot.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .responseTimeout(timeout)
                .retryPolicy(RetryPolicy.standard().withMaxRetries(1))
                .build();
    }

    static String outcome(Supplier<String> call) { // in both dialects
        try {
            return call.get();
        } catch (RateLimitException e) {
            return "rate limit";
        } catch (ApiException e) {
            return "status " + e.status();
        } catch (CallTimeoutException e) {
            return "timeout";
        }
    }
}
