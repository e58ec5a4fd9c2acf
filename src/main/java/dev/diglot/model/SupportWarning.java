// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/**
 * Something in a request that a provider, by its documents, would not do as asked.
 *
 * @param path where it stands, for example {@code messages[2].content[0].cache_control}
 * @param kind what is the matter
 * @param message provider, place, what happens and what to do, in one sentence; of the request it holds names of
 *     members, numbers, kinds and ids of models, but no other text
 */
public record SupportWarning(String path, Kind kind, String message) {
    /** What is the matter with a part of a request. */
    public enum Kind {
        /** The provider takes it and does nothing with it. */
        IGNORED,
        /** The provider does not support it, and may refuse the request. */
        UNSUPPORTED,
        /** A number or a count is outside what the provider documents. */
        OUT_OF_RANGE,
        /** It has a JSON form that the provider does not document, such as text in place of a list. */
        OTHER_FORM,
        /** The provider requires it, and it is not there. */
        MISSING,
        /** The provider documents this model, but not for this dialect. */
        OTHER_DIALECT
    }

    /** {@return the message} */
    @Override
    public String toString() {
        return message;
    }
}
