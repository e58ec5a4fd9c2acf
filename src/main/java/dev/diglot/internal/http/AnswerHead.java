// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.List;
import java.util.Map;

/**
 * The head of an answer.
 *
 * @param status its HTTP status
 * @param headers its headers, the key perhaps among them; names are equal in any case
 * @param isStream whether the body is a stream of events, and was wanted so
 * @param at when it came, by {@link System#nanoTime}
 */
record AnswerHead(int status, Map<String, List<String>> headers, boolean isStream, long at) {
    /** Stands for a head that has not come yet. */
    static final AnswerHead NONE = new AnswerHead(0, Map.of(), false, 0);

    /** One that comes now. */
    static AnswerHead of(int status, Map<String, List<String>> headers, boolean wantsStream) {
        AnswerHead head = new AnswerHead(status, headers, false, System.nanoTime());
        // anything but what is known to be none: servers send streams under many names, and under no name
        boolean isStream = wantsStream && head.isGood() && !head.contentType().matches("(?i).*(json|html|xml).*");
        return isStream ? new AnswerHead(status, headers, true, head.at) : head;
    }

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
