// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import java.io.IOException;

/** Says that a line or an event is longer than the bound that was set; nothing of it was handed on. */
public final class SseLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    SseLimitException(String what, int limit) {
        super(what + " has more than " + limit + " bytes");
    }
}
