// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.BitSet;
import java.util.List;

/**
 * Finds a key in a text, plain or escaped in any mix, by the algorithm of Knuth, Morris and Pratt: in time linear in the
 * text, whatever it holds.
 *
 * <p>A long part of the key, or one at the end of a text that may be cut, counts as the key.
 */
final class KeyFinder {
    /** A run of so many characters that begins the key is hidden wherever it stands: Jackson cuts tokens it quotes. */
    private static final int LONG_PART = 12;

    /** Escapes inside escapes: JSON in JSON, an escaped URL in a page. */
    private static final int MOST_LAYERS = 3;

    private final String key;
    private final int[] fallback;
    private final BitSet hidden = new BitSet();

    private KeyFinder(String key) {
        this.key = key;
        this.fallback = TextSearch.fallback(key);
    }

    /** Returns which characters of a text belong to the key. */
    static BitSet find(String key, String text) {
        KeyFinder finder = new KeyFinder(key);
        Escapes plain = Escapes.none(text);
        finder.find(plain);
        if (Escapes.isIn(text)) {
            // each kind alone too: a key with a percent sign or a backslash of its own
            for (String kind : List.of("\\", "%", "&")) {
                finder.find(plain.undo(kind));
            }
            Escapes layer = plain;
            for (int i = 0; i < MOST_LAYERS; i++) {
                layer = Escapes.allUndone(layer);
                finder.find(layer);
            }
        }
        return finder.hidden;
    }

    private void find(Escapes view) {
        String text = view.text();
        int matched = 0;
        int done = 0; // up to here all that belongs to the key is hidden
        for (int i = 0; i < text.length(); i++) {
            boolean fits = matched < key.length() && key.charAt(matched) == text.charAt(i);
            if (!fits && matched >= LONG_PART) {
                done = hide(view, Math.max(done, i - matched), i);
            }
            while (matched > 0 && (matched == key.length() || key.charAt(matched) != text.charAt(i))) {
                matched = fallback[matched - 1];
            }
            matched += key.charAt(matched) == text.charAt(i) ? 1 : 0;
            if (matched == key.length()) {
                done = hide(view, Math.max(done, i + 1 - matched), i + 1);
            }
        }
        if (matched >= Sanitizer.SHORTEST_KEY) {
            hide(view, Math.max(done, text.length() - matched), text.length());
        }
    }

    private int hide(Escapes view, int from, int to) {
        if (from < to) {
            hidden.set(view.start(from), view.end(to - 1));
        }
        return Math.max(from, to);
    }
}
