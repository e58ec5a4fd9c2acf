// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Sanitizer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint answered with an error. Its class says which; what has no class of its own, such as 402 or 409, is this.
 *
 * <p>The class follows the error's code or type, then the status. An error inside a stream is one too: its status is
 * 200, and {@link #partial()} holds what had come before it. Immutable but for what every {@link Throwable} lets change.
 */
public class ApiException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** What the endpoint said. */
    private final ErrorDetails details;

    ApiException(ErrorDetails details) {
        super(summary(details), null);
        this.details = details;
    }

    private static String summary(ErrorDetails details) {
        String code = details.code();
        String name = code == null || code.equals("" + details.status()) ? details.type() : code;
        String id = details.requestId();
        return "HTTP " + details.status() + (details.status() < 300 ? ", with an error in the response" : "")
                + (name == null ? "" : ", " + name) + ": "
                + details.shown()
                + (id == null ? "" : " (request id " + id + ")");
    }

    /** {@return the HTTP status; 200 for an error inside a stream or inside a response that looked good} */
    public int status() {
        return details.status();
    }

    /** {@return the error's code, a number as its text, or null if the body has none} */
    public @Nullable String code() {
        return details.code();
    }

    /** {@return the error's type, such as {@code rate_limit_error}, or null if the body has none} */
    public @Nullable String type() {
        return details.type();
    }

    /**
     * Returns all of the endpoint's own words, on one line, up to 64 KiB; {@link #getMessage} has at most 500 characters
     * of them. Where the body has none, what it has instead.
     *
     * @return the words, or a description with the first 500 characters of the body
     */
    public String message() {
        return details.message();
    }

    /** {@return the member of the request that is to blame, or null if the body names none} */
    public @Nullable String param() {
        return details.param();
    }

    /** {@return the endpoint's name for this request, from a header or the body, or null; support will ask for it} */
    public @Nullable String requestId() {
        return details.requestId();
    }

    /**
     * Gives the headers that help in finding the fault: request ids, {@code retry-after}, rate limits,
     * {@code content-type}, {@code date} and {@code server}. Cookies and credentials are never among them.
     *
     * @return values by name; names are equal in any case
     */
    public Map<String, List<String>> headers() {
        return details.headers();
    }

    /** {@return a copy of the body as it came, at most its first 64 KiB; of a stream, the event that held the error} */
    public byte[] body() {
        return details.body().clone();
    }

    /**
     * Returns the body as text, in the charset that its first bytes show or the response names, else UTF-8. Invalid bytes
     * are replaced, control characters other than line feeds and tabs are blanks.
     *
     * @return at most the first 64 KiB of the body
     */
    public String bodyText() {
        return Sanitizer.NONE.text(new String(details.body(), Charset.forName(details.charset())));
    }

    /**
     * Tells how long the endpoint asks to wait: {@code retry-after-ms}, else {@code retry-after} in seconds or as a date.
     *
     * @return the wait, zero if the date is past, at most 365 days; null if the endpoint did not say
     */
    public @Nullable Duration retryAfter() {
        return details.retryAfter();
    }

    /**
     * Returns whether the same request may succeed later. A header {@code x-should-retry} decides, if there is one.
     *
     * @return true for 408, 409, 429, 5xx and codes that mean the same
     */
    public boolean isRetryable() {
        List<String> asked = details.headers().getOrDefault("x-should-retry", List.of());
        if (asked.contains("true") || asked.contains("false")) {
            return asked.contains("true");
        }
        return details.meant() == 408
                || details.meant() == 409
                || (details.kind() != null && details.kind().retryable());
    }

    /** {@inheritDoc} */
    @Override
    public ApiException withPartial(@Nullable Object result) {
        super.withPartial(result);
        return this;
    }
}
