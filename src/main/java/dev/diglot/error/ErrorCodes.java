// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ErrorKind;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What single values of a body say: a code that means success, a status of HTTP, a word that means an error, nothing. */
final class ErrorCodes {
    private static final Pattern GOOD = Pattern.compile("(?i)0+|2\\d\\d|ok|success|successful|succeeded|none|null");
    private static final Pattern ERROR_WORD =
            Pattern.compile("(?i)err|errored|fail|failed|failure|.*(error|exception)");
    private static final Pattern HTTP_STATUS = Pattern.compile("[45]\\d\\d");

    /** No code, type or word of this kind is longer. */
    private static final int LONGEST = 200;

    /** Deeper than this a value is taken to say something. */
    private static final int DEEPEST = 10;

    private ErrorCodes() {}

    /** Returns a number or text as text, blank text and all else as nothing. */
    static String scalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number
                ? shortText(value).strip()
                : "";
    }

    private static String shortText(Object value) {
        // a big decimal is not written out: its exponent may be a billion
        boolean isWritten = value instanceof String || value instanceof Integer || value instanceof Long;
        return isWritten ? value.toString() : Json.write(value);
    }

    /** Returns whether a code says that all is well. */
    static boolean isGood(@Nullable Object code) {
        return GOOD.matcher(word(code)).matches();
    }

    /** Returns whether there is a code, and it does not say that all is well. */
    static boolean isBad(@Nullable Object code) {
        String word = scalar(code);
        return !word.isEmpty() && !isGood(code);
    }

    /** Returns the status of HTTP that a value is, or 0. */
    static int httpStatus(@Nullable Object value) {
        String word = word(value);
        return HTTP_STATUS.matcher(word).matches() ? Integer.parseInt(word) : 0;
    }

    /** Returns whether a code, a type or a status names an error. */
    static boolean namesError(@Nullable Object value) {
        String word = value instanceof String ? word(value) : "";
        return ERROR_WORD.matcher(word).matches() || ErrorKind.of(0, word, null) != null;
    }

    private static String word(@Nullable Object value) {
        String word = scalar(value);
        return word.length() > LONGEST ? "" : word;
    }

    /** Returns whether a value says anything of an error: not null, false, empty, a good code, or made of such alone. */
    static boolean says(@Nullable Object value) {
        return says(value, 0);
    }

    private static boolean says(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            return true;
        }
        if (value instanceof Map<?, ?> members) {
            return anySays(members.values(), depth);
        }
        if (value instanceof List<?> items) {
            return anySays(items, depth);
        }
        return value instanceof Boolean truth ? truth : isBad(value);
    }

    private static boolean anySays(Iterable<?> values, int depth) {
        for (Object value : values) {
            if (says(value, depth + 1)) {
                return true;
            }
        }
        return false;
    }
}
