// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds an error in text that is no JSON as a whole: a line {@code error: {...}} or {@code data: {...}}, a line behind
 * half a payload, one of several values in one line. Takes time linear in the text.
 */
final class ErrorFragments {
    /** Where a payload begins inside a line. */
    private static final Pattern FIELD = Pattern.compile("(data|error):[ \\t]*+(?=[{\\[])");

    private static final String NESTED = "{\"error\"";

    private ErrorFragments() {}

    /** Returns the first error, or null. */
    static @Nullable Object find(String text) {
        return text.lines()
                .map(ErrorFragments::inLine)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Object inLine(String line) {
        Matcher field = FIELD.matcher(line);
        int begin = 0;
        boolean isMarked = false;
        Object found = null;
        while (found == null && field.find()) {
            found = inPart(line.substring(begin, field.start()), isMarked);
            begin = field.end();
            isMarked = field.group(1).equals("error");
        }
        return found == null ? inPart(line.substring(begin), isMarked) : found;
    }

    /** Looks at values one behind the other; at one that never ends, once more where an error may begin inside it. */
    private static @Nullable Object inPart(String part, boolean isMarked) {
        int at = 0;
        boolean again = true;
        while (at < part.length() && (part.charAt(at) == '{' || part.charAt(at) == '[')) {
            int end = end(part, at);
            if (end < 0) {
                int inner = part.lastIndexOf(NESTED);
                if (!again || inner <= at) {
                    return null;
                }
                again = false;
                at = inner;
                continue;
            }
            Object value = parse(part.substring(at, end));
            at = skipBlanks(part, end);
            boolean isMember = at < part.length() && ",]}".indexOf(part.charAt(at)) >= 0;
            if (!isMember && isError(value, isMarked)) {
                return value;
            }
        }
        return null;
    }

    private static boolean isError(@Nullable Object value, boolean isMarked) {
        return ErrorBody.isError(value) || (isMarked && !ErrorWords.of(value).isEmpty());
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns where the value that begins here ends, or -1 if it does not. */
    private static int end(String text, int begin) {
        int depth = 0;
        boolean isText = false;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isText && c == '\\') {
                i++;
            } else if (c == '"') {
                isText = !isText;
            } else if (!isText) {
                depth += c == '{' || c == '[' ? 1 : 0;
                depth -= c == '}' || c == ']' ? 1 : 0;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    private static @Nullable Object parse(String json) {
        try {
            return Json.parse(json);
        } catch (IOException | RuntimeException broken) {
            return null;
        }
    }
}
