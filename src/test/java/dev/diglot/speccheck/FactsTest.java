// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The spec says what the facts say: each cell of each table, and nothing else of the same kind. */
@Tag("facts")
class FactsTest {
    /** Another file of facts to check, instead of the project's own copy. */
    private static final String FILE = "diglot.facts";

    private static final int TABLES = 7;
    private static final int ROWS = 62;
    private static final int CELLS = 244;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.]+|–");
    private static final Pattern PART = Pattern.compile(" ?\\([^)]*\\)|(?:; |, |: )?[^;,:()]+");

    private final FactsChecker checker = new FactsChecker(SpecDocument.load());
    private final List<String> facts = facts();

    @Test
    void everyCellIsFoundInTheSpec() {
        FactsReport report = checker.check(facts);

        boolean isOwnFile = System.getProperty(FILE, "").isEmpty();
        // another file may be older: the spec may have more than it says
        assertThat(isOwnFile ? report.failures() : report.wrongCells()).isEmpty();
        List<FactTable> tables = FactTable.parse(facts);
        int rows = tables.stream().mapToInt(table -> table.body().size()).sum();
        int cells = tables.stream()
                .flatMap(table -> table.rows().stream())
                .mapToInt(row -> row.cells().size())
                .sum();
        System.out.println("facts: " + tables.size() + " tables, " + rows + " rows, " + cells
                + " cells with those of the headers, all found in the spec");
        assertThat(tables).hasSizeGreaterThanOrEqualTo(TABLES);
        assertThat(rows).isGreaterThanOrEqualTo(ROWS);
        assertThat(cells).isGreaterThanOrEqualTo(CELLS);
    }

    @Test
    void anyChangeOfAnyCellIsReported() {
        int cells = 0;
        int changes = 0;
        List<String> silent = new ArrayList<>();
        for (FactTable table : FactTable.parse(facts)) {
            List<String> lacking = checker.check(table).failures(); // nothing, unless the file is an older one
            for (FactTable.Row row : table.rows()) {
                for (int column = 0; column < row.cells().size(); column++) {
                    cells++;
                    for (String changed : changes(row.cell(column))) {
                        changes++;
                        FactTable other = table.with(row, column, changed);
                        if (checker.check(other).failures().equals(lacking)) {
                            silent.add("line " + row.line() + ": '" + row.cell(column) + "' as '" + changed + "'");
                        }
                    }
                }
            }
        }

        System.out.println("facts: " + cells + " cells changed in " + changes + " ways, " + silent.size()
                + " changes not noticed");
        assertThat(silent).isEmpty();
    }

    @Test
    void aRowMoreOrLessIsReported() {
        for (FactTable table : FactTable.parse(facts)) {
            for (FactTable.Row row : table.body()) {
                List<String> less = new ArrayList<>(facts);
                less.remove(row.line() - 1);
                List<String> more = new ArrayList<>(facts);
                more.add(row.line(), facts.get(row.line() - 1));

                assertThat(checker.check(less).failures())
                        .as("without line " + row.line())
                        .isNotEmpty();
                assertThat(checker.check(more).failures())
                        .as("twice line " + row.line())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void aFailureNamesTableRowCellAndSpec() {
        List<String> right = checker.check(rowOfChat("0.0 to 2.0")).failures();
        List<String> failures =
                new ArrayList<>(checker.check(rowOfChat("0.0 to 3.0")).failures());

        failures.removeAll(right); // that of the other rows and tables there are none

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).contains("A table of one row, line 5", "0.0 to 3.0", "maximum=2");
    }

    private static List<String> rowOfChat(String range) {
        return List.of(
                "## A table of one row",
                "",
                "| field | required | type | facts |",
                "|---|---|---|---|",
                "| `temperature` | no | number | " + range + " |");
    }

    private static List<String> facts() {
        String file = System.getProperty(FILE, "");
        try {
            if (!file.isEmpty()) {
                return Files.readAllLines(Path.of(file));
            }
            try (InputStream in = Objects.requireNonNull(FactsTest.class.getResourceAsStream("/facts.md"))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            }
        } catch (IOException e) {
            throw new AssertionError("no facts at " + file, e);
        }
    }

    /** Ways to change a cell: emptied or filled, a word or part changed or removed, a number, a mark, a yes or no. */
    private static Set<String> changes(String cell) {
        Set<String> changes = new LinkedHashSet<>();
        if (cell.isEmpty()) {
            changes.add("x");
            return changes;
        }
        changes.add("");
        changes.add(cell + " also");
        Matcher word = WORD.matcher(cell);
        while (word.find()) {
            String before = cell.substring(0, word.start());
            String after = cell.substring(word.end());
            changes.add(before + other(word.group()) + after);
            changes.add(before + "other" + after);
            changes.add(before + after);
        }
        Matcher part = PART.matcher(cell);
        while (part.find()) {
            changes.add(cell.substring(0, part.start()) + cell.substring(part.end()));
        }
        changes.remove(cell);
        return changes;
    }

    private static String other(String word) {
        return switch (word) {
            case "S" -> "N";
            case "N" -> "I";
            case "I" -> "S";
            case "yes" -> "no";
            case "no", "–" -> "yes";
            default -> word.matches("\\d+") ? String.valueOf(Long.parseLong(word) + 1) : word + "x";
        };
    }
}
