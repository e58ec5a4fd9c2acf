// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import org.jspecify.annotations.Nullable;

/** The hand-written methods of {@link ChatUsage}, which inherits them: the spec's x-java-interface names this type. */
sealed interface ChatUsageTokens permits ChatUsage {
    /**
     * Returns how many prompt tokens were read from the cache, whichever name the endpoint used: {@code cached_tokens}
     * or {@code cached_token} in {@code prompt_tokens_details}; {@code prompt_cache_hit_tokens}, {@code
     * num_cached_tokens} or {@code cached_tokens} in the usage itself.
     *
     * @return the count, or null if the endpoint does not report it
     */
    default @Nullable Long cachedTokens() {
        ChatUsage usage = (ChatUsage) this; // the only permitted subtype
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

    /**
     * Returns how many of the generated tokens were reasoning: {@code reasoning_tokens} in {@code
     * completion_tokens_details}, otherwise in the usage itself.
     *
     * @return the count, or null if the endpoint does not report it
     */
    default @Nullable Long reasoningTokens() {
        ChatUsage usage = (ChatUsage) this; // the only permitted subtype
        CompletionTokensDetails details = usage.completionTokensDetails();
        Long count = details == null ? null : details.reasoningTokens();
        return count == null ? additionalCount(usage, "reasoning_tokens") : count;
    }

    private static @Nullable Long additionalCount(ChatUsage usage, String name) {
        return usage.additionalProperties().get(name) instanceof Number count ? (Long) count.longValue() : null;
    }
}
