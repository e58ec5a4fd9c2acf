// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

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

/** The headers of a response that help in finding what went wrong. Names are equal in any case. */
final class ErrorHeaders {
    private static final Pattern KEPT = Pattern.compile(
            "(?i)content-type|date|server|x-should-retry|retry-after.*|.*rate-?limit.*|.*request-?id.*|.*trace-?id.*");

    /** A longer wait is as good as this one, and safe to calculate with. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}+(\\.\\d*+)?");

    private final Map<String, List<String>> all;

    private ErrorHeaders(Map<String, List<String>> all) {
        this.all = all;
    }

    /** Takes the headers of a response, with their key; without control characters, bounded. */
    static ErrorHeaders of(Map<String, List<String>> headers) {
        return new ErrorHeaders(Sanitizer.NONE.headers(headers, Sanitizer.MAX_HEADER));
    }

    /** Keeps the headers that are known to be harmless and of use; cookies, credentials and all others stay behind. */
    Map<String, List<String>> kept(Sanitizer sanitizer) {
        Map<String, List<String>> kept = sanitizer.headers(all, Sanitizer.MAX_HEADER);
        kept.keySet().removeIf(name -> !KEPT.matcher(name).matches());
        return Collections.unmodifiableMap(kept);
    }

    /** Returns the first value of a header, or nothing. */
    String first(String name) {
        List<String> values = all.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    @Nullable
    String requestId() {
        return RequestId.in(all);
    }

    Charset charset(byte[] body) {
        return TextCharset.of(body, first("content-type"));
    }

    /** Finds the charset of a body without cleaning all headers. */
    static Charset charset(Map<String, List<String>> headers, byte[] body) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if ("content-type".equalsIgnoreCase(header.getKey())
                    && header.getValue() != null
                    && !header.getValue().isEmpty()) {
                return TextCharset.of(body, String.valueOf(header.getValue().get(0)));
            }
        }
        return TextCharset.of(body, "");
    }

    /** Milliseconds if they can be read, else seconds, else a date; what is past is zero. */
    @Nullable
    Duration retryAfter() {
        String text = first("retry-after");
        Duration wait = number(first("retry-after-ms"), 1);
        wait = wait == null ? number(text, 1000) : wait;
        Instant until = wait == null ? HttpDate.parse(text) : null;
        if (until != null) {
            Instant sent = HttpDate.parse(first("date")); // the endpoint's own clock, where it shows one
            wait = Duration.between(sent == null ? Instant.now() : sent, until);
        }
        if (wait == null || wait.isNegative()) {
            return wait == null ? null : Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static @Nullable Duration number(String text, int unitMillis) {
        boolean isNumber = NUMBER.matcher(text).matches();
        return isNumber ? Duration.ofMillis((long) (Double.parseDouble(text) * unitMillis)) : null;
    }
}
