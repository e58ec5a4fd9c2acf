// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a connection cannot be established, or breaks before the response is complete.
 *
 * <p>{@link #requestSent()} returns whether the endpoint may have received the request. The message names host and
 * port, and says what to check.
 */
public final class ConnectionException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** Whether the endpoint may have received the request. */
    private final boolean requestSent;

    /** Whether another attempt may succeed. */
    private final boolean retryable;

    /**
     * Creates an exception for a failure that another attempt may avoid.
     *
     * @param message names host and port, and says what to do
     * @param requestSent whether the endpoint may have received the request
     * @param cause the exception of the transport, or null
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
     * Creates an exception for a failure that will occur in every attempt. The request was not sent.
     *
     * @param message names host and port, and says what to do
     * @param cause the exception of the transport, or null
     * @return the exception, which the caller throws
     */
    public static ConnectionException permanent(String message, @Nullable Throwable cause) {
        return new ConnectionException(message, false, false, cause);
    }

    /**
     * Returns whether the endpoint may have received the request, processed it and billed it.
     *
     * @return false if the request was certainly not sent, so that it is safe to send it again
     */
    public boolean requestSent() {
        return requestSent;
    }

    /**
     * Returns whether another attempt may succeed.
     *
     * @return false for a certificate that is not trusted or names another host, and if the base URL says https but the
     *     endpoint does not use TLS, or the reverse
     */
    public boolean isRetryable() {
        return retryable;
    }
}
