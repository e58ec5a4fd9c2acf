// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

/** Throws an undeclared exception, as Kotlin and other languages do. */
final class Undeclared {
    private Undeclared() {}

    static void raise(Throwable e) {
        Undeclared.<RuntimeException>raiseAs(e);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void raiseAs(Throwable e) throws T {
        throw (T) e;
    }
}
