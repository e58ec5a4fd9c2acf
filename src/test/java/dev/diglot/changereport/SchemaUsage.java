// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

/** Whether callers send a place of the spec, receive it, or both. */
record SchemaUsage(boolean sent, boolean received) {
    static final SchemaUsage SENT = new SchemaUsage(true, false);
    static final SchemaUsage RECEIVED = new SchemaUsage(false, true);
    static final SchemaUsage BOTH = new SchemaUsage(true, true);

    SchemaUsage and(SchemaUsage other) {
        return new SchemaUsage(sent || other.sent, received || other.received);
    }
}
