// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.regex.Pattern;

/** Decides whether a header may hold a secret, by its name. The plural "tokens" does not count: it names a number. */
public final class SecretNames {
    private static final Pattern HEADER = Pattern.compile(
            "auth|cookie|credential|key|passw|secret|session|signature|token(?!s)", Pattern.CASE_INSENSITIVE);

    private SecretNames() {}

    /**
     * Returns whether the value of a header may be a secret.
     *
     * @param name the header's name
     * @return whether to hide its value
     */
    public static boolean isSecretHeader(String name) {
        return HEADER.matcher(name).find();
    }
}
