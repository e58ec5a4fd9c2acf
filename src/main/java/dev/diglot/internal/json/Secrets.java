// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what nobody may read in a log: the values of members with a telling name, and the user and the query of URLs.
 * Masks too much rather than too little.
 */
final class Secrets {
    static final String MASK = "***";

    /**
     * Names of members whose value is secret. A {@code token} is, counts such as {@code max_tokens} are not; nor is a
     * {@code signature}, which proves that a thought is the model's own and opens nothing.
     */
    private static final Pattern NAME = Pattern.compile(
            "authori[sz]ation|bearer|cookie|credential|passphrase|passw|pwd|secret"
                    + "|(access|api|auth|private)[-_. ]?key"
                    + "|(access|api|auth|id|refresh|security|session)[-_. ]?tokens"
                    + "|token(?!s|[-_]?(budget|count|id|i[sz]e|limit|type|usage))",
            Pattern.CASE_INSENSITIVE);

    /** The name of a member in JSON that stands in a text, such as the arguments of a call. */
    private static final Pattern MEMBER = Pattern.compile("\"([^\"\\\\]{1,64})\"\\s{0,8}:\\s{0,8}");

    private static final Pattern URL = Pattern.compile("(https?:\\\\?/\\\\?/)([^\\s\"<>]*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUERY = Pattern.compile("[?#]");

    private Secrets() {}

    /** Returns whether the value of a member of this name is secret. */
    static boolean isSecret(String name) {
        return NAME.matcher(name).find();
    }

    /**
     * Masks the secrets in a text.
     *
     * @param isCut whether the text goes on, so that what ends with it may be the beginning of a secret
     */
    static String masked(String text, boolean isCut) {
        String masked = text.contains(":") ? maskedUrls(text, isCut) : text;
        return masked.contains(":") ? maskedMembers(masked) : masked;
    }

    private static String maskedUrls(String text, boolean isCut) {
        return URL.matcher(text).replaceAll(url -> {
            boolean mayGoOn = isCut && url.end() == text.length();
            return Matcher.quoteReplacement(url.group(1) + maskedUrl(url.group(2), mayGoOn));
        });
    }

    private static String maskedUrl(String url, boolean mayGoOn) {
        Matcher query = QUERY.matcher(url);
        boolean hasQuery = query.find();
        String place = hasQuery ? url.substring(0, query.start()) : url;
        int user = place.lastIndexOf('@');
        if (user < 0 && mayGoOn && !hasQuery) {
            return MASK;
        }
        String host = user < 0 ? place : MASK + place.substring(user);
        return hasQuery ? host + query.group() + MASK : host;
    }

    private static String maskedMembers(String text) {
        Matcher member = MEMBER.matcher(text);
        StringBuilder masked = new StringBuilder();
        int done = 0;
        while (done < text.length() && member.find(done)) {
            MatchResult found = member.toMatchResult();
            masked.append(text, done, found.end());
            done = found.end();
            if (isSecret(found.group(1))) {
                masked.append('"').append(MASK).append('"');
                done = valueEnd(text, done);
            }
        }
        return masked.append(text, done, text.length()).toString();
    }

    /** Where a value in JSON text ends; of an object or a list, the end of the text. */
    private static int valueEnd(String text, int start) {
        char first = start < text.length() ? text.charAt(start) : '"';
        if (first == '{' || first == '[') {
            return text.length();
        }
        int at = start + 1;
        while (at < text.length() && !endsValue(text, at, first == '"')) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        boolean hasQuote = first == '"' && at < text.length();
        return Math.min(hasQuote ? at + 1 : at, text.length());
    }

    private static boolean endsValue(String text, int at, boolean isText) {
        char next = text.charAt(at);
        return isText ? next == '"' : next == ',' || next == '}' || next == ']';
    }
}
