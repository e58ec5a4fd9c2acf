// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the hand-written layer small: raising the limit is a commit of its own, with a reason. */
class BudgetTest {
    /** Of lines that say something: imports, package names, lone brackets and lone annotations do not. */
    private static final int MAX_LINES = 3_000;

    /** Of all lines that are neither blank nor comment. A ratchet: it only ever goes down. */
    private static final int MAX_RAW_LINES = 4_300;

    /** No code, or code that a template's tag fills: also a line of Javadoc in a partial that holds only its middle. */
    private static final Pattern NO_CODE = Pattern.compile("\\s*(//.*|\\*.*|.*\\{\\{.*)?");

    /** Code that the formatter or the import organiser makes. */
    private static final Pattern SAYS_NOTHING =
            Pattern.compile("\\s*(import .*|package .*|@[A-Za-z]+|[\\[\\](){};,\\s]+)");

    @Test
    void handWrittenLayerStaysSmall() throws IOException {
        List<String> code = new ArrayList<>(lines(Path.of("src/main/java"), ".java"));
        code.addAll(lines(Path.of("generator-templates"), ".mustache"));
        long saying = code.stream()
                .filter(line -> !SAYS_NOTHING.matcher(line).matches())
                .count();

        System.out.printf(
                "Lines by hand, in src/main/java and without a tag in generator-templates: %d of %d; with imports and lone"
                        + " brackets %d of %d%n",
                saying, MAX_LINES, code.size(), MAX_RAW_LINES);

        assertThat(saying).isBetween(1L, (long) MAX_LINES);
        assertThat(code).hasSizeLessThanOrEqualTo(MAX_RAW_LINES);
    }

    @Test
    void commentsBlankLinesAndTagsDoNotCount() {
        List<String> lines = """
                {{! What this template is for.
                It needs no partial. }}
                package dev.diglot;

                /** Javadoc of one line. */
                // A comment.
                /*
                 * A comment of {@code three} lines.
                 */
                public final class {{classname}} {
                    int first = 1; // code with a comment
                    String slashes = "// and /*";
                }
                """.lines().toList();

        assertThat(code(lines)).hasSize(4);
    }

    private static List<String> lines(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .flatMap(file -> code(read(file)).stream())
                    .toList();
        }
    }

    private static List<String> code(List<String> lines) {
        List<String> code = new ArrayList<>();
        String commentEnd = null;
        for (String line : lines) {
            String text = line.strip();
            if (commentEnd == null && text.startsWith("/*")) {
                commentEnd = "*/";
            } else if (commentEnd == null && text.startsWith("{{!")) {
                commentEnd = "}}";
            }
            if (commentEnd != null) {
                commentEnd = text.contains(commentEnd) ? null : commentEnd;
            } else if (!NO_CODE.matcher(line).matches()) {
                code.add(line);
            }
        }
        return code;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
