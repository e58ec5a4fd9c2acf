// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import org.jspecify.annotations.Nullable;

/**
 * No connection could be made, or it broke before the answer was complete.
 *
 * <p>{@link #requestSent()} tells the two apart. The message names host and port, and says what to check.
 */
public final class ConnectionException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** Whether the request may have arrived. */
    private final boolean requestSent;

    /**
     * Makes one.
     *
     * @param message names host and port, and says what to do
     * @param requestSent whether the endpoint may have received the request
     * @param cause what the transport threw
     */
    public ConnectionException(String message, boolean requestSent, @Nullable Throwable cause) {
        super(message, cause);
        this.requestSent = requestSent;
    }

    /**
     * Tells whether the endpoint may have received the request, worked on it and billed it.
     *
     * @return false if no connection was made, so that sending again is safe
     */
    public boolean requestSent() {
        return requestSent;
    }
}
