// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link Message}; the spec's x-java-methods describes them. */
final class MessageMethods {
    private MessageMethods() {}

    static String text(Message message) {
        return textOf(message.content());
    }

    static String thinking(Message message) {
        StringBuilder thinking = new StringBuilder();
        for (ContentBlock block : message.content()) {
            if (block instanceof ThinkingBlock thinkingBlock && thinkingBlock.thinking() != null) {
                thinking.append(thinkingBlock.thinking());
            }
        }
        return thinking.toString();
    }

    static List<ToolUseBlock> toolUses(Message message) {
        return message.content().stream()
                .filter(ToolUseBlock.class::isInstance)
                .map(ToolUseBlock.class::cast)
                .toList();
    }

    static MessageParam toParam(Message message) {
        MessageRole role = message.role();
        MessageContent content = MessageContent.of(message.content());
        return MessageParam.builder(role == null ? MessageRole.ASSISTANT : role, content)
                .build();
    }

    static List<String> finishReasons(Message message) {
        StopReason reason = message.stopReason();
        return reason == null ? List.of() : List.of(reason.value());
    }

    static TokenCounts tokenCounts(Message message) {
        MessageUsage usage = message.usage();
        if (usage == null) {
            return TokenCounts.NONE;
        }
        Long cacheRead = usage.cacheReadInputTokens();
        Long cacheWrite = usage.cacheCreationInputTokens();
        Long input = sum(usage.inputTokens(), sum(cacheRead, cacheWrite));
        return new TokenCounts(input, usage.outputTokens(), cacheRead, cacheWrite, usage.reasoningTokens());
    }

    private static @Nullable Long sum(@Nullable Long count, @Nullable Long more) {
        if (count == null || more == null) {
            return count == null ? more : count;
        }
        return Long.valueOf(count + more);
    }

    /** Joins the text blocks among these blocks. */
    static String textOf(List<ContentBlock> blocks) {
        List<String> texts = new ArrayList<>();
        for (ContentBlock block : blocks) {
            if (block instanceof TextBlock textBlock && textBlock.text() != null) {
                texts.add(textBlock.text());
            }
        }
        return texts.size() == 1 ? texts.get(0) : String.join("", texts);
    }
}
