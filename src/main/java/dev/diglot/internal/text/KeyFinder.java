// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.BitSet;
import java.util.List;

/**
 * Finds an API key in a text, plain or escaped in any mix, with the Knuth-Morris-Pratt algorithm: in time linear in the
 * length of the text, whatever its content.
 *
 * <p>Two incomplete occurrences count as the key too: a long prefix of it anywhere, and a prefix of it at the end of
 * the text, which may be truncated.
 */
final class KeyFinder {
    /** A prefix of the key of at least this length is hidden anywhere: Jackson truncates the tokens that it quotes. */
    private static final int LONG_PREFIX = 12;

    /** How often escapes can be nested: JSON in JSON, an escaped URL in a page. */
    private static final int MAX_LAYERS = 3;

    private final String key;
    private final int[] failure;
    private final BitSet found = new BitSet();

    private KeyFinder(String key) {
        this.key = key;
        this.failure = TextSearch.failureFunction(key);
    }

    /** Returns the indexes of the characters of a text that belong to the key. */
    static BitSet find(String key, String text) {
        KeyFinder finder = new KeyFinder(key);
        Escapes plain = Escapes.original(text);
        finder.search(plain);
        if (Escapes.mayBeIn(text)) {
            // also decode each kind of escape alone, because the key itself may contain the other escape characters
            for (String escapeChar : List.of("\\", "%", "&")) {
                finder.search(plain.decode(escapeChar));
            }
            Escapes layer = plain;
            for (int i = 0; i < MAX_LAYERS; i++) {
                layer = layer.decodeAll();
                finder.search(layer);
            }
        }
        return finder.found;
    }

    private void search(Escapes view) {
        String text = view.text();
        int matched = 0; // the length of the key's longest prefix that ends here
        int markedTo = 0; // before this index, everything that belongs to the key is marked
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (matched >= LONG_PREFIX && !continuesKey(matched, c)) {
                markedTo = mark(view, Math.max(markedTo, i - matched), i); // a long prefix ends here
            }
            while (matched > 0 && !continuesKey(matched, c)) {
                matched = failure[matched - 1];
            }
            if (continuesKey(matched, c)) {
                matched++;
            }
            if (matched == key.length()) {
                markedTo = mark(view, Math.max(markedTo, i + 1 - matched), i + 1);
            }
        }
        if (matched >= Sanitizer.SHORTEST_KEY) {
            mark(view, Math.max(markedTo, text.length() - matched), text.length());
        }
    }

    /** Returns whether a character extends a matched prefix of the key. */
    private boolean continuesKey(int matched, char c) {
        return matched < key.length() && key.charAt(matched) == c;
    }

    /** Marks a range of the view in the original text, unless it is empty. Returns the new {@code markedTo}. */
    private int mark(Escapes view, int from, int to) {
        if (from < to) {
            found.set(view.start(from), view.end(to - 1));
        }
        return Math.max(from, to);
    }
}
