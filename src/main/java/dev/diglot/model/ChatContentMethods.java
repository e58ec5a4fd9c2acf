// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/** The convenience methods of {@link ChatContent}; the spec's x-java-methods describes them. */
final class ChatContentMethods {
    private ChatContentMethods() {}

    static String text(ChatContent content) {
        String plain = content.asString();
        if (plain != null) {
            return plain;
        }
        StringBuilder text = new StringBuilder();
        for (ChatContentPart part : content.asList()) {
            if (part instanceof ChatTextPart textPart && textPart.text() != null) {
                text.append(textPart.text());
            }
        }
        return text.toString();
    }
}
