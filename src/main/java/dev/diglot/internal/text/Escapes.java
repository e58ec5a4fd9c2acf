// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.Map;

/** A text with its JSON, URL or HTML escapes undone, which knows where each character stands in the original. */
final class Escapes {
    private static final String KINDS = "\\%&";
    private static final String NOTHING = "";

    /** Characters that a key may hold and that HTML writes as a name. */
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

    private static final int LONGEST_ENTITY = 10;
    private static final int HEX = 16;

    private final String text;

    /** Where a character begins in the original, and where it ends; null if this is the original. */
    private final int[] starts;

    private final int[] ends;

    // Of the escape that was read last.
    private char decoded;

    private Escapes(String text, int[] starts, int[] ends) {
        this.text = text;
        this.starts = starts;
        this.ends = ends;
    }

    static Escapes none(String text) {
        return new Escapes(text, new int[0], new int[0]);
    }

    /** Returns whether there may be anything to undo. */
    static boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || KINDS.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    String text() {
        return text;
    }

    int start(int index) {
        return starts.length == 0 ? index : starts[index];
    }

    int end(int index) {
        return ends.length == 0 ? index + 1 : ends[index];
    }

    /** Undoes every escape of some kinds: {@code \\} for JSON, {@code %} for URLs, {@code &} for HTML. Drops NULs. */
    Escapes undo(String kinds) {
        StringBuilder plain = new StringBuilder(text.length());
        int[] from = new int[text.length()];
        int[] to = new int[text.length()];
        int i = 0;
        while (i < text.length()) {
            decoded = text.charAt(i);
            int length = kinds.indexOf(decoded) < 0 ? 1 : escape(i);
            if (decoded != 0) {
                from[plain.length()] = start(i);
                to[plain.length()] = end(i + length - 1);
                plain.append(decoded);
            }
            i += length;
        }
        return new Escapes(plain.toString(), from, to);
    }

    static Escapes allUndone(Escapes text) {
        return text.undo(KINDS);
    }

    /** Reads the escape that begins here; returns its length, 1 if it is none. */
    private int escape(int at) {
        return switch (text.charAt(at)) {
            case '%' -> number(at, at + 1, 2);
            case '&' -> entity(at);
            default -> backslash(at);
        };
    }

    private int backslash(int at) {
        if (at + 1 >= text.length()) {
            return 1;
        }
        char next = text.charAt(at + 1);
        int length = switch (next) {
            case 'u' -> number(at, at + 2, 4);
            case 'x' -> number(at, at + 2, 2);
            default -> 1;
        };
        if (length == 1) {
            decoded = next;
            return 2;
        }
        return length;
    }

    private int number(int at, int from, int digits) {
        int code = from + digits > text.length() ? -1 : parse(text.substring(from, from + digits), HEX);
        if (code < 0) {
            return 1;
        }
        decoded = (char) code;
        return from + digits - at;
    }

    private int entity(int at) {
        int most = Math.min(text.length(), at + LONGEST_ENTITY);
        int end = at + 1;
        while (end < most && text.charAt(end) != ';') {
            end++;
        }
        if (end >= most) {
            return 1;
        }
        String name = text.substring(at + 1, end);
        int code = code(name);
        if (code < 0 || code > Character.MAX_VALUE) {
            return 1;
        }
        decoded = (char) code;
        return end + 1 - at;
    }

    private static int code(String name) {
        if (name.startsWith("#x") || name.startsWith("#X")) {
            return parse(name.substring(2), HEX);
        }
        if (name.startsWith("#")) {
            return parse(name.substring(1), 10);
        }
        Character named = ENTITIES.get(name);
        return named == null ? -1 : named;
    }

    /** Reads digits and nothing else; returns -1 for anything else. */
    private static int parse(String digits, int radix) {
        int value = digits.equals(NOTHING) ? -1 : 0;
        for (int i = 0; i < digits.length() && value >= 0; i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            value = digit < 0 ? -1 : value * radix + digit;
        }
        return value;
    }
}
