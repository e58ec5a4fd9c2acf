// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when one of the four timeouts of a call expires: connect, response, idle or deadline. {@link #phase()} returns
 * which one. The exchange has ended.
 */
public final class CallTimeoutException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** The timeout that expired. */
    private final Phase phase;
    /** The value of that timeout. */
    private final Duration limit;

    /** The phase of a call that a timeout limits. */
    public enum Phase {
        /** Until a connection is established, including TLS: {@code connectTimeout}. The request was not sent. */
        CONNECT("no connection within %s (connectTimeout); check the base URL and the network"),
        /** Until the head of the response is received: {@code responseTimeout}. */
        RESPONSE("no response began within %s (responseTimeout); the request may still be processed, and billed"),
        /** Until the next bytes of a response that has begun: {@code idleTimeout}. */
        IDLE("no data was received for %s inside a response (idleTimeout)"),
        /** Until the end of the whole call: {@code deadline}. */
        DEADLINE("the call was not complete after %s (deadline)");

        private final String message;

        Phase(String message) {
            this.message = message;
        }
    }

    /**
     * Creates an exception.
     *
     * @param phase the phase that took too long
     * @param limit the value of its timeout
     * @param address host and port of the endpoint
     * @param cause the exception of the transport, or null
     */
    public CallTimeoutException(Phase phase, Duration limit, String address, @Nullable Throwable cause) {
        super(address + ": " + phase.message.formatted(format(limit)), cause);
        this.phase = phase;
        this.limit = limit;
    }

    /** Returns a duration such as 10s, 1.5s or 10m. */
    private static String format(Duration limit) {
        return limit.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** {@return the phase that took too long} */
    public Phase phase() {
        return phase;
    }

    /** {@return the value of the timeout that expired} */
    public Duration limit() {
        return limit;
    }
}
