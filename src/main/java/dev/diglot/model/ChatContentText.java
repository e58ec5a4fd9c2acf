// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/** What {@link ChatContent} offers beside its forms. */
sealed interface ChatContentText permits ChatContent {
    /** {@return the text: as it is, or that of the text parts joined; empty if there is none} */
    default String text() {
        ChatContent content = (ChatContent) this;
        String plain = content.asString();
        if (plain != null) {
            return plain;
        }
        StringBuilder text = new StringBuilder();
        for (ChatContentPart part : content.asList()) {
            if (part instanceof ChatTextPart piece && piece.text() != null) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }
}
