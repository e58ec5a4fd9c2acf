// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link ChatCompletion}; the spec's x-java-methods describes them. */
final class ChatCompletionMethods {
    private ChatCompletionMethods() {}

    static ChatAssistantMessage message(ChatCompletion completion) {
        ChatAssistantMessage message = firstMessage(completion);
        if (isSplitReply(completion)) {
            message = message.toBuilder().toolCalls(toolCalls(completion)).build();
        }
        return RequiredMembers.fillIn(message);
    }

    static String text(ChatCompletion completion) {
        return firstMessage(completion).text();
    }

    static String reasoning(ChatCompletion completion) {
        return firstMessage(completion).reasoning();
    }

    static List<ChatToolCall> toolCalls(ChatCompletion completion) {
        if (!isSplitReply(completion)) {
            return firstMessage(completion).toolCalls();
        }
        List<ChatToolCall> calls = new ArrayList<>();
        for (ChatChoice choice : completion.choices()) {
            calls.addAll(messageOf(choice).toolCalls());
        }
        return List.copyOf(calls);
    }

    /** Returns the finish reason of the first choice or, in a split reply, of the first choice with tool calls. */
    static @Nullable FinishReason finishReason(ChatCompletion completion) {
        boolean isSplit = isSplitReply(completion);
        for (ChatChoice choice : completion.choices()) {
            if (!isSplit || !messageOf(choice).toolCalls().isEmpty()) {
                return choice.finishReason();
            }
        }
        return null;
    }

    static List<String> finishReasons(ChatCompletion completion) {
        return completion.choices().stream()
                .map(ChatChoice::finishReason)
                .filter(Objects::nonNull)
                .map(FinishReason::value)
                .toList();
    }

    static TokenCounts tokenCounts(ChatCompletion completion) {
        ChatUsage usage = completion.usage();
        if (usage == null) {
            return TokenCounts.NONE;
        }
        PromptTokensDetails details = usage.promptTokensDetails();
        Long cacheWrite = details == null ? null : details.cacheWriteTokens();
        return new TokenCounts(
                usage.promptTokens(),
                usage.completionTokens(),
                usage.cachedTokens(),
                cacheWrite,
                usage.reasoningTokens());
    }

    private static ChatAssistantMessage firstMessage(ChatCompletion completion) {
        List<ChatChoice> choices = completion.choices();
        return choices.isEmpty() ? ChatAssistantMessage.builder().build() : messageOf(choices.get(0));
    }

    private static ChatAssistantMessage messageOf(ChatChoice choice) {
        ChatAssistantMessage message = choice.message();
        return message == null ? ChatAssistantMessage.builder().build() : message;
    }

    /**
     * Whether the endpoint split one reply into several choices: the first calls nothing, at least one of the others
     * has tool calls, and none of the others has text. Alternative replies would have text.
     */
    private static boolean isSplitReply(ChatCompletion completion) {
        List<ChatChoice> choices = completion.choices();
        if (choices.isEmpty()) {
            return false;
        }
        ChatAssistantMessage first = messageOf(choices.get(0));
        if (!first.toolCalls().isEmpty() || first.functionCall() != null) {
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
