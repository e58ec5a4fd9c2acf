// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside safe to show: takes out the key that was sent, replaces control characters, bounds the length.
 *
 * <p>Apply it to decoded text, before the text is cut. Every method takes time linear in its input. Immutable.
 */
public final class Sanitizer {
    /** Shorter keys are not removed: they are no secrets, and may stand anywhere by chance. */
    public static final int SHORTEST_KEY = 8;

    /** How much of an error's code, type, param and request id is kept. */
    public static final int MAX_NAME = 200;

    /** How much foreign text an exception's message holds. */
    public static final int MAX_WORDS = 500;

    /** How much of a header's value is kept. */
    public static final int MAX_HEADER = 1000;

    /** Removes no key. */
    public static final Sanitizer NONE = new Sanitizer("");

    private static final String HIDDEN = "***";

    /** The scheme of a URL, with its slashes. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,20}+://");

    private final String key;

    private Sanitizer(String key) {
        this.key = key;
    }

    /**
     * Makes one for a call.
     *
     * @param key the key that was sent, or null if none was
     * @return the sanitizer
     */
    public static Sanitizer of(@Nullable String key) {
        return key == null || key.length() < SHORTEST_KEY ? NONE : new Sanitizer(key);
    }

    /**
     * Cleans text for a message: one line, as long as it is.
     *
     * @param foreign text from outside
     * @return the text without key and control characters; line ends are blanks
     */
    public String line(String foreign) {
        return line(foreign, Integer.MAX_VALUE);
    }

    /**
     * Cleans text for a message: one line, bounded.
     *
     * @param foreign text from outside, not cut
     * @param most how many characters are kept
     * @return the text without key and control characters; line ends are blanks
     */
    public String line(String foreign, int most) {
        return cut(withoutControls(withoutKey(head(foreign, most)), "").strip(), most);
    }

    /** Bounds the work: what is far behind the bound cannot matter, however the key is escaped. */
    static String head(String foreign, int most) {
        long end = 8L * most + 1000;
        return foreign.length() > end ? foreign.substring(0, (int) end) : foreign;
    }

    /**
     * Cleans text of several lines.
     *
     * @param foreign text from outside, not cut
     * @return the text without key and control characters; line feeds and tabs stay
     */
    public String text(String foreign) {
        return withoutControls(withoutKey(foreign), "\n\t");
    }

    /**
     * Removes the key, plain or escaped, and nothing else.
     *
     * @param foreign text from outside, not cut
     * @return the text with the key replaced
     */
    public String withoutKey(String foreign) {
        if (key.isEmpty()) {
            return foreign;
        }
        BitSet hidden = KeyFinder.find(key, foreign);
        if (hidden.isEmpty()) {
            return foreign;
        }
        StringBuilder clean = new StringBuilder(foreign.length());
        int end = 0;
        for (int start = hidden.nextSetBit(0); start >= 0; start = hidden.nextSetBit(end)) {
            clean.append(foreign, end, start).append(HIDDEN);
            end = hidden.nextClearBit(start);
        }
        return clean.append(foreign, end, foreign.length()).toString();
    }

    /**
     * Removes the key from a body, in whichever charset it is written.
     *
     * @param body the bytes, decompressed
     * @param charset that of the body, from {@link TextCharset}
     * @return the bytes, the same array if they do not hold the key
     */
    public byte[] body(byte[] body, Charset charset) {
        if (key.isEmpty()) {
            return body;
        }
        return replace(replace(body, charset), ISO_8859_1); // it may not be in the charset that it names
    }

    private byte[] replace(byte[] body, Charset charset) {
        String text = new String(body, charset);
        String clean = withoutKey(text);
        return clean.equals(text) ? body : clean.getBytes(charset);
    }

    /**
     * Cleans headers.
     *
     * @param headers the headers of a response; a null name, as {@code HttpURLConnection} has one, is left out
     * @param most how many characters of a name and of a value are kept
     * @return a new map with cleaned names and values; names are equal in any case
     */
    public Map<String, List<String>> headers(Map<String, List<String>> headers, int most) {
        Map<String, List<String>> clean = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (name != null && values != null) {
                List<String> kept = clean.computeIfAbsent(line(name, most), added -> new ArrayList<>());
                values.forEach(value -> kept.add(value == null ? "" : line(value, most)));
            }
        });
        clean.replaceAll((name, values) -> List.copyOf(values));
        return clean;
    }

    /**
     * Cleans an address: no user, no password, no query, no fragment.
     *
     * @param foreign what should be an address, whole or relative
     * @return what may be shown of it, bounded
     */
    public String address(String foreign) {
        String clean = line(foreign);
        Matcher scheme = SCHEME.matcher(clean);
        int begin = scheme.lookingAt() ? scheme.end() : 0;
        String rest = clean.substring(begin);
        int at = rest.lastIndexOf('@');
        int query = query(rest);
        if (at > query && query >= 0) {
            rest = HIDDEN + "..."; // a query with an address in it, or a password with a question mark
        } else if (at >= 0) {
            rest = HIDDEN + rest.substring(at);
        }
        query = query(rest);
        String path = query < 0 ? rest : rest.substring(0, query) + "...";
        return cut(clean.substring(0, begin) + path, MAX_NAME);
    }

    private static int query(String address) {
        int query = address.indexOf('?');
        int fragment = address.indexOf('#');
        return query < 0 || (fragment >= 0 && fragment < query) ? fragment : query;
    }

    /**
     * Bounds a text, and does not split a character in two.
     *
     * @param text a clean text
     * @param most how many characters are kept
     * @return the beginning of the text
     */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean splits = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, splits ? most - 1 : most).strip();
    }

    private static String withoutControls(String text, String kept) {
        int first = 0;
        while (first < text.length() && !isControl(text.charAt(first), kept)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int i = first; i < clean.length(); i++) {
            if (isControl(clean.charAt(i), kept)) {
                clean.setCharAt(i, ' ');
            }
        }
        return clean.toString();
    }

    /** Returns whether a character would steer a terminal or a log: C0, C1, line and paragraph ends, text direction. */
    private static boolean isControl(char c, String kept) {
        if (c < ' ') {
            return kept.indexOf(c) < 0;
        }
        return (c >= 0x7F && c <= 0x9F)
                || c == 0x061C
                || (c >= 0x200E && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xFEFF;
    }
}
