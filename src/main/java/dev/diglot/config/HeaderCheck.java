// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import dev.diglot.model.Provider.KeyHeader;
import java.util.Arrays;

/** Rejects headers that a user may not set. Messages contain no header value: it may be a secret. */
final class HeaderCheck {
    private static final String VALID_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final String VALID_VALUE = "[\t -~]*";
    private static final String CLIENT_HEADER =
            "(?i)accept|connection|content-length|content-type|expect|host|transfer-encoding|upgrade";

    private HeaderCheck() {}

    static void check(String name, String value) {
        if (!name.matches(VALID_NAME)) {
            throw new IllegalArgumentException(
                    "The header has a name that cannot be sent; give the name alone, without colon or value");
        }
        rejectIf(carriesKey(name), name, "carries the key; use credentials(Credentials.bearer(key)) or .apiKey(key)");
        rejectIf(name.matches(CLIENT_HEADER), name, "is set by the client and cannot be changed");
        rejectIf(
                !value.matches(VALID_VALUE),
                name,
                "has a value that cannot be sent; use printable ASCII characters, spaces and tabs only");
    }

    private static boolean carriesKey(String name) {
        return Arrays.stream(KeyHeader.values())
                .anyMatch(header -> header.headerName().equalsIgnoreCase(name));
    }

    private static void rejectIf(boolean isInvalid, String name, String problem) {
        if (isInvalid) {
            throw new IllegalArgumentException("The header " + name + " " + problem);
        }
    }
}
