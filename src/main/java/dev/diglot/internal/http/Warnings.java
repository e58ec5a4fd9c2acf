// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import org.jspecify.annotations.Nullable;

/** What the client warns of by its {@link System.Logger}. A logger that fails makes no call fail. */
final class Warnings {
    private static final System.Logger LOG = System.getLogger("dev.diglot");

    private Warnings() {}

    static void log(String message, @Nullable Throwable cause) {
        try {
            LOG.log(System.Logger.Level.WARNING, message, cause);
        } catch (RuntimeException | Error lost) {
            // there is no better place to say so
        }
    }
}
