// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import org.jspecify.annotations.Nullable;

/** What {@link ChatUsage} offers beside its members. */
sealed interface ChatUsageTokens permits ChatUsage {
    /**
     * Gives how many prompt tokens were found in the cache, under whatever name the endpoint says it: {@code cached_tokens}
     * or {@code cached_token} of the prompt's details, {@code prompt_cache_hit_tokens}, {@code num_cached_tokens}, or
     * {@code cached_tokens} beside them.
     *
     * @return the count, or null if the endpoint does not say
     */
    default @Nullable Long cachedTokens() {
        ChatUsage usage = (ChatUsage) this;
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
        return count == null ? untyped(usage, "cached_tokens") : count;
    }

    /**
     * Gives how many of the response's tokens were hidden thinking: {@code reasoning_tokens} of the response's details, or
     * beside them.
     *
     * @return the count, or null if the endpoint does not say
     */
    default @Nullable Long reasoningTokens() {
        ChatUsage usage = (ChatUsage) this;
        CompletionTokensDetails details = usage.completionTokensDetails();
        Long count = details == null ? null : details.reasoningTokens();
        return count == null ? untyped(usage, "reasoning_tokens") : count;
    }

    private static @Nullable Long untyped(ChatUsage usage, String name) {
        return usage.additionalProperties().get(name) instanceof Number count ? (Long) count.longValue() : null;
    }
}
