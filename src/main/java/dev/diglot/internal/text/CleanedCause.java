// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.io.IOException;

/** Replaces an exception whose text must not be shown. Keeps its class name, sanitized message and stack trace. */
@SuppressWarnings("OverrideThrowableToString") // the name of this class would only hide the name of the original class
final class CleanedCause extends IOException {
    private static final long serialVersionUID = 1L;

    CleanedCause(String text, StackTraceElement[] trace) {
        super(text);
        setStackTrace(trace);
    }

    /** {@return the text alone, which begins with the class name of the replaced exception} */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
