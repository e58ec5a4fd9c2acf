// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.List;
import java.util.Map;

/**
 * The head of a response: status and headers.
 *
 * @param status the HTTP status
 * @param headers the headers, which may contain the key; names are case-insensitive
 * @param receivedAt when it was received, by {@link System#nanoTime}
 */
record ResponseHead(int status, Map<String, List<String>> headers, long receivedAt) {
    /** The placeholder before the head is received. */
    static final ResponseHead NONE = new ResponseHead(0, Map.of(), 0);

    /** Returns whether this is a received head, not the placeholder. */
    boolean isReceived() {
        return receivedAt != 0;
    }

    /** Returns whether the status is 200 to 299. */
    boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    /** Returns the content type, or a text for messages if there is none. */
    String contentType() {
        return headers.getOrDefault("content-type", List.of("no content-type")).get(0);
    }
}
