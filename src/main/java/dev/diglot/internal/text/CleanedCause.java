// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.io.IOException;

/** Stands in for an exception whose own text may not be shown: its class by name, its text cleaned, its stack trace. */
@SuppressWarnings("OverrideThrowableToString") // its own name would only be noise before the name it stands for
final class CleanedCause extends IOException {
    private static final long serialVersionUID = 1L;

    CleanedCause(String text, StackTraceElement[] trace) {
        super(text);
        setStackTrace(trace);
    }

    /** {@return the text alone, which begins with the name of the class that it stands for} */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
