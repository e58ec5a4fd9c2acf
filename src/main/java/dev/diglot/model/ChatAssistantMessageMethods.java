// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/** The convenience methods of {@link ChatAssistantMessage}; the spec's x-java-methods describes them. */
final class ChatAssistantMessageMethods {
    private ChatAssistantMessageMethods() {}

    static String text(ChatAssistantMessage message) {
        ChatContent content = message.content();
        return content == null ? "" : content.text();
    }

    static String reasoning(ChatAssistantMessage message) {
        return ChatDeltaMethods.reasoning(
                message.reasoningContent(), message.reasoning, message.reasoningDetails(), message.content());
    }
}
