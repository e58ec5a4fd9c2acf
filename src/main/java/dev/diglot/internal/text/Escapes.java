// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.Map;

/**
 * A text whose JSON, URL or HTML escapes were decoded, with the position of each character in the original text. Not
 * thread-safe, because decoding uses a field.
 */
final class Escapes {
    /** The characters that start an escape: of JSON, of a URL, of HTML. */
    private static final String ESCAPE_CHARS = "\\%&";

    /** The HTML entities of ASCII punctuation, which a key may contain. */
    private static final Map<String, Character> ENTITIES = Map.ofEntries(
            Map.entry("amp", '&'),
            Map.entry("lt", '<'),
            Map.entry("gt", '>'),
            Map.entry("quot", '"'),
            Map.entry("apos", '\''),
            Map.entry("sol", '/'),
            Map.entry("bsol", '\\'),
            Map.entry("plus", '+'),
            Map.entry("equals", '='),
            Map.entry("colon", ':'),
            Map.entry("semi", ';'),
            Map.entry("period", '.'),
            Map.entry("comma", ','),
            Map.entry("lowbar", '_'),
            Map.entry("num", '#'),
            Map.entry("percnt", '%'),
            Map.entry("dollar", '$'),
            Map.entry("commat", '@'));

    /** The most characters of an entity that are read, from the ampersand on. */
    private static final int MAX_ENTITY = 10;

    private static final int HEX = 16;

    private final String text;

    /** Where each character starts and ends in the original text; both are empty if this is the original text. */
    private final int[] starts;

    private final int[] ends;

    /** The next character of the decoded text: the original one, unless {@link #decodeEscape} replaces it. */
    private char decoded;

    private Escapes(String text, int[] starts, int[] ends) {
        this.text = text;
        this.starts = starts;
        this.ends = ends;
    }

    /** Returns an original text, with nothing decoded yet. */
    static Escapes original(String text) {
        return new Escapes(text, new int[0], new int[0]);
    }

    /** Returns whether decoding may change a text. */
    static boolean mayBeIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || ESCAPE_CHARS.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    String text() {
        return text;
    }

    /** Returns where a character starts in the original text. */
    int start(int index) {
        return starts.length == 0 ? index : starts[index];
    }

    /** Returns where a character ends in the original text. */
    int end(int index) {
        return ends.length == 0 ? index + 1 : ends[index];
    }

    /** Decodes one layer of all escapes. */
    Escapes decodeAll() {
        return decode(ESCAPE_CHARS);
    }

    /**
     * Decodes one layer of the escapes that start with one of these characters. Also drops NUL characters, which
     * separate the characters of UTF-16 that was decoded as single bytes.
     */
    Escapes decode(String escapeChars) {
        StringBuilder plain = new StringBuilder(text.length());
        int[] plainStarts = new int[text.length()];
        int[] plainEnds = new int[text.length()];
        int i = 0;
        while (i < text.length()) {
            decoded = text.charAt(i);
            int length = escapeChars.indexOf(decoded) < 0 ? 1 : decodeEscape(i);
            if (decoded != 0) {
                plainStarts[plain.length()] = start(i);
                plainEnds[plain.length()] = end(i + length - 1);
                plain.append(decoded);
            }
            i += length;
        }
        return new Escapes(plain.toString(), plainStarts, plainEnds);
    }

    /**
     * Decodes the escape at a position into {@link #decoded}, and returns its length. If there is no escape, changes
     * nothing and returns 1.
     */
    private int decodeEscape(int at) {
        return switch (text.charAt(at)) {
            case '%' -> decodeHex(at, at + 1, 2);
            case '&' -> decodeEntity(at);
            default -> decodeBackslash(at);
        };
    }

    private int decodeBackslash(int at) {
        if (at + 1 >= text.length()) {
            return 1;
        }
        char next = text.charAt(at + 1);
        int length = switch (next) {
            case 'u' -> decodeHex(at, at + 2, 4);
            case 'x' -> decodeHex(at, at + 2, 2);
            default -> 1;
        };
        if (length == 1) {
            decoded = next; // any other escaped character stands for itself
            return 2;
        }
        return length;
    }

    private int decodeHex(int at, int firstDigit, int digits) {
        int end = firstDigit + digits;
        int code = end > text.length() ? -1 : parse(text.substring(firstDigit, end), HEX);
        if (code < 0) {
            return 1;
        }
        decoded = (char) code;
        return end - at;
    }

    private int decodeEntity(int at) {
        int limit = Math.min(text.length(), at + MAX_ENTITY);
        int semicolon = at + 1;
        while (semicolon < limit && text.charAt(semicolon) != ';') {
            semicolon++;
        }
        if (semicolon >= limit) {
            return 1;
        }
        int code = entityCode(text.substring(at + 1, semicolon));
        if (code < 0 || code > Character.MAX_VALUE) {
            return 1;
        }
        decoded = (char) code;
        return semicolon + 1 - at;
    }

    /** Returns the character code of an entity without its ampersand and semicolon, or -1. */
    private static int entityCode(String entity) {
        if (entity.startsWith("#x") || entity.startsWith("#X")) {
            return parse(entity.substring(2), HEX);
        }
        if (entity.startsWith("#")) {
            return parse(entity.substring(1), 10);
        }
        Character named = ENTITIES.get(entity);
        return named == null ? -1 : named;
    }

    /** Parses digits without a sign; returns -1 for anything else. */
    private static int parse(String digits, int radix) {
        int value = digits.isEmpty() ? -1 : 0;
        for (int i = 0; i < digits.length() && value >= 0; i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            value = digit < 0 ? -1 : value * radix + digit;
        }
        return value;
    }
}
