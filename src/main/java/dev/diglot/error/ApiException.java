// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

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

    /** So much of the endpoint's words stands in {@link #getMessage}; all of them in {@link #message}. */
    private static final int MOST_WORDS = 1000;

    /** What the endpoint said. */
    private final ErrorDetails details;

    private transient @Nullable Object partial;

    ApiException(ErrorDetails details) {
        super(summary(details), null);
        this.details = details;
    }

    private static String summary(ErrorDetails details) {
        String code = details.text().code();
        String name = code == null || code.equals("" + details.status())
                ? details.text().type()
                : code;
        String id = requestId(details);
        return "HTTP " + details.status() + (details.status() < 300 ? ", with an error in the answer" : "")
                + (name == null ? "" : ", " + Excerpt.of(name, MOST_WORDS)) + ": "
                + Excerpt.of(details.text().message(), MOST_WORDS)
                + (id == null ? "" : " (request id " + id + ")");
    }

    private static @Nullable String requestId(ErrorDetails details) {
        String id = RequestId.in(details.headers());
        return id == null ? details.text().requestId() : id;
    }

    /** {@return the HTTP status; 200 for an error inside a stream or inside an answer that looked good} */
    public int status() {
        return details.status();
    }

    /** {@return the error's code, a number as its text, or null if the body has none} */
    public @Nullable String code() {
        return details.text().code();
    }

    /** {@return the error's type, such as {@code rate_limit_error}, or null if the body has none} */
    public @Nullable String type() {
        return details.text().type();
    }

    /** {@return the endpoint's own words; where the body has none, what it has instead, with its first 500 characters} */
    public String message() {
        return details.text().message();
    }

    /** {@return the member of the request that is to blame, or null if the body names none} */
    public @Nullable String param() {
        return details.text().param();
    }

    /** {@return the endpoint's name for this request, from a header or the body, or null; support will ask for it} */
    public @Nullable String requestId() {
        return requestId(details);
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

    /** {@return the body as text, in the charset that the answer names, else UTF-8; what is broken is replaced} */
    public String bodyText() {
        return new String(details.body(), ErrorHeaders.charset(details.headers()));
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
     * Tells whether the same request may succeed later.
     *
     * @return true for 408, 409, 429, 5xx and codes that mean the same
     */
    public boolean isRetryable() {
        return status() == 408
                || status() == 409
                || (details.kind() != null && details.kind().retryable());
    }

    /**
     * Gives what had been folded when the error came inside a stream.
     *
     * @return a {@code ChatCompletion} or a {@code Message}; null outside streams, or after serialization
     */
    public @Nullable Object partial() {
        return partial;
    }

    /**
     * Makes the same exception, of the same class, with a partial result. The streams call it.
     *
     * @param folded what had been folded when the error came, or null
     * @return the copy, to be thrown by the caller
     */
    @Override
    public ApiException withPartial(@Nullable Object folded) {
        ApiException copy = ErrorDecoder.create(details);
        copy.partial = folded;
        return copy;
    }
}
