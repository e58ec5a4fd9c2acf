// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Causes;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.internal.text.TextCharset;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the response violates the protocol of the dialect: it is HTML, empty, truncated JSON, unexpected JSON, or
 * larger than a limit.
 *
 * <p>Often the base URL is the address of a web page or a gateway instead of the endpoint. {@link #excerpt()} returns
 * the beginning of what was received.
 */
public final class ProtocolException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** The HTTP status. */
    private final int status;
    /** The beginning of the body. */
    private final String excerpt;

    /**
     * Creates an exception.
     *
     * @param status the HTTP status of the response
     * @param problem what is wrong with it, as a clause without a full stop
     * @param body the body as received; its first 500 characters are kept
     * @param cause the exception of the reader, or null
     */
    public ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause) {
        this(status, problem, body, cause, Sanitizer.NONE);
    }

    /**
     * Creates an exception, and removes the key from everything that it shows.
     *
     * @param status the HTTP status of the response
     * @param problem what is wrong with it, as a clause without a full stop
     * @param body the body as received; its first 500 characters are kept, in a charset detected from its first bytes,
     *     else UTF-8
     * @param cause the exception of the reader, or null
     * @param key the key that was sent, or null; a key of fewer than 8 characters is not removed
     */
    public ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause, @Nullable String key) {
        this(status, problem, body, cause, Sanitizer.of(key));
    }

    private ProtocolException(int status, String problem, byte[] body, @Nullable Throwable cause, Sanitizer sanitizer) {
        this(
                status,
                sanitizer.line(problem, Sanitizer.MAX_QUOTE),
                Causes.clean(cause, sanitizer),
                excerpt(ErrorDecoder.truncate(body), sanitizer));
    }

    private static String excerpt(byte[] body, Sanitizer sanitizer) {
        return sanitizer.line(new String(body, TextCharset.of(body, "")), Sanitizer.MAX_QUOTE);
    }

    private ProtocolException(int status, String problem, @Nullable Throwable cause, String excerpt) {
        super(message(status, problem, excerpt), cause);
        this.status = status;
        this.excerpt = excerpt;
    }

    private static String message(int status, String problem, String excerpt) {
        String start = status == 0 ? "" : "HTTP " + status + ", but ";
        String quote = excerpt.isEmpty() ? "" : "; it begins with: " + excerpt;
        return start + problem + quote;
    }

    /** {@return the HTTP status of the response; 0 if its head could not be read} */
    public int status() {
        return status;
    }

    /** {@return the first 500 characters of the body; empty if nothing was received} */
    public String excerpt() {
        return excerpt;
    }
}
