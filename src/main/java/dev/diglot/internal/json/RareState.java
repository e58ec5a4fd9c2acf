// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.HashMap;
import java.util.Map;

/**
 * State that a {@link JsonCursor} needs only for large JSON (the count until the next checkpoint) and for late tags,
 * which are not the first member of their object.
 */
final class RareState {
    /**
     * How many members and items are counted between two checkpoints. Each has at most two tokens of its own. Inside a
     * skipped value each token is counted instead.
     */
    private static final int PER_CHECK = 400;

    private final Checkpoint checkpoint;
    private final Map<String, LateTags> lateTags = new HashMap<>();
    private int untilCheck = PER_CHECK;

    RareState(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    void count() {
        if (--untilCheck == 0) {
            untilCheck = PER_CHECK;
            checkpoint.check();
        }
    }

    /** Returns the scan results for tags of this name. */
    LateTags lateTags(String tag) {
        return lateTags.computeIfAbsent(tag, LateTags::new);
    }
}
