// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.RequestId;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.internal.text.TextCharset;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of an error response. Names are case-insensitive. */
final class ErrorHeaders {
    private static final Pattern ALLOWED = Pattern.compile(
            "(?i)content-type|date|server|x-should-retry|retry-after.*|.*rate-?limit.*|.*request-?id.*|.*trace-?id.*");

    /** Longer waits are reduced to this one, so that arithmetic with them cannot overflow. */
    private static final Duration MAX_WAIT = Duration.ofDays(365);

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}+(\\.\\d*+)?");

    private final Map<String, List<String>> all;

    private ErrorHeaders(Map<String, List<String>> all) {
        this.all = all;
    }

    /** Creates the headers without control characters and with bounded lengths. The key is not removed yet. */
    static ErrorHeaders of(Map<String, List<String>> headers) {
        return new ErrorHeaders(Sanitizer.NONE.headers(headers, Sanitizer.MAX_HEADER));
    }

    /** Returns the headers of the allow-list, which help in diagnosis and contain neither cookies nor credentials. */
    Map<String, List<String>> allowed(Sanitizer sanitizer) {
        Map<String, List<String>> allowed = sanitizer.headers(all, Sanitizer.MAX_HEADER);
        allowed.keySet().removeIf(name -> !ALLOWED.matcher(name).matches());
        return Collections.unmodifiableMap(allowed);
    }

    /** Returns the first value of a header, or an empty string. */
    String first(String name) {
        List<String> values = all.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    @Nullable
    String requestId() {
        return RequestId.find(all);
    }

    Charset charset(byte[] body) {
        return TextCharset.of(body, first("content-type"));
    }

    /** Returns the charset of a body without the cost of sanitizing all headers. */
    static Charset charset(Map<String, List<String>> headers, byte[] body) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            List<String> values = header.getValue();
            boolean isPresent = values != null && !values.isEmpty();
            if (isPresent && "content-type".equalsIgnoreCase(header.getKey())) {
                return TextCharset.of(body, String.valueOf(values.get(0)));
            }
        }
        return TextCharset.of(body, "");
    }

    /** Returns the wait that the endpoint asks for, from zero to 365 days, or null. */
    @Nullable
    Duration retryAfter() {
        Duration wait = requestedWait();
        if (wait == null) {
            return null;
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }

    /** Reads {@code retry-after-ms}; if it is absent or malformed, {@code retry-after} in seconds or as a date. */
    private @Nullable Duration requestedWait() {
        Duration wait = parseNumber(first("retry-after-ms"), 1);
        if (wait != null) {
            return wait;
        }
        String retryAfter = first("retry-after");
        wait = parseNumber(retryAfter, 1000);
        return wait == null ? waitUntil(HttpDate.parse(retryAfter)) : wait;
    }

    private @Nullable Duration waitUntil(@Nullable Instant date) {
        if (date == null) {
            return null;
        }
        Instant sent = HttpDate.parse(first("date")); // the endpoint's clock, which may differ from ours
        return Duration.between(sent == null ? Instant.now() : sent, date);
    }

    private static @Nullable Duration parseNumber(String text, int unitMillis) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        return Duration.ofMillis((long) (Double.parseDouble(text) * unitMillis));
    }
}
