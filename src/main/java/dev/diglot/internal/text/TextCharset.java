// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the charset of a body: by its byte order mark, else by its first bytes, else by what its content type names. */
public final class TextCharset {
    private static final Pattern NAMED = Pattern.compile("(?i)charset\\s*=[\"'\\s]*+([^\"';\\s]++)");

    private TextCharset() {}

    /**
     * Finds the charset.
     *
     * @param body the bytes
     * @param contentType the header's value, or nothing
     * @return the charset, UTF-8 where nothing tells; it can also encode
     */
    public static Charset of(byte[] body, String contentType) {
        String marked = marked(body);
        return charset(marked.isEmpty() ? named(contentType) : marked);
    }

    private static String named(String contentType) {
        Matcher charset = NAMED.matcher(Sanitizer.cut(contentType, Sanitizer.MAX_HEADER));
        return charset.find() ? charset.group(1) : "";
    }

    private static Charset charset(String name) {
        try {
            Charset charset = name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
            return charset.canEncode() ? charset : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** By the byte order mark or, as text begins with ASCII nearly always, by the zeros among the first four bytes. */
    private static String marked(byte[] body) {
        if (at(body, 0) == 0xEF && at(body, 1) == 0xBB && at(body, 2) == 0xBF) {
            return "UTF-8";
        }
        int zeros = 0;
        for (int i = 0; i < 4; i++) {
            zeros = 2 * zeros + (at(body, i) == 0 ? 1 : 0);
        }
        boolean isLittle = at(body, 0) == 0xFF && at(body, 1) == 0xFE;
        boolean isBig = at(body, 0) == 0xFE && at(body, 1) == 0xFF;
        if (zeros == 0b1110 || (zeros == 0b1100 && at(body, 2) == 0xFE && at(body, 3) == 0xFF)) {
            return "UTF-32BE";
        }
        if (zeros == 0b0111 || (isLittle && zeros == 0b0011)) {
            return "UTF-32LE";
        }
        if (isBig || zeros == 0b1010) {
            return "UTF-16BE";
        }
        return isLittle || zeros == 0b0101 ? "UTF-16LE" : "";
    }

    private static int at(byte[] body, int index) {
        return index < body.length ? body[index] & 0xFF : -1;
    }
}
