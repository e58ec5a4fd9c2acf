// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The pieces in which texts are streamed: those that a script prescribes, otherwise words or pieces of 8 characters. */
final class Pieces {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\s)(?=\\S)");
    private static final int ARGUMENT_PIECE = 8;

    /** The pieces by their text. Responses add to it, on any thread. */
    private final Map<String, List<String>> prescribed = new ConcurrentHashMap<>();

    /** Returns the whole text, and remembers its pieces if there are several. */
    String join(String... pieces) {
        String text = String.join("", pieces);
        if (pieces.length > 1) {
            prescribed.put(text, List.of(pieces));
        }
        return text;
    }

    void addAll(Pieces others) {
        prescribed.putAll(others.prescribed);
    }

    /** Has a text streamed in the pieces that are prescribed for another one, such as the same JSON with more spaces. */
    void useFor(String text, String other) {
        List<String> pieces = prescribed.get(other);
        if (pieces != null) {
            prescribed.putIfAbsent(text, pieces);
        }
    }

    Stream<String> ofText(String text) {
        List<String> pieces = prescribed.get(text);
        Stream<String> all = pieces == null ? BETWEEN_WORDS.splitAsStream(text) : pieces.stream();
        return all.filter(piece -> !piece.isEmpty());
    }

    Stream<String> ofArguments(String json) {
        List<String> pieces = prescribed.get(json);
        Stream<String> all = pieces == null ? eights(json) : pieces.stream();
        return all.filter(piece -> !piece.isEmpty());
    }

    private static Stream<String> eights(String text) {
        int[] characters = text.codePoints().toArray();
        return IntStream.iterate(0, start -> start < characters.length, start -> start + ARGUMENT_PIECE)
                .mapToObj(start -> new String(characters, start, Math.min(ARGUMENT_PIECE, characters.length - start)));
    }
}
