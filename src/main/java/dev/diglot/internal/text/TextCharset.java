// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the charset of a body: from its byte order mark, else its first bytes, else the {@code Content-Type} header.
 */
public final class TextCharset {
    private static final Pattern NAMED = Pattern.compile("(?i)charset\\s*=[\"'\\s]*+([^\"';\\s]++)");

    private TextCharset() {}

    /**
     * Returns the charset of a body.
     *
     * @param body the bytes
     * @param contentType the header's value, or an empty string
     * @return a charset that can encode as well as decode; UTF-8 if none is found
     */
    public static Charset of(byte[] body, String contentType) {
        String detected = detect(body);
        return charset(detected.isEmpty() ? named(contentType) : detected);
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

    /**
     * Returns the charset that the first bytes show, or an empty string. Without a byte order mark, the positions of
     * the zeros among the first four bytes show it, because nearly every text begins with ASCII characters.
     */
    private static String detect(byte[] body) {
        if (startsWith(body, 0xEF, 0xBB, 0xBF)) {
            return "UTF-8";
        }
        String zeros = zeros(body);
        if (zeros.equals("000x") || startsWith(body, 0, 0, 0xFE, 0xFF)) {
            return "UTF-32BE";
        }
        if (zeros.equals("x000") || startsWith(body, 0xFF, 0xFE, 0, 0)) {
            return "UTF-32LE";
        }
        if (zeros.equals("0x0x") || startsWith(body, 0xFE, 0xFF)) {
            return "UTF-16BE";
        }
        if (zeros.equals("x0x0") || startsWith(body, 0xFF, 0xFE)) {
            return "UTF-16LE";
        }
        return "";
    }

    /** Returns which of the first four bytes are zero: a 0 for a zero, an x for any other byte or a missing one. */
    private static String zeros(byte[] body) {
        StringBuilder zeros = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            zeros.append(i < body.length && body[i] == 0 ? '0' : 'x');
        }
        return zeros.toString();
    }

    private static boolean startsWith(byte[] body, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= body.length || (body[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
