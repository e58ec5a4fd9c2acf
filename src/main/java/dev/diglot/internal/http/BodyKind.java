// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a response body is read: decided by its content type, and by its first bytes where that is not enough. */
enum BodyKind {
    /** Server-sent events, read while they arrive. */
    EVENTS,
    /** One value, read when the body is complete. */
    WHOLE,
    /** Not known before the first bytes. */
    UNDECIDED;

    private static final List<String> FIELDS = List.of("data:", "event:", "id:", "retry:", ":");
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    /** How many bytes decide: enough for a byte order mark, blanks and the longest field name. */
    static final int PREFIX = 64;

    /**
     * Decides by the head.
     *
     * @param head the head of a response of any status
     * @param wantsStream whether events were requested
     */
    static BodyKind fromHead(ResponseHead head, boolean wantsStream) {
        if (!wantsStream || !head.isSuccessful()) {
            return WHOLE;
        }
        // servers send streams under many content types, or none; json, html and xml may be a framework's default
        return head.contentType().matches("(?i).*(json|html|xml).*") ? UNDECIDED : EVENTS;
    }

    /** Decides by the first bytes of a body that may be incomplete. */
    static BodyKind fromFirstBytes(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, PREFIX), StandardCharsets.ISO_8859_1);
        if (BYTE_ORDER_MARK.startsWith(text)) {
            return UNDECIDED;
        }
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        String start = text.strip();
        boolean mayBecomeField = false;
        for (String field : FIELDS) {
            if (start.startsWith(field)) {
                return EVENTS;
            }
            mayBecomeField |= field.startsWith(start); // also if only blanks have been received
        }
        return mayBecomeField ? UNDECIDED : WHOLE;
    }
}
