// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call is cancelled before it is complete: the waiting thread was interrupted, or the stream or the
 * client was closed.
 *
 * <p>After an interrupt, the thread's interrupt flag is set again and the cause is the {@link InterruptedException}.
 * The exchange has ended, but the endpoint may still process the request.
 */
public final class CallCancelledException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message says what cancelled the call
     * @param cause the interrupt, or null
     */
    public CallCancelledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
