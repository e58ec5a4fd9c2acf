// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/** What {@link MessageContent} offers beside its forms. */
sealed interface MessageContentText permits MessageContent {
    /** {@return the text: as it is, or that of the text blocks joined; empty if there is none} */
    default String text() {
        MessageContent content = (MessageContent) this;
        String plain = content.asString();
        return plain == null ? MessageText.textOf(content.asList()) : plain;
    }
}
