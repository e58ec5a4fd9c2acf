// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/**
 * The hand-written methods of {@link MessageContent}, which inherits them: the spec's x-java-interface names this type.
 */
sealed interface MessageContentText permits MessageContent {
    /** {@return the text, or the joined text blocks of a list; empty if there is none} */
    default String text() {
        MessageContent content = (MessageContent) this; // the only permitted subtype
        String plain = content.asString();
        return plain == null ? MessageText.textOf(content.asList()) : plain;
    }
}
