// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What one provider says of one field in the spec; each word of it has to be claimed by a cell of the facts. */
final class SupportWords {
    private final YamlNode node;
    private final Set<String> unclaimed;
    private final List<String> notes;

    SupportWords(YamlNode node) {
        this.node = node;
        this.unclaimed = new LinkedHashSet<>(node.keys());
        unclaimed.remove("note");
        String note = node.at("note").text();
        this.notes = note.isEmpty()
                ? new ArrayList<>()
                : new ArrayList<>(Arrays.stream(note.split(";", -1))
                        .map(SupportWords::plain)
                        .toList());
    }

    boolean exists() {
        return node.exists();
    }

    boolean claim(String key, String value) {
        unclaimed.remove(key);
        return node.at(key).is(value);
    }

    boolean claimNumber(String key, String number) {
        unclaimed.remove(key);
        return node.at(key).isNumber(number);
    }

    /** Claims a list of values, given as names in code marks. */
    boolean claimList(String key, String names) {
        unclaimed.remove(key);
        return names.equals("`" + String.join("`, `", node.at(key).texts()) + "`");
    }

    /** Claims that the provider says nothing under this key. */
    boolean claimAbsent(String key) {
        return !node.at(key).exists();
    }

    boolean says(String key, String value) {
        return node.at(key).is(value);
    }

    boolean claimNote(String words) {
        return notes.remove(plain(words));
    }

    /** Leaves a key to another table. */
    void leave(String key) {
        unclaimed.remove(key);
    }

    /** What no cell has claimed. */
    List<String> unclaimed() {
        List<String> rest = new ArrayList<>();
        unclaimed.forEach(
                key -> rest.add(FactsReport.LACKING + key + " " + node.at(key).text()));
        notes.forEach(note -> rest.add(FactsReport.LACKING + "'" + note + "'"));
        return rest;
    }

    @Override
    public String toString() {
        return node.exists() ? node.text() : "nothing of it";
    }

    /** Words without emphasis, code marks, quotes, case and a full stop at the end. */
    static String plain(String words) {
        return words.replaceAll("\\*\\*|[`\"“”]", "")
                .replaceAll("\\s+", " ")
                .strip()
                .replaceFirst("\\.$", "")
                .toLowerCase(Locale.ROOT);
    }
}
