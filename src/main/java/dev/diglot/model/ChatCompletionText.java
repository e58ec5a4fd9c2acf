// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link ChatCompletion} offers beside its members. */
sealed interface ChatCompletionText permits ChatCompletion {
    /**
     * Returns the first choice's message, ready for the next request. Everything that came is in it, and what the dialect
     * requires of a request is filled in: {@code role}, the {@code type} of a tool call, and its {@code arguments}, which
     * are <code>{}</code> if they are absent, and text if they came as an object. Arguments that are no JSON go
     * back as they came.
     *
     * <p>Some endpoints split one reply into choices of text and of tool calls. If the first choice has no tool calls, and
     * no other choice has a text, then the tool calls of all choices are in this message.
     *
     * @return the message; an empty one if there is none
     */
    default ChatAssistantMessage message() {
        ChatAssistantMessage first = first();
        List<ChatToolCall> calls = toolCalls();
        return Completion.message(
                calls == first.toolCalls()
                        ? first
                        : first.toBuilder().toolCalls(calls).build());
    }

    /** {@return the first choice's text; empty if there is none} */
    default String text() {
        return first().text();
    }

    /** {@return the first choice's hidden thinking, under whatever name it came; empty if there is none} */
    default String reasoning() {
        return first().reasoning();
    }

    /** {@return the tool calls of the first choice, or of all if they are one reply, see {@link #message()}; may be empty} */
    default List<ChatToolCall> toolCalls() {
        if (!isSplit()) {
            return first().toolCalls();
        }
        List<ChatToolCall> calls = new ArrayList<>();
        for (ChatChoice choice : ((ChatCompletion) this).choices()) {
            calls.addAll(messageOf(choice).toolCalls());
        }
        return List.copyOf(calls);
    }

    /**
     * Returns why the model stopped writing: the finish reason of the first choice, or of the one with the tool calls if
     * they are one reply, see {@link #message()}.
     *
     * @return the reason, or null if there is none
     */
    default @Nullable FinishReason finishReason() {
        boolean isSplit = isSplit();
        for (ChatChoice choice : ((ChatCompletion) this).choices()) {
            if (!isSplit || !messageOf(choice).toolCalls().isEmpty()) {
                return choice.finishReason();
            }
        }
        return null;
    }

    private ChatAssistantMessage first() {
        List<ChatChoice> choices = ((ChatCompletion) this).choices();
        return choices.isEmpty() ? ChatAssistantMessage.builder().build() : messageOf(choices.get(0));
    }

    private static ChatAssistantMessage messageOf(ChatChoice choice) {
        ChatAssistantMessage message = choice.message();
        return message == null ? ChatAssistantMessage.builder().build() : message;
    }

    /** Whether the first choice has no tool calls, and others have nothing else: real alternatives have texts. */
    private boolean isSplit() {
        boolean isSplit = false;
        List<ChatChoice> choices = ((ChatCompletion) this).choices();
        for (int i = 0; i < choices.size(); i++) {
            ChatAssistantMessage message = messageOf(choices.get(i));
            if (i == 0 ? !message.toolCalls().isEmpty() : !message.text().isEmpty()) {
                return false;
            }
            isSplit |= !message.toolCalls().isEmpty();
        }
        return isSplit;
    }
}
