// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import java.io.IOException;

/** Thrown when a line or an event exceeds the configured number of bytes; no part of it was delivered. */
public final class SseLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    SseLimitException(String what, int limit) {
        super(what + " has more than " + limit + " bytes");
    }
}
