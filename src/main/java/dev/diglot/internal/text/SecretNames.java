// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.regex.Pattern;

/** Decides by its name whether a value may be a secret. The word "tokens" is no sign of one: it names a count. */
public final class SecretNames {
    private static final Pattern HEADER = Pattern.compile(
            "auth|cookie|credential|key|passw|secret|session|signature|token(?!s)", Pattern.CASE_INSENSITIVE);

    /** Narrower: {@code author}, {@code keywords} and {@code signature} are ordinary members of a body. */
    private static final Pattern MEMBER = Pattern.compile(
            "authorization|cookie|credential|(api|access|private|secret)[-_]?key|passw|secret|token(?!s)",
            Pattern.CASE_INSENSITIVE);

    private SecretNames() {}

    /**
     * Returns whether the value of a header may be a secret.
     *
     * @param name the header's name
     * @return whether to hide its value
     */
    public static boolean isHeader(String name) {
        return HEADER.matcher(name).find();
    }

    /**
     * Returns whether the value of a JSON member may be a secret.
     *
     * @param name the member's name
     * @return whether to hide its value
     */
    public static boolean isMember(String name) {
        return MEMBER.matcher(name).find();
    }
}
