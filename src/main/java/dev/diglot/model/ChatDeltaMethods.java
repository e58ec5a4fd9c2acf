// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.text.TextSearch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link ChatDelta}; the spec's x-java-methods describes them. */
final class ChatDeltaMethods {
    private ChatDeltaMethods() {}

    static String text(ChatDelta delta) {
        ChatContent content = delta.content();
        return content == null ? "" : content.text();
    }

    static String reasoning(ChatDelta delta) {
        return reasoning(delta.reasoningContent(), delta.reasoning, delta.reasoningDetails(), delta.content());
    }

    /** Returns the reasoning of a delta or a message, given the four members that may hold it. */
    static String reasoning(
            @Nullable String reasoningContent,
            @Nullable String reasoningMember,
            List<ReasoningDetail> details,
            @Nullable ChatContent content) {
        String plain = joined(orEmpty(reasoningContent), orEmpty(reasoningMember));
        return joined(joined(plain, textOf(details)), thinkingIn(content));
    }

    private static String textOf(List<ReasoningDetail> details) {
        StringBuilder text = new StringBuilder();
        for (ReasoningDetail detail : details) {
            text.append(orEmpty(detail.text() == null ? detail.summary() : detail.text()));
        }
        return text.toString();
    }

    private static String thinkingIn(@Nullable ChatContent content) {
        if (content == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (ChatContentPart part : content.asList()) {
            if (part instanceof ChatThinkingPart thinkingPart && thinkingPart.thinking() != null) {
                text.append(thinkingPart.thinking().text());
            }
        }
        return text.toString();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Joins two texts, or returns the one that contains the other: endpoints repeat reasoning in several members. */
    private static String joined(String one, String other) {
        if (TextSearch.contains(one, other)) {
            return one;
        }
        return TextSearch.contains(other, one) ? other : one + other;
    }
}
