// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/**
 * The hand-written methods of {@link ChatAssistantMessage}, which inherits them: the spec's x-java-interface names this
 * type.
 */
sealed interface ChatMessageText permits ChatAssistantMessage {
    /** {@return the text; empty if there is none} */
    default String text() {
        ChatContent content = self().content();
        return content == null ? "" : content.text();
    }

    /**
     * Returns the reasoning, whichever name the endpoint used: {@code reasoning_content}, {@code reasoning}, {@code
     * reasoning_details} or thinking parts of the content.
     *
     * @return the reasoning; the same text under several names is returned once; empty if there is none
     */
    default String reasoning() {
        ChatAssistantMessage message = self();
        return ChatDeltaText.reasoning(
                message.reasoningContent(), message.reasoningText(), message.reasoningDetails(), message.content());
    }

    private ChatAssistantMessage self() {
        return (ChatAssistantMessage) this; // the only permitted subtype
    }
}
