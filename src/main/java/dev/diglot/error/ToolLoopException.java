// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.json.JsonModel;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a tool loop ends without a last reply: a tool threw an exception, which is the cause, or the model still
 * calls tools after the maximum number of replies.
 */
public final class ToolLoopException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** The request with all messages so far. */
    private final @Nullable JsonModel conversation;

    /**
     * Creates an exception.
     *
     * @param message what ended the loop
     * @param conversation the request with all messages so far
     * @param cause the exception of the tool, or null
     */
    public ToolLoopException(String message, JsonModel conversation, @Nullable Throwable cause) {
        super(message, cause);
        this.conversation = conversation;
    }

    /**
     * Returns the conversation so far, which is valid to send: each call that was not run has a result that says so.
     *
     * @return a {@code ChatCompletionRequest} or a {@code MessageRequest}
     */
    public @Nullable JsonModel conversation() {
        return conversation;
    }
}
