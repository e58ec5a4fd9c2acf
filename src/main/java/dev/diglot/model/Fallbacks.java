// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where accessors look for a member that is absent or of another type. The spec's x-fallback names the method, which gets
 * the object and its additional properties.
 */
final class Fallbacks {
    private Fallbacks() {}

    /** An index that is text: choices, calls and blocks are told apart by it. */
    static @Nullable Integer index(JsonModel model, Map<String, @Nullable Object> others) {
        if (others.get("index") instanceof String text) {
            try {
                return Integer.valueOf(text.strip());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }

    /** Token counts inside a choice, where Kimi sends them. */
    static @Nullable ChatUsage usage(ChatCompletion completion, Map<String, @Nullable Object> others) {
        for (ChatChoice choice : completion.choices()) {
            if (choice.additionalProperties().get("usage") instanceof Map<?, ?> counts) {
                return usage(counts);
            }
        }
        return null;
    }

    /** Content that is plain text: one text block. */
    static List<ContentBlock> content(Message message, Map<String, @Nullable Object> others) {
        Object content = others.get("content");
        return content instanceof String text && !text.isEmpty() ? List.of(ContentBlock.text(text)) : List.of();
    }

    private static @Nullable ChatUsage usage(Map<?, ?> counts) {
        try {
            return ChatUsage.fromJson(Json.write(counts));
        } catch (IllegalArgumentException e) {
            return null; // a number in it is beyond what can be written
        }
    }
}
