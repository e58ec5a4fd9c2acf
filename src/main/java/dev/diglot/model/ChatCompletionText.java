// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hand-written methods of {@link ChatCompletion}, which inherits them: the spec's x-java-interface names this type.
 */
sealed interface ChatCompletionText permits ChatCompletion {
    /**
     * Returns the message of the first choice, ready for the next request.
     *
     * <p>It contains everything that was received, and the members that a request requires are filled in: {@code role},
     * the {@code type} of a tool call, and its {@code arguments}, which become <code>{}</code> if they are missing, and
     * text if they were received as an object. Arguments that are not JSON are sent back unchanged.
     *
     * <p>Some endpoints split one reply into a choice with the text and choices with the tool calls. If the first
     * choice has no tool calls and no other choice has text, the message contains the tool calls of all choices.
     *
     * @return the message; an empty one if there is none
     */
    default ChatAssistantMessage message() {
        ChatAssistantMessage message = firstMessage();
        if (isSplitReply()) {
            message = message.toBuilder().toolCalls(toolCalls()).build();
        }
        return RequiredMembers.fillIn(message);
    }

    /** {@return the text of the first choice; empty if there is none} */
    default String text() {
        return firstMessage().text();
    }

    /** {@return the reasoning of the first choice, whichever name the endpoint used; empty if there is none} */
    default String reasoning() {
        return firstMessage().reasoning();
    }

    /**
     * {@return the tool calls of the first choice, or of all choices of a split reply, see {@link #message()}; may be
     * empty}
     */
    default List<ChatToolCall> toolCalls() {
        if (!isSplitReply()) {
            return firstMessage().toolCalls();
        }
        List<ChatToolCall> calls = new ArrayList<>();
        for (ChatChoice choice : self().choices()) {
            calls.addAll(messageOf(choice).toolCalls());
        }
        return List.copyOf(calls);
    }

    /**
     * Returns why the model stopped generating: the finish reason of the first choice or, of a split reply (see {@link
     * #message()}), of the first choice that has tool calls.
     *
     * @return the reason, or null if there is none
     */
    default @Nullable FinishReason finishReason() {
        boolean isSplit = isSplitReply();
        for (ChatChoice choice : self().choices()) {
            if (!isSplit || !messageOf(choice).toolCalls().isEmpty()) {
                return choice.finishReason();
            }
        }
        return null;
    }

    private ChatCompletion self() {
        return (ChatCompletion) this; // the only permitted subtype
    }

    private ChatAssistantMessage firstMessage() {
        List<ChatChoice> choices = self().choices();
        return choices.isEmpty() ? ChatAssistantMessage.builder().build() : messageOf(choices.get(0));
    }

    private static ChatAssistantMessage messageOf(ChatChoice choice) {
        ChatAssistantMessage message = choice.message();
        return message == null ? ChatAssistantMessage.builder().build() : message;
    }

    /**
     * Whether the tool calls are in other choices than the first one, and those have no text. Choices that are real
     * alternatives have text.
     */
    private boolean isSplitReply() {
        List<ChatChoice> choices = self().choices();
        if (choices.isEmpty() || !messageOf(choices.get(0)).toolCalls().isEmpty()) {
            return false;
        }
        boolean hasToolCalls = false;
        for (ChatChoice choice : choices.subList(1, choices.size())) {
            ChatAssistantMessage message = messageOf(choice);
            if (!message.text().isEmpty()) {
                return false;
            }
            hasToolCalls |= !message.toolCalls().isEmpty();
        }
        return hasToolCalls;
    }
}
