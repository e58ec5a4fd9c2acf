// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that accessors return instead of a member that is missing or has the wrong JSON type. The spec's
 * x-fallback names the method; the generated accessor passes the model and its additional properties, which contain a
 * member of the wrong type.
 */
final class Fallbacks {
    private Fallbacks() {}

    /**
     * Returns an index that was sent as text; null if there is none. It is needed to match choices, tool calls and
     * blocks.
     */
    static @Nullable Integer index(JsonModel model, Map<String, @Nullable Object> additionalProperties) {
        if (additionalProperties.get("index") instanceof String text) {
            try {
                return Integer.valueOf(text.strip());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }

    /** Returns the token usage inside a choice, where Kimi sends it; null if there is none. */
    static @Nullable ChatUsage usage(ChatCompletion completion, Map<String, @Nullable Object> additionalProperties) {
        for (ChatChoice choice : completion.choices()) {
            if (choice.additionalProperties().get("usage") instanceof Map<?, ?> usage) {
                return usageOf(usage);
            }
        }
        return null;
    }

    private static @Nullable ChatUsage usageOf(Map<?, ?> usage) {
        try {
            return ChatUsage.fromJson(Json.write(usage));
        } catch (IllegalArgumentException e) {
            return null; // it contains a number that cannot be written
        }
    }

    /** Returns a text block for content that was sent as plain text; an empty list if there is none. */
    static List<ContentBlock> content(Message message, Map<String, @Nullable Object> additionalProperties) {
        if (additionalProperties.get("content") instanceof String text && !text.isEmpty()) {
            return List.of(ContentBlock.text(text));
        }
        return List.of();
    }
}
