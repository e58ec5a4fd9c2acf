// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/**
 * The hand-written methods of {@link ChatContent}, which inherits them: the spec's x-java-interface names this type.
 */
sealed interface ChatContentText permits ChatContent {
    /** {@return the text, or the joined text parts of a list; empty if there is none} */
    default String text() {
        ChatContent content = (ChatContent) this; // the only permitted subtype
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
