// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

/**
 * Called regularly while JSON is read or converted, at least every 1,000 tokens, on the thread that does so. It lets a
 * deadline, a cancellation or an interrupt stop the work on a large body.
 */
@FunctionalInterface
public interface Checkpoint {
    /** Never stops the work. */
    Checkpoint NONE = () -> {};

    /** Returns normally to continue; throws an unchecked exception, which reaches the caller, to stop. */
    void check();
}
