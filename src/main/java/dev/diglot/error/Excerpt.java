// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.nio.charset.Charset;

/** The beginning of a body, fit for a message. */
final class Excerpt {
    private static final int LENGTH = 500;

    private Excerpt() {}

    /** The first 500 characters; control characters become blanks, lest a body steer the terminal that shows them. */
    static String of(byte[] bytes, Charset charset) {
        return of(new String(bytes, 0, Math.min(bytes.length, 4 * LENGTH + 4), charset), LENGTH);
    }

    /** The first characters of a text, as clean as those of a body. */
    static String of(String text, int most) {
        String clean = text.replaceAll("[\\p{Cntrl}\uFEFF&&[^\n\t]]", " ").strip();
        return clean.substring(0, Math.min(clean.length(), most)).strip();
    }
}
