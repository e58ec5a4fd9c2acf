// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every quirk that is known has a test that names it: a new row of the list is a test to write. */
class QuirkIdsTest {
    private static final Pattern ROW = Pattern.compile("\\| ([a-z0-9-]+) \\| (?:chat|messages|both) \\|.*");

    /** The ids stand before the colon. */
    private static final Pattern NAME = Pattern.compile("@DisplayName\\(\\s*\"([^:\"]*)");

    @Test
    @Tag("shared")
    void everyQuirkIsNamedByATest() throws IOException {
        List<String> ids = ids(Files.readAllLines(Corpus.shared().resolve("docs/QUIRKS.md")));

        assertThat(ids).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        assertThat(named()).containsAll(ids);
    }

    @Test
    void aRowWithoutATestIsFound() throws IOException {
        List<String> ids =
                ids(List.of("| id | endpoint |", "|---|---|", "| brand-new | both | x | y |", "| crlf | chat |"));

        assertThat(ids).containsExactly("brand-new", "crlf");
        assertThat(named()).contains("crlf").doesNotContain("brand-new");
    }

    private static List<String> ids(List<String> lines) {
        return lines.stream()
                .map(ROW::matcher)
                .flatMap(row -> row.results().map(found -> found.group(1)))
                .toList();
    }

    private static Set<String> named() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                NAME.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult name) -> name.group(1).split("[^a-z0-9-]+"))
                        .forEach(ids -> names.addAll(Arrays.asList(ids)));
            }
        }
        return names;
    }
}
