// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

/** Searches text by the algorithm of Knuth, Morris and Pratt: in time linear in both texts, whatever they hold. */
public final class TextSearch {
    /** Parts up to this length are left to {@link String#contains}, which takes length of text times length of part. */
    private static final int SHORT = 16;

    private TextSearch() {}

    /**
     * Returns whether a text holds another one.
     *
     * @param text the text to search
     * @param part what to search for
     * @return as {@link String#contains} does
     */
    public static boolean contains(String text, String part) {
        if (part.length() <= SHORT || part.length() >= text.length()) {
            return part.length() == text.length() ? part.equals(text) : text.contains(part);
        }
        int[] fallback = fallback(part);
        int matched = 0;
        for (int i = 0; i < text.length() && matched < part.length(); i++) {
            matched = next(part, fallback, matched, text.charAt(i));
        }
        return matched == part.length();
    }

    /** Returns for each beginning of a text how long the longest shorter beginning is that also ends it. */
    static int[] fallback(String part) {
        int[] fallback = new int[part.length()];
        int matched = 0;
        for (int i = 1; i < part.length(); i++) {
            matched = next(part, fallback, matched, part.charAt(i));
            fallback[i] = matched;
        }
        return fallback;
    }

    /** Returns how much of the part matches with one character more. */
    private static int next(String part, int[] fallback, int before, char c) {
        int matched = before;
        while (matched > 0 && part.charAt(matched) != c) {
            matched = fallback[matched - 1];
        }
        return matched + (part.charAt(matched) == c ? 1 : 0);
    }
}
