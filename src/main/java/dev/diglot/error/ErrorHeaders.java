// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The headers of an answer that help in finding what went wrong. Names are equal in any case. */
final class ErrorHeaders {
    private static final String KEPT =
            "(?i)content-type|date|server|retry-after.*|.*rate-?limit.*|.*request-?id.*|.*trace-?id.*";

    /** A longer wait is as good as this one, and safe to calculate with. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private ErrorHeaders() {}

    static Map<String, List<String>> inAnyCase(Map<String, List<String>> headers) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        return all;
    }

    /** Keeps the headers that are known to be harmless and of use; cookies, credentials and all others stay behind. */
    static Map<String, List<String>> kept(Map<String, List<String>> headers) {
        Map<String, List<String>> kept = inAnyCase(headers);
        kept.keySet().removeIf(name -> !name.matches(KEPT));
        return Collections.unmodifiableMap(kept);
    }

    /** The first value of a header, or nothing. */
    static String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0).strip();
    }

    /** The charset that the content type names, else UTF-8. */
    static Charset charset(Map<String, List<String>> kept) {
        String name = first(kept, "content-type").replaceFirst("(?i).*charset=[\"' ]*([^\"';\\s]*).*|.*", "$1");
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Milliseconds if they can be read, else seconds, else a date; what is past is zero. */
    static @Nullable Duration retryAfter(Map<String, List<String>> kept) {
        String text = first(kept, "retry-after");
        Duration wait = number(first(kept, "retry-after-ms"), 1);
        wait = wait == null ? number(text, 1000) : wait;
        Instant until = date(text);
        if (wait == null && until != null) {
            Instant sent = date(first(kept, "date")); // the endpoint's own clock, where it shows one
            wait = Duration.between(sent == null ? Instant.now() : sent, until);
        }
        if (wait == null || wait.compareTo(LONGEST_WAIT) > 0) {
            return wait == null ? null : LONGEST_WAIT;
        }
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Duration number(String text, int unitMillis) {
        boolean isNumber = text.matches("-?\\d+(\\.\\d*)?");
        return isNumber ? Duration.ofMillis((long) (Double.parseDouble(text) * unitMillis)) : null;
    }

    private static @Nullable Instant date(String text) {
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
