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
 * Makes foreign text, which a server or a library supplied, safe to show: removes the API key that was sent, replaces
 * control characters and limits the length.
 *
 * <p>Pass the decoded and complete text: a key that was truncated before might not be found. Every method takes time
 * linear in its input. Immutable and thread-safe.
 */
public final class Sanitizer {
    /** Shorter keys are not removed: they are not secrets, and may occur in any text by chance. */
    public static final int SHORTEST_KEY = 8;

    /** The maximum length of an error's code, type, param and request id. */
    public static final int MAX_NAME = 200;

    /** The maximum number of characters of foreign text that an exception's message quotes. */
    public static final int MAX_QUOTE = 500;

    /** The maximum length of a header's value. */
    public static final int MAX_HEADER = 1000;

    /** Removes no key. */
    public static final Sanitizer NONE = new Sanitizer("");

    private static final String MASK = "***";

    /** The scheme of a URL, with its slashes. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,20}+://");

    private final String key;

    private Sanitizer(String key) {
        this.key = key;
    }

    /**
     * Returns the sanitizer for a call.
     *
     * @param key the API key that was sent, or null if none was sent
     * @return the sanitizer
     */
    public static Sanitizer of(@Nullable String key) {
        return key == null || key.length() < SHORTEST_KEY ? NONE : new Sanitizer(key);
    }

    /**
     * Cleans text for a message on one line, of any length.
     *
     * @param foreign the foreign text
     * @return the text without the key; each control character and line end is replaced by a space
     */
    public String line(String foreign) {
        return line(foreign, Integer.MAX_VALUE);
    }

    /**
     * Cleans text for a message on one line, and truncates it.
     *
     * @param foreign the foreign text
     * @param max the maximum length
     * @return the text without the key; each control character and line end is replaced by a space
     */
    public String line(String foreign, int max) {
        return cut(withoutControls(withoutKey(bounded(foreign, max)), "").strip(), max);
    }

    /**
     * Drops the end of a long text that will be truncated to a maximum, to limit the work. Enough is left to find a key
     * that starts before the maximum, however it is escaped: an escape takes 3 to 6 characters, or more if nested, for
     * one character of the key, and the 1,000 leave room for a long key after a small maximum.
     */
    static String bounded(String foreign, int max) {
        long end = 8L * max + 1000;
        return foreign.length() > end ? foreign.substring(0, (int) end) : foreign;
    }

    /**
     * Cleans text of several lines.
     *
     * @param foreign the foreign text
     * @return the text without the key; each control character, except line feeds and tabs, is replaced by a space
     */
    public String text(String foreign) {
        return withoutControls(withoutKey(foreign), "\n\t");
    }

    /**
     * Masks the key, plain or escaped, and changes nothing else.
     *
     * @param foreign the foreign text
     * @return the text with the key masked
     */
    public String withoutKey(String foreign) {
        if (key.isEmpty()) {
            return foreign;
        }
        BitSet keyChars = KeyFinder.find(key, foreign);
        if (keyChars.isEmpty()) {
            return foreign;
        }
        StringBuilder clean = new StringBuilder(foreign.length());
        int copied = 0;
        for (int start = keyChars.nextSetBit(0); start >= 0; start = keyChars.nextSetBit(copied)) {
            clean.append(foreign, copied, start).append(MASK);
            copied = keyChars.nextClearBit(start);
        }
        return clean.append(foreign, copied, foreign.length()).toString();
    }

    /**
     * Masks the key in a body, both decoded with the body's charset and decoded as single bytes.
     *
     * @param body the decompressed bytes
     * @param charset the body's charset, from {@link TextCharset}
     * @return the bytes; the same array if they do not contain the key
     */
    public byte[] body(byte[] body, Charset charset) {
        if (key.isEmpty()) {
            return body;
        }
        return maskKey(maskKey(body, charset), ISO_8859_1); // the body may name a charset that it does not use
    }

    private byte[] maskKey(byte[] body, Charset charset) {
        String text = new String(body, charset);
        String clean = withoutKey(text);
        return clean.equals(text) ? body : clean.getBytes(charset);
    }

    /**
     * Cleans headers.
     *
     * @param headers the headers of a response; a null name, which {@code HttpURLConnection} uses, is left out
     * @param max the maximum length of a name and of a value
     * @return a new map with cleaned names and values; names are case-insensitive
     */
    public Map<String, List<String>> headers(Map<String, List<String>> headers, int max) {
        Map<String, List<String>> clean = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (name != null && values != null) {
                List<String> kept = clean.computeIfAbsent(line(name, max), added -> new ArrayList<>());
                values.forEach(value -> kept.add(value == null ? "" : line(value, max)));
            }
        });
        clean.replaceAll((name, values) -> List.copyOf(values));
        return clean;
    }

    /**
     * Cleans a URL: masks its user information, and removes its query and fragment.
     *
     * @param foreign text that should be a URL, absolute or relative
     * @return the parts of it that can be shown, truncated
     */
    public String address(String foreign) {
        String clean = line(foreign);
        Matcher scheme = SCHEME.matcher(clean);
        int schemeEnd = scheme.lookingAt() ? scheme.end() : 0;
        String rest = withoutUser(clean.substring(schemeEnd));
        int query = queryOrFragment(rest);
        if (query >= 0) {
            rest = rest.substring(0, query) + "...";
        }
        return cut(clean.substring(0, schemeEnd) + rest, MAX_NAME);
    }

    private static String withoutUser(String afterScheme) {
        int at = afterScheme.lastIndexOf('@');
        if (at < 0) {
            return afterScheme;
        }
        int query = queryOrFragment(afterScheme);
        if (query >= 0 && query < at) {
            return MASK + "..."; // the query contains an @, or what seems to be its start is part of a password
        }
        return MASK + afterScheme.substring(at);
    }

    /** Returns where the query or the fragment starts, whichever is first, or -1. */
    private static int queryOrFragment(String url) {
        for (int i = 0; i < url.length(); i++) {
            if (url.charAt(i) == '?' || url.charAt(i) == '#') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Truncates a text without splitting a surrogate pair.
     *
     * @param text a clean text
     * @param max the maximum length
     * @return the text itself if it is not longer; otherwise its beginning, stripped
     */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        boolean splitsPair = max > 0 && Character.isHighSurrogate(text.charAt(max - 1));
        return text.substring(0, splitsPair ? max - 1 : max).strip();
    }

    /** Replaces each control character by a space, except for those to keep. */
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

    /** Returns whether a character may control a terminal or log: C0, C1, line and paragraph ends, text direction. */
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
