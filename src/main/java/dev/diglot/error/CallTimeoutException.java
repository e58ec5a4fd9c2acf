// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One of the four times that a call may take ran out; {@link #phase()} says which. The exchange was ended. */
public final class CallTimeoutException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** What was waited for. */
    private final Phase phase;
    /** The limit that passed. */
    private final Duration limit;

    /** What was waited for when the time ran out. */
    public enum Phase {
        /** The connection, its TLS handshake included: {@code connectTimeout}. The endpoint got no request. */
        CONNECT("no connection within %s (connectTimeout); check the base URL and the network"),
        /** The head of the response: {@code responseTimeout}. */
        RESPONSE("no response began within %s (responseTimeout); the request may still be worked on, and billed"),
        /** The next bytes of a response that had begun: {@code idleTimeout}. */
        IDLE("nothing came for %s inside a response (idleTimeout)"),
        /** The end of the whole call: {@code deadline}. */
        DEADLINE("the call was not done after %s (deadline)");

        private final String message;

        Phase(String message) {
            this.message = message;
        }
    }

    /**
     * Makes one.
     *
     * @param phase what was waited for
     * @param limit the time that was allowed
     * @param where host and port
     * @param cause what the transport threw, or null
     */
    public CallTimeoutException(Phase phase, Duration limit, String where, @Nullable Throwable cause) {
        super(where + ": " + phase.message.formatted(text(limit)), cause);
        this.phase = phase;
        this.limit = limit;
    }

    /** As in 10s, 1.5s, 10m. */
    private static String text(Duration limit) {
        return limit.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** {@return what was waited for when the time ran out} */
    public Phase phase() {
        return phase;
    }

    /** {@return the time that was allowed} */
    public Duration limit() {
        return limit;
    }
}
