// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

/**
 * Called regularly on the thread that reads or converts JSON: at least every 1,000 tokens that are read, and every 400
 * objects that are converted. It lets a deadline, a cancellation or an interrupt stop the work on a large body.
 */
@FunctionalInterface
public interface Checkpoint {
    /** Never stops the work. */
    Checkpoint NONE = () -> {};

    /** Returns normally to continue; throws an unchecked exception, which reaches the caller, to stop. */
    void check();
}
