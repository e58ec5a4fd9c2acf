// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the hand-written layer small: at most what it has. More is a commit of its own, with its reason in
 * CONTRIBUTING.md.
 */
class BudgetTest {
    private static final int MAX_LINES = 10_325;
    private static final int MAX_TEST_KIT_LINES = 1_940;

    /**
     * No code of its own: comments, imports, package lines and lone brackets; and code that a template's tag fills, also a
     * line of Javadoc in a partial that holds only its middle.
     */
    private static final Pattern NO_CODE =
            Pattern.compile("\\s*(//.*|\\*.*|.*\\{\\{.*|(import|package) .*|[\\[\\](){};,]+)?");

    @Test
    void handWrittenLayerStaysSmall() throws IOException {
        long java = lines(Path.of("src/main/java"), ".java");
        long templates = lines(Path.of("generator-templates"), ".mustache");

        System.out.printf(
                "Lines by hand: %d in src/main/java, %d without a tag in generator-templates, together %d of %d%n",
                java, templates, java + templates, MAX_LINES);

        assertThat(java).isPositive();
        assertThat(templates).isPositive();
        assertThat(java + templates).isLessThanOrEqualTo(MAX_LINES);
    }

    @Test
    void testKitStaysSmall() throws IOException {
        long java = lines(Path.of("src/testkit"), ".java");

        System.out.printf("Lines of the test kit: %d of %d%n", java, MAX_TEST_KIT_LINES);

        assertThat(java).isPositive().isLessThanOrEqualTo(MAX_TEST_KIT_LINES);
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

        assertThat(code(lines)).isEqualTo(2);
    }

    private static long lines(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .mapToLong(file -> code(read(file)))
                    .sum();
        }
    }

    /** Returns the number of lines of code. */
    static long code(List<String> lines) {
        long count = 0;
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
                count++;
            }
        }
        return count;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
