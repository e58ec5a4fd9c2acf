// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import org.jspecify.annotations.Nullable;

/**
 * No connection could be made, or it broke before the response was complete.
 *
 * <p>{@link #requestSent()} tells the two apart. The message names host and port, and says what to check.
 */
public final class ConnectionException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** Whether the request may have arrived. */
    private final boolean requestSent;

    /** Whether another attempt may succeed. */
    private final boolean retryable;

    /**
     * Creates one that another attempt may avoid.
     *
     * @param message names host and port, and says what to do
     * @param requestSent whether the endpoint may have received the request
     * @param cause what the transport threw
     */
    public ConnectionException(String message, boolean requestSent, @Nullable Throwable cause) {
        this(message, requestSent, true, cause);
    }

    private ConnectionException(String message, boolean requestSent, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.requestSent = requestSent;
        this.retryable = retryable;
    }

    /**
     * Creates one that every attempt will meet: the request was not sent.
     *
     * @param message names host and port, and says what to do
     * @param cause what the transport threw
     * @return the exception, to be thrown by the caller
     */
    public static ConnectionException permanent(String message, @Nullable Throwable cause) {
        return new ConnectionException(message, false, false, cause);
    }

    /**
     * Tells whether the endpoint may have received the request, worked on it and billed it.
     *
     * @return false if no connection was made, so that sending again is safe
     */
    public boolean requestSent() {
        return requestSent;
    }

    /**
     * Returns whether another attempt may succeed.
     *
     * @return false for a certificate that is not trusted or names another host, and for an endpoint that speaks no TLS
     *     where https was asked for, or TLS where http was
     */
    public boolean isRetryable() {
        return retryable;
    }
}
