// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Markdown table of the facts, with the heading over it. The first row is the header. */
record FactTable(String heading, List<Row> rows) {
    /** A row, with its number in the file, counted from 1. */
    record Row(int line, List<String> cells) {
        String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }
    }

    List<String> header() {
        return rows.get(0).cells();
    }

    List<Row> body() {
        return rows.subList(1, rows.size());
    }

    static List<FactTable> parse(List<String> lines) {
        List<FactTable> tables = new ArrayList<>();
        String heading = "";
        boolean inside = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ *", "");
            }
            if (!line.startsWith("|")) {
                inside = false;
            } else if (!inside) {
                inside = true;
                tables.add(new FactTable(heading, new ArrayList<>(List.of(new Row(i + 1, cells(line))))));
            } else if (!line.matches("[|: -]+")) {
                tables.get(tables.size() - 1).rows.add(new Row(i + 1, cells(line)));
            }
        }
        return tables;
    }

    /** This table with another text in one cell. */
    FactTable with(Row row, int column, String cell) {
        List<String> cells = new ArrayList<>(row.cells());
        cells.set(column, cell);
        List<Row> changed = new ArrayList<>(rows);
        changed.set(rows.indexOf(row), new Row(row.line(), cells));
        return new FactTable(heading, changed);
    }

    private static List<String> cells(String line) {
        String inner = line.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
        return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
    }
}
