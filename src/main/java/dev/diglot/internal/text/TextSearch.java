// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

/** Searches text with the Knuth-Morris-Pratt algorithm: in time linear in both texts, whatever their content. */
public final class TextSearch {
    /** Parts up to this length are left to {@link String#contains}, whose time is text length times part length. */
    private static final int SHORT = 16;

    private TextSearch() {}

    /**
     * Returns whether a text contains another one, as {@link String#contains} does.
     *
     * @param text the text to search
     * @param part the text to search for
     * @return whether it occurs
     */
    public static boolean contains(String text, String part) {
        if (part.length() == text.length()) {
            return part.equals(text);
        }
        if (part.length() <= SHORT || part.length() > text.length()) {
            return text.contains(part);
        }
        int[] failure = failureFunction(part);
        int matched = 0;
        for (int i = 0; i < text.length() && matched < part.length(); i++) {
            matched = nextMatched(part, failure, matched, text.charAt(i));
        }
        return matched == part.length();
    }

    /** Returns, for each prefix of a text, the length of its longest proper prefix that is also its suffix. */
    static int[] failureFunction(String part) {
        int[] failure = new int[part.length()];
        int matched = 0;
        for (int i = 1; i < part.length(); i++) {
            matched = nextMatched(part, failure, matched, part.charAt(i));
            failure[i] = matched;
        }
        return failure;
    }

    /** Returns the length of the matched prefix after one more character; the prefix before must not be complete. */
    private static int nextMatched(String part, int[] failure, int matchedBefore, char c) {
        int matched = matchedBefore;
        while (matched > 0 && part.charAt(matched) != c) {
            matched = failure[matched - 1];
        }
        return part.charAt(matched) == c ? matched + 1 : matched;
    }
}
