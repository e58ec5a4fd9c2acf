// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link MessageUsage}; the spec's x-java-methods describes them. */
final class MessageUsageMethods {
    private MessageUsageMethods() {}

    static @Nullable Long reasoningTokens(MessageUsage usage) {
        OutputTokensDetails details = usage.outputTokensDetails();
        return details == null ? null : details.thinkingTokens();
    }
}
