// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a response body holds: decided by its content type, and by its first bytes where that is not certain. */
enum BodyKind {
    /** Server-sent events, read while they arrive. */
    EVENTS,
    /** One value, read when all of it has arrived. */
    WHOLE,
    /** The first bytes will tell. */
    UNDECIDED;

    private static final List<String> FIELDS = List.of("data:", "event:", "id:", "retry:", ":");
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    /** Enough for the longest field name, behind a byte order mark. */
    static final int PREFIX = 64;

    /**
     * Decides by the head.
     *
     * @param head of any status
     * @param wantsStream whether events were asked for
     */
    static BodyKind of(ResponseHead head, boolean wantsStream) {
        if (!wantsStream || !head.isGood()) {
            return WHOLE;
        }
        // servers send streams under many names, and under no name; a framework's default may name anything
        return head.contentType().matches("(?i).*(json|html|xml).*") ? UNDECIDED : EVENTS;
    }

    /** Decides by the first bytes of a body, which may go on. */
    static BodyKind of(byte[] start) {
        String text = new String(start, 0, Math.min(start.length, PREFIX), StandardCharsets.ISO_8859_1);
        String first = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text).strip();
        boolean isOpen = first.isEmpty();
        for (String field : FIELDS) {
            if (first.startsWith(field)) {
                return EVENTS;
            }
            isOpen |= field.startsWith(first);
        }
        return isOpen ? UNDECIDED : WHOLE;
    }
}
