// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/** What {@link ChatAssistantMessage} offers beside its members. */
sealed interface ChatMessageText permits ChatAssistantMessage {
    /** {@return the text; empty if there is none} */
    default String text() {
        ChatContent content = ((ChatAssistantMessage) this).content();
        return content == null ? "" : content.text();
    }

    /**
     * Gives the hidden thinking under whatever name the endpoint sent it: {@code reasoning_content}, {@code reasoning},
     * {@code reasoning_details} or thinking parts of the content.
     *
     * @return the thinking, once if the same stands under several names; empty if there is none
     */
    default String reasoning() {
        ChatAssistantMessage message = (ChatAssistantMessage) this;
        return ChatDeltaText.reasoning(
                message.reasoningContent(), message.reasoningText(), message.reasoningDetails(), message.content());
    }
}
