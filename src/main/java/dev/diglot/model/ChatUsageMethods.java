// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link ChatUsage}; the spec's x-java-methods describes them. */
final class ChatUsageMethods {
    private ChatUsageMethods() {}

    static @Nullable Long cachedTokens(ChatUsage usage) {
        PromptTokensDetails details = usage.promptTokensDetails();
        Long count = details == null ? null : details.cachedTokens();
        if (count == null && details != null) {
            count = details.cachedToken();
        }
        if (count == null) {
            count = usage.promptCacheHitTokens();
        }
        if (count == null) {
            count = usage.numCachedTokens();
        }
        return count == null ? additionalCount(usage, "cached_tokens") : count;
    }

    static @Nullable Long reasoningTokens(ChatUsage usage) {
        CompletionTokensDetails details = usage.completionTokensDetails();
        Long count = details == null ? null : details.reasoningTokens();
        return count == null ? additionalCount(usage, "reasoning_tokens") : count;
    }

    private static @Nullable Long additionalCount(ChatUsage usage, String name) {
        return usage.additionalProperties().get(name) instanceof Number count ? (Long) count.longValue() : null;
    }
}
