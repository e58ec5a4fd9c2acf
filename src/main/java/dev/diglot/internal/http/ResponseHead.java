// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.List;
import java.util.Map;

/**
 * The head of a response.
 *
 * @param status its HTTP status
 * @param headers its headers, the key perhaps among them; names are case-insensitive
 * @param at when it came, by {@link System#nanoTime}
 */
record ResponseHead(int status, Map<String, List<String>> headers, long at) {
    /** Stands for a head that has not come yet. */
    static final ResponseHead NONE = new ResponseHead(0, Map.of(), 0);

    /** Whether this is one. */
    boolean hasCome() {
        return at != 0;
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }

    String contentType() {
        return headers.getOrDefault("content-type", List.of("no content-type")).get(0);
    }
}
