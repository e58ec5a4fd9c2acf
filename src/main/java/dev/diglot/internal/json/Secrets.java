// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what must not appear in logs: the values of members whose name marks a secret, and the user information and
 * query of URLs. Where it cannot be sure, it masks too much rather than too little.
 */
public final class Secrets {
    static final String MASK = "***";

    /**
     * Names of members whose value is secret. A {@code token} is secret; counts such as {@code max_tokens} are not, nor
     * is a {@code signature}, which only proves that the model wrote a thinking block.
     */
    private static final Pattern NAME = Pattern.compile(
            "authori[sz]ation|bearer|cookie|credential|passphrase|passw|pwd|secret"
                    + "|(access|api|auth|private)[-_. ]?key"
                    + "|(access|api|auth|id|refresh|security|session)[-_. ]?tokens"
                    + "|token(?!s|[-_]?(budget|count|id|i[sz]e|limit|type|usage))",
            Pattern.CASE_INSENSITIVE);

    /** A member's name and colon in JSON that is contained in a text, such as the arguments of a tool call. */
    private static final Pattern MEMBER = Pattern.compile("\"([^\"\\\\]{1,64})\"\\s{0,8}:\\s{0,8}");

    /** The scheme of a URL, whose slashes may be escaped as in JSON, and the rest of the URL. */
    private static final Pattern URL = Pattern.compile("(https?:\\\\?/\\\\?/)([^\\s\"<>]*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUERY_OR_FRAGMENT = Pattern.compile("[?#]");

    private Secrets() {}

    /**
     * Returns whether the value of a member is secret.
     *
     * @param name the name of the member
     * @return whether to hide its value
     */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).find();
    }

    /**
     * Masks the secrets in a text.
     *
     * @param isTruncated whether the text is the beginning of a longer one, so that a secret may start at its end
     */
    static String mask(String text, boolean isTruncated) {
        String masked = text.contains(":") ? maskUrls(text, isTruncated) : text;
        return masked.contains(":") ? maskMembers(masked) : masked;
    }

    private static String maskUrls(String text, boolean isTruncated) {
        return URL.matcher(text).replaceAll(url -> {
            boolean isUrlTruncated = isTruncated && url.end() == text.length();
            return Matcher.quoteReplacement(url.group(1) + maskUrl(url.group(2), isUrlTruncated));
        });
    }

    private static String maskUrl(String afterScheme, boolean isTruncated) {
        Matcher query = QUERY_OR_FRAGMENT.matcher(afterScheme);
        boolean hasQuery = query.find();
        String address = hasQuery ? afterScheme.substring(0, query.start()) : afterScheme;
        int at = address.lastIndexOf('@');
        if (at < 0 && isTruncated && !hasQuery) {
            return MASK; // an @ may have followed, and all this may be a password
        }
        String masked = at < 0 ? address : MASK + address.substring(at);
        return hasQuery ? masked + query.group() + MASK : masked;
    }

    private static String maskMembers(String text) {
        Matcher member = MEMBER.matcher(text);
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        while (copied < text.length() && member.find(copied)) {
            MatchResult found = member.toMatchResult();
            masked.append(text, copied, found.end());
            copied = found.end();
            if (isSecret(found.group(1))) {
                masked.append('"').append(MASK).append('"');
                copied = valueEnd(text, copied);
            }
        }
        return masked.append(text, copied, text.length()).toString();
    }

    /** Returns the end of the JSON value that starts here. An object or array is taken to extend to the text's end. */
    private static int valueEnd(String text, int start) {
        if (start == text.length()) {
            return start;
        }
        char first = text.charAt(start);
        if (first == '{' || first == '[') {
            return text.length();
        }
        boolean isString = first == '"';
        int at = start + 1;
        while (at < text.length() && !endsValue(text.charAt(at), isString)) {
            at += text.charAt(at) == '\\' ? 2 : 1; // a backslash escapes the next character
        }
        boolean hasClosingQuote = isString && at < text.length();
        return Math.min(hasClosingQuote ? at + 1 : at, text.length());
    }

    private static boolean endsValue(char next, boolean isString) {
        if (isString) {
            return next == '"';
        }
        return next == ',' || next == '}' || next == ']';
    }
}
