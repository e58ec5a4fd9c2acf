// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

/** Thrown by a tool to report a failure to the model, which may then try something else. The loop goes on. */
public final class ToolFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates a failure.
     *
     * @param message the text that the model receives
     */
    public ToolFailure(String message) {
        super(message);
    }
}
