// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.HashMap;
import java.util.Map;

/** What the reading of large JSON, or of JSON with late tags, has to remember. */
final class RareState {
    /** Members and items between two checks; none has more than two tokens, save a skipped one. */
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

    LateTags lateTags(String tag) {
        return lateTags.computeIfAbsent(tag, LateTags::new);
    }
}
