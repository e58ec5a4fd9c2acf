// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changes;

/** Whether callers send a place of the spec, receive it, or both. */
record Use(boolean sent, boolean received) {
    static final Use SENT = new Use(true, false);
    static final Use RECEIVED = new Use(false, true);
    static final Use BOTH = new Use(true, true);

    Use and(Use other) {
        return new Use(sent || other.sent, received || other.received);
    }
}
