// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;

/** Thrown by a {@link JsonScanner} that refuses its bytes; never leaves this package. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException() {
        super("not JSON in UTF-8");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this; // nobody sees it: Jackson finds the reason and the place
    }
}
