// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds an error in text that is not JSON as a whole. The error may be in a line {@code error: {...}} or
 * {@code data: {...}}. It may be one of several JSON values on a line. It may follow a truncated payload, on the same
 * line or on a later one. Takes linear time.
 */
final class ErrorFragments {
    /** The start of a payload within a line. */
    private static final Pattern FIELD = Pattern.compile("(data|error):[ \\t]*+(?=[{\\[])");

    /** The start of an error that follows a truncated payload on the same line. */
    private static final String ERROR_OBJECT = "{\"error\"";

    private ErrorFragments() {}

    /** Returns the first error as a JSON value, or null. */
    static @Nullable Object find(String text) {
        return text.lines()
                .map(ErrorFragments::findInLine)
                .filter(error -> error != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Object findInLine(String line) {
        Matcher field = FIELD.matcher(line);
        int begin = 0;
        boolean isErrorField = false;
        while (field.find()) {
            Object error = findInPart(line.substring(begin, field.start()), isErrorField);
            if (error != null) {
                return error;
            }
            begin = field.end();
            isErrorField = field.group(1).equals("error");
        }
        return findInPart(line.substring(begin), isErrorField);
    }

    /**
     * Searches consecutive JSON values. If one is truncated, the search continues at the last {@link #ERROR_OBJECT}
     * inside it, but only once.
     */
    private static @Nullable Object findInPart(String part, boolean isErrorField) {
        int begin = 0;
        boolean triedInside = false;
        while (isValueStart(part, begin)) {
            int end = endOfValue(part, begin);
            if (end < 0 && !triedInside) {
                triedInside = true; // a second time would make the search quadratic
                begin = Math.max(begin, part.lastIndexOf(ERROR_OBJECT));
                end = endOfValue(part, begin);
            }
            if (end < 0) {
                return null;
            }
            Object value = parse(part.substring(begin, end));
            begin = skipBlanks(part, end);
            if (!isInsideOther(part, begin) && isError(value, isErrorField)) {
                return value;
            }
        }
        return null;
    }

    private static boolean isValueStart(String part, int at) {
        return at < part.length() && (part.charAt(at) == '{' || part.charAt(at) == '[');
    }

    /** Returns whether the value that ends here is a member or an item of a value that began on an earlier line. */
    private static boolean isInsideOther(String part, int at) {
        return at < part.length() && ",]}".indexOf(part.charAt(at)) >= 0;
    }

    private static boolean isError(@Nullable Object value, boolean isErrorField) {
        return ErrorBody.isError(value)
                || (isErrorField && !ErrorMessages.of(value).isEmpty());
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns the index after the value that begins here, or -1 if the value is truncated. */
    private static int endOfValue(String text, int begin) {
        int depth = 0;
        boolean isInString = false;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isInString && c == '\\') {
                i++;
            } else if (c == '"') {
                isInString = !isInString;
            } else if (!isInString) {
                depth += nesting(c);
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    private static int nesting(char c) {
        return switch (c) {
            case '{', '[' -> 1;
            case '}', ']' -> -1;
            default -> 0;
        };
    }

    private static @Nullable Object parse(String json) {
        try {
            return Json.parse(json);
        } catch (IOException | RuntimeException notJson) {
            return null;
        }
    }
}
