// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives each call of a conversation an id of its own: endpoints send none, or the same one twice. */
final class CallIds {
    private final Set<String> used = new HashSet<>();

    /** Notes the id of an earlier call. */
    void use(@Nullable String id) {
        if (id != null) {
            used.add(id);
        }
    }

    /** Returns the id of a call, or another one if it is missing or used. */
    String unique(@Nullable String id) {
        String unique = id == null || id.isEmpty() ? "call" : id;
        String begin = unique;
        for (int i = 1; !used.add(unique); i++) {
            unique = begin + "_" + i;
        }
        return unique;
    }
}
