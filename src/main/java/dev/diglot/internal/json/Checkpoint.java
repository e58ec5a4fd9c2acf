// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

/**
 * Called again and again while JSON is read, at least every 1,000 tokens, so that a deadline, a cancellation or an
 * interrupt can end the reading of a large body.
 */
@FunctionalInterface
public interface Checkpoint {
    /** Never ends the reading. */
    Checkpoint NONE = () -> {};

    /** Returns if the reading may go on; otherwise throws an unchecked exception, which ends it and is passed on. */
    void check();
}
