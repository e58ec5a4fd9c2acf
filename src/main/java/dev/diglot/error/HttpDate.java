// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses the three date formats that RFC 9110 requires a recipient to accept: RFC 1123, RFC 850 and asctime. */
final class HttpDate {
    private static final int MAX_LENGTH = 100;

    /** RFC 9110: a two-digit year that would be more than 50 years ahead is in the past. */
    private static final int MAX_YEARS_AHEAD = 50;

    private HttpDate() {}

    /** Returns the time, or null if the text is not an HTTP date. */
    static @Nullable Instant parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException obsoleteFormat) {
            String withoutWeekday = text.replaceFirst("^[A-Za-z]{3,9}+,? +", "");
            return parseObsolete(withoutWeekday.replaceAll(" +", " "));
        }
    }

    private static @Nullable Instant parseObsolete(String text) {
        for (DateTimeFormatterBuilder format : List.of(rfc850(), asctime())) {
            try {
                return format.toFormatter(Locale.ENGLISH)
                        .withZone(ZoneOffset.UTC)
                        .parse(text, Instant::from);
            } catch (DateTimeException notThisFormat) {
                // try the next one
            }
        }
        return null;
    }

    private static DateTimeFormatterBuilder rfc850() {
        LocalDate firstYear = LocalDate.now(ZoneOffset.UTC).minusYears(100 - MAX_YEARS_AHEAD);
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("d-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
                .appendPattern(" HH:mm:ss 'GMT'");
    }

    private static DateTimeFormatterBuilder asctime() {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern("MMM d HH:mm:ss uuuu");
    }
}
