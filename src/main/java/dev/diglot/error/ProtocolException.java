// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The answer is not what the dialect promises: HTML, nothing, cut JSON, JSON of another kind, or more than a bound.
 *
 * <p>Often the base URL leads to a web page or to a gateway instead of the endpoint; {@link #excerpt()} shows what came.
 */
public final class ProtocolException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** The HTTP status. */
    private final int status;
    /** The beginning of what came. */
    private final String excerpt;

    /**
     * Makes one.
     *
     * @param status the HTTP status of the answer
     * @param problem what is wrong with it, as a clause without a full stop
     * @param body what came; its first 500 characters are kept
     * @param cause what the reader threw, or null
     */
    public ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause) {
        this(status, problem, cause, Excerpt.of(body, UTF_8));
    }

    private ProtocolException(int status, String problem, @Nullable Throwable cause, String excerpt) {
        super("HTTP " + status + ", but " + problem + (excerpt.isEmpty() ? "" : "; it begins with: " + excerpt), cause);
        this.status = status;
        this.excerpt = excerpt;
    }

    /** {@return the HTTP status of the answer} */
    public int status() {
        return status;
    }

    /** {@return the first 500 characters of what came; empty if nothing did} */
    public String excerpt() {
        return excerpt;
    }
}
