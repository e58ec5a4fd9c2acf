// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.text.TextSearch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hand-written methods of {@link ChatDelta}, which inherits them: the spec's x-java-interface names this type. */
sealed interface ChatDeltaText permits ChatDelta {
    /** {@return the piece of text; empty if there is none} */
    default String text() {
        ChatContent content = self().content();
        return content == null ? "" : content.text();
    }

    /**
     * Returns the piece of reasoning, whichever name the endpoint used: {@code reasoning_content}, {@code reasoning},
     * {@code reasoning_details} or thinking parts of the content.
     *
     * @return the piece; the same text under several names is returned once; empty if there is none
     */
    default String reasoning() {
        ChatDelta delta = self();
        return reasoning(delta.reasoningContent(), delta.reasoningText(), delta.reasoningDetails(), delta.content());
    }

    private ChatDelta self() {
        return (ChatDelta) this; // the only permitted subtype
    }

    /** Returns the reasoning of a delta or a message, given the four members that may hold it. */
    static String reasoning(
            @Nullable String reasoningContent,
            @Nullable String reasoning,
            List<ReasoningDetail> details,
            @Nullable ChatContent content) {
        String plain = joined(orEmpty(reasoningContent), orEmpty(reasoning));
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

    /** Joins two texts; returns the longer one if it contains the other. */
    private static String joined(String one, String other) {
        if (TextSearch.contains(one, other)) {
            return one;
        }
        return TextSearch.contains(other, one) ? other : one + other;
    }
}
