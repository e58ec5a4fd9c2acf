// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.List;

/** Collects the differences between the facts and the spec: table, row, cell, and what the spec says. */
final class FactsReport {
    /** How a problem begins that is something of which the cell says nothing. */
    static final String LACKING = "also ";

    private final List<String> failures = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private String table = "";
    private int cells;

    void table(FactTable next) {
        table = next.heading();
    }

    /** Counts a cell as checked, and records a failure unless it is right. */
    void cell(FactTable.Row row, int column, boolean right, String specSays) {
        cells++;
        if (!right) {
            failures.add(
                    table + ", line " + row.line() + ", cell '" + row.cell(column) + "': the spec says " + specSays);
        }
    }

    /** Counts a cell as checked; the rules named every failure of it, also what the cell lacks. */
    void cell(FactTable.Row row, int column, List<String> problems) {
        List<String> wrong = problems.stream()
                .filter(problem -> !problem.startsWith(LACKING))
                .toList();
        cell(row, column, wrong.isEmpty(), String.join("; ", problems));
        if (wrong.isEmpty() && !problems.isEmpty()) {
            missing("line " + row.line() + ": the spec says " + String.join("; ", problems));
        }
    }

    /** Records something that the spec says and no cell does. */
    void missing(String what) {
        missing.add(table + ": " + what);
    }

    /** What a cell says and the spec does not, and the reverse. */
    List<String> failures() {
        List<String> all = new ArrayList<>(failures);
        all.addAll(missing);
        return all;
    }

    /** What a cell says and the spec does not. */
    List<String> wrongCells() {
        return failures;
    }

    int cells() {
        return cells;
    }
}
