// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

/** Which headers a user may set. The messages here never hold a value, for it may be a secret. */
final class HeaderCheck {
    private static final String NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final String KEY = "(?i)authorization|x-api-key";
    private static final String OURS =
            "(?i)accept|connection|content-length|content-type|expect|host|transfer-encoding|upgrade";

    private HeaderCheck() {}

    static void check(String name, String value) {
        refuse(!name.matches(NAME), "", "has a name that cannot be sent; give the name alone, without colon or value");
        refuse(name.matches(KEY), name, "carries the key; use credentials(Credentials.bearer(key)) or .apiKey(key)");
        refuse(name.matches(OURS), name, "is set by the client and cannot be changed");
        refuse(
                !value.matches("[\t -~]*"),
                name,
                "has a value that cannot be sent; only printable ASCII and blanks can");
    }

    private static void refuse(boolean isBad, String name, String problem) {
        if (isBad) {
            throw new IllegalArgumentException("The header " + name + (name.isEmpty() ? "" : " ") + problem);
        }
    }
}
