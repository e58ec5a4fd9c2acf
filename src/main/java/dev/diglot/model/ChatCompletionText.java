// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;

/** What {@link ChatCompletion} offers beside its members. */
sealed interface ChatCompletionText permits ChatCompletion {
    /** {@return the first choice's message, ready for the next request; an empty one if there is none} */
    default ChatAssistantMessage message() {
        List<ChatChoice> choices = ((ChatCompletion) this).choices();
        ChatAssistantMessage message = choices.isEmpty() ? null : choices.get(0).message();
        return message == null ? ChatAssistantMessage.builder().build() : message;
    }

    /** {@return the first choice's text; empty if there is none} */
    default String text() {
        return message().text();
    }

    /** {@return the first choice's hidden thinking, under whatever name it came; empty if there is none} */
    default String reasoning() {
        return message().reasoning();
    }

    /** {@return the first choice's tool calls; empty if there is none} */
    default List<ChatToolCall> toolCalls() {
        return message().toolCalls();
    }
}
