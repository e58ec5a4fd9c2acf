// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ErrorKind;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Classifies single JSON values of a body: as success code, error code, HTTP status or name of an error. */
final class ErrorCodes {
    private static final Pattern SUCCESS = Pattern.compile("(?i)0+|2\\d\\d|ok|success|successful|succeeded|none|null");
    private static final Pattern ERROR_NAME =
            Pattern.compile("(?i)err|errored|fail|failed|failure|.*(error|exception)");
    private static final Pattern HTTP_ERROR_STATUS = Pattern.compile("[45]\\d\\d");

    /** Longer texts are not compared with known codes, statuses and names. */
    private static final int MAX_LENGTH = 200;

    /** A value nested more deeply counts as the description of an error. */
    private static final int MAX_DEPTH = 10;

    private ErrorCodes() {}

    /** Returns a string or a number as text without surrounding blanks; empty for any other value. */
    static String scalarText(@Nullable Object value) {
        if (value instanceof String text) {
            return text.strip();
        }
        return value instanceof Number number ? numberText(number) : "";
    }

    private static String numberText(Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return number.toString();
        }
        return Json.write(number); // keeps an exponent, which may be huge, instead of writing out the digits
    }

    /** Returns whether a code means success. */
    static boolean isSuccessCode(@Nullable Object code) {
        return SUCCESS.matcher(shortText(code)).matches();
    }

    /** Returns whether a value is a non-blank string or a number, and does not mean success. */
    static boolean isErrorCode(@Nullable Object code) {
        return !scalarText(code).isEmpty() && !isSuccessCode(code);
    }

    /** Returns a value from 400 to 599 as an HTTP status; 0 for any other value. */
    static int httpErrorStatus(@Nullable Object value) {
        String text = shortText(value);
        return HTTP_ERROR_STATUS.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    /** Returns whether a code, a type or a status is the name of an error. */
    static boolean namesError(@Nullable Object value) {
        if (!(value instanceof String)) {
            return false;
        }
        String text = shortText(value);
        return ERROR_NAME.matcher(text).matches() || ErrorKind.of(0, text, null) != null;
    }

    private static String shortText(@Nullable Object value) {
        String text = scalarText(value);
        return text.length() > MAX_LENGTH ? "" : text;
    }

    /**
     * Returns whether a value describes an error. Null, false, a blank string and a success code do not, and neither
     * does a list or an object that contains nothing else.
     */
    static boolean describesError(@Nullable Object value) {
        return describesError(value, 0);
    }

    private static boolean describesError(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return true;
        }
        if (value instanceof Map<?, ?> members) {
            return anyDescribesError(members.values(), depth + 1);
        }
        if (value instanceof List<?> items) {
            return anyDescribesError(items, depth + 1);
        }
        return value instanceof Boolean flag ? flag : isErrorCode(value);
    }

    private static boolean anyDescribesError(Iterable<?> values, int depth) {
        for (Object value : values) {
            if (describesError(value, depth)) {
                return true;
            }
        }
        return false;
    }
}
