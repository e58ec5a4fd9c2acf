// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.io.Serializable;

/**
 * A warning that a provider, according to its documents, would not handle a part of a request as asked.
 *
 * <p>The {@code check} method of a request returns it.
 *
 * @param path the path of that part, for example {@code messages[2].content[0].cache_control}
 * @param kind the kind of the problem
 * @param message one sentence that names the provider, the path, the problem and what to do. It may quote names of
 *     members, numbers, types of blocks and model ids from the request, but no other text
 */
public record SupportWarning(String path, Kind kind, String message) implements Serializable {
    /** The kind of a problem. */
    public enum Kind {
        /** The provider accepts the part and ignores it. */
        IGNORED,
        /** The provider does not support the part and may reject the request. */
        UNSUPPORTED,
        /** A number, or the length of a list, is outside the range that the provider documents. */
        OUT_OF_RANGE,
        /** A member has a JSON type that the provider does not document, such as a string instead of an array. */
        UNDOCUMENTED_TYPE,
        /** A member has a value, or an object a type, that is not among those which the provider documents. */
        UNDOCUMENTED_VALUE,
        /** The provider requires a member that is missing. */
        MISSING,
        /** The provider documents the model only for the other dialect. */
        OTHER_DIALECT
    }

    /** {@return the message} */
    @Override
    public String toString() {
        return message;
    }
}
