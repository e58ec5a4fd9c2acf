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
 * Thrown when the endpoint reports an error. Each common kind of error has a subclass. An error without a subclass, for
 * example status 409, is an instance of this class.
 *
 * <p>The subclass is chosen by the error's code or type, then by the status. A kind of error that has no subclass of its
 * own has that of its status; without one of these, too, it is a {@link ServerException} from status 500 on, and
 * otherwise an instance of this class. An error inside a stream is reported in
 * the same way: its status is 200, and {@link #partial()} returns what was received before it. Immutable, except for
 * the partial result and the mutable state of every {@link Throwable}.
 */
public class ApiException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** The content of the response, sanitized. */
    private final ErrorDetails details;

    ApiException(ErrorDetails details) {
        super(summary(details), null);
        this.details = details;
    }

    private static String summary(ErrorDetails details) {
        StringBuilder summary = new StringBuilder("HTTP ").append(details.status());
        if (details.status() < 300) {
            summary.append(", with an error in the response");
        }
        String name = ErrorDetails.name(details.status(), details.code(), details.type());
        if (name != null) {
            summary.append(", ").append(name);
        }
        summary.append(": ").append(details.shortMessage());
        if (details.requestId() != null) {
            summary.append(" (request id ").append(details.requestId()).append(')');
        }
        return summary.toString();
    }

    /** {@return the HTTP status; 200 for an error inside a stream or inside a response that began as a success} */
    public int status() {
        return details.status();
    }

    /** {@return the error code, a number as text, or null if the body contains none} */
    public @Nullable String code() {
        return details.code();
    }

    /** {@return the error type, such as {@code rate_limit_error}, or null if the body contains none} */
    public @Nullable String type() {
        return details.type();
    }

    /**
     * Returns the endpoint's complete message on one line, up to 64 KiB. {@link #getMessage} contains at most 500
     * characters of it, together with status, code and request id.
     *
     * @return the message; if the body contains none, a description with the first 500 characters of the body
     */
    public String message() {
        return details.message();
    }

    /** {@return the name of the request member that caused the error, or null if the body names none} */
    public @Nullable String param() {
        return details.param();
    }

    /** {@return the endpoint's id of the request, from a header or the body, for support inquiries; or null} */
    public @Nullable String requestId() {
        return details.requestId();
    }

    /**
     * Returns the response headers that help in diagnosis: request ids, {@code retry-after}, rate limits,
     * {@code content-type}, {@code date} and {@code server}. Cookies and credentials are never included.
     *
     * @return values by name; names are case-insensitive
     */
    public Map<String, List<String>> headers() {
        return details.headers();
    }

    /**
     * Returns a copy of the body, or of the event if a stream event reports the error. Only the key is removed from it.
     *
     * @return at most the first 64 KiB
     */
    public byte[] body() {
        return details.body().clone();
    }

    /**
     * Returns the body as text. The charset is detected from the first bytes, else it is the one named in the response,
     * else UTF-8. Invalid bytes are replaced. Control characters other than line feeds and tabs are replaced by spaces.
     *
     * @return at most the first 64 KiB of the body
     */
    public String bodyText() {
        return Sanitizer.NONE.text(new String(details.body(), Charset.forName(details.charset())));
    }

    /**
     * Returns how long the endpoint asks to wait: {@code retry-after-ms}, else {@code retry-after} in seconds or as a
     * date.
     *
     * @return the wait, from zero (also for a date in the past) to 365 days; null if the endpoint sent none
     */
    public @Nullable Duration retryAfter() {
        return details.retryAfter();
    }

    /**
     * Returns whether the same request may succeed later. The response header {@code x-should-retry} overrides the
     * status.
     *
     * @return true for 408, 409, 429, 5xx and for codes that mean the same
     */
    public boolean isRetryable() {
        List<String> shouldRetry = details.headers().getOrDefault("x-should-retry", List.of());
        if (shouldRetry.contains("true")) {
            return true;
        }
        if (shouldRetry.contains("false")) {
            return false;
        }
        if (details.effectiveStatus() == 408 || details.effectiveStatus() == 409) {
            return true;
        }
        return details.kind() != null && details.kind().retryable();
    }

    /** {@inheritDoc} */
    @Override
    public ApiException attachPartial(@Nullable Object result) {
        super.attachPartial(result);
        return this;
    }
}
