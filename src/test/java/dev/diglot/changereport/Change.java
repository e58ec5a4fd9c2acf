// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

/** One change, and whether it breaks callers. */
public record Change(boolean breaking, String place, String what) {
    @Override
    public String toString() {
        return (breaking ? "breaking    " : "compatible  ") + place + ": " + what;
    }
}
