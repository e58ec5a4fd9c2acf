// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import org.jspecify.annotations.Nullable;

/**
 * The calling side ended the call before its response had come: the waiting thread was interrupted, or the client was
 * closed.
 *
 * <p>After an interrupt the thread's interrupt flag is set again, and the cause is the {@link InterruptedException}.
 * The exchange was ended; the endpoint may have worked on the request all the same.
 */
public final class CallCancelledException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message says who ended the call
     * @param cause the interrupt, or null
     */
    public CallCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
