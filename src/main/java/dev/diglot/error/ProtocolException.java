// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Causes;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.internal.text.TextCharset;
import org.jspecify.annotations.Nullable;

/**
 * The response is not what the dialect promises: HTML, nothing, cut JSON, JSON of another kind, or more than a bound.
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
     * @param status the HTTP status of the response
     * @param problem what is wrong with it, as a clause without a full stop
     * @param body what came; its first 500 characters are kept
     * @param cause what the reader threw, or null
     */
    public ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause) {
        this(status, problem, body, cause, Sanitizer.NONE);
    }

    /**
     * Makes one, and removes the key from all that it shows.
     *
     * @param status the HTTP status of the response
     * @param problem what is wrong with it, as a clause without a full stop
     * @param body what came; its first 500 characters are kept, in the charset that its first bytes show, else UTF-8
     * @param cause what the reader threw, or null
     * @param key the key that was sent, or null; one of fewer than 8 characters is not removed
     */
    public ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause, @Nullable String key) {
        this(status, problem, body, cause, Sanitizer.of(key));
    }

    private ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause, Sanitizer sanitizer) {
        this(
                status,
                sanitizer.line(problem, Sanitizer.MAX_WORDS),
                Causes.clean(cause, sanitizer),
                excerpt(ErrorDecoder.kept(body), sanitizer));
    }

    private static String excerpt(byte[] body, Sanitizer sanitizer) {
        return sanitizer.line(new String(body, TextCharset.of(body, "")), Sanitizer.MAX_WORDS);
    }

    private ProtocolException(int status, String problem, @Nullable Throwable cause, String excerpt) {
        super(message(status, problem, excerpt), cause);
        this.status = status;
        this.excerpt = excerpt;
    }

    private static String message(int status, String problem, String excerpt) {
        String begin = status == 0 ? "" : "HTTP " + status + ", but ";
        return begin + problem + (excerpt.isEmpty() ? "" : "; it begins with: " + excerpt);
    }

    /** {@return the HTTP status of the response; 0 if its head could not be read} */
    public int status() {
        return status;
    }

    /** {@return the first 500 characters of what came; empty if nothing did} */
    public String excerpt() {
        return excerpt;
    }
}
