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

/** The three forms of a date that RFC 9110 wants a recipient to read: of RFC 1123, of RFC 850, of asctime. */
final class HttpDate {
    private static final int LONGEST = 100;

    /** A year of two digits is at most 50 years ahead. */
    private static final int YEARS_AHEAD = 50;

    private HttpDate() {}

    /** Returns the time, or null if it is none. */
    static @Nullable Instant parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException otherForm) {
            return old(text.replaceFirst("^[A-Za-z]{3,9}+,? +", "").replaceAll(" +", " "));
        }
    }

    private static @Nullable Instant old(String withoutDay) {
        DateTimeFormatterBuilder rfc850 = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("d-MMM-")
                .appendValueReduced(
                        ChronoField.YEAR, 2, 2, LocalDate.now(ZoneOffset.UTC).minusYears(100 - YEARS_AHEAD))
                .appendPattern(" HH:mm:ss 'GMT'");
        DateTimeFormatterBuilder asctime =
                new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern("MMM d HH:mm:ss uuuu");
        for (DateTimeFormatterBuilder form : List.of(rfc850, asctime)) {
            try {
                return form.toFormatter(Locale.ENGLISH).withZone(ZoneOffset.UTC).parse(withoutDay, Instant::from);
            } catch (DateTimeException notThisForm) {
                // the next one
            }
        }
        return null;
    }
}
