// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/** The convenience methods of {@link MessageContent}; the spec's x-java-methods describes them. */
final class MessageContentMethods {
    private MessageContentMethods() {}

    static String text(MessageContent content) {
        String plain = content.asString();
        return plain == null ? MessageMethods.textOf(content.asList()) : plain;
    }
}
