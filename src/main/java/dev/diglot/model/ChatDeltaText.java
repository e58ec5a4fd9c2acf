// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.text.TextSearch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link ChatDelta} offers beside its members. */
sealed interface ChatDeltaText permits ChatDelta {
    /** {@return the piece of text; empty if there is none} */
    default String text() {
        ChatContent content = ((ChatDelta) this).content();
        return content == null ? "" : content.text();
    }

    /**
     * Gives the piece of hidden thinking under whatever name the endpoint sends it: {@code reasoning_content},
     * {@code reasoning}, {@code reasoning_details} or thinking parts of the content.
     *
     * @return the piece, once if the same stands under several names; empty if there is none
     */
    default String reasoning() {
        ChatDelta delta = (ChatDelta) this;
        return reasoning(delta.reasoningContent(), delta.reasoningText(), delta.reasoningDetails(), delta.content());
    }

    /** The hidden thinking of a delta or a message. */
    static String reasoning(
            @Nullable String oneName,
            @Nullable String otherName,
            List<ReasoningDetail> details,
            @Nullable ChatContent content) {
        StringBuilder told = new StringBuilder();
        for (ReasoningDetail detail : details) {
            String text = detail.text() == null ? detail.summary() : detail.text();
            told.append(text == null ? "" : text);
        }
        StringBuilder thought = new StringBuilder();
        for (ChatContentPart part : content == null ? List.<ChatContentPart>of() : content.asList()) {
            ChatContent thinking = part instanceof ChatThinkingPart piece ? piece.thinking() : null;
            thought.append(thinking == null ? "" : thinking.text());
        }
        String named = joined(oneName == null ? "" : oneName, otherName == null ? "" : otherName);
        return joined(joined(named, told.toString()), thought.toString());
    }

    /** Joins two texts, unless one holds the other. */
    private static String joined(String one, String other) {
        if (TextSearch.contains(one, other)) {
            return one;
        }
        return TextSearch.contains(other, one) ? other : one + other;
    }
}
