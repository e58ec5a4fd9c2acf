// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares the tables of the facts with the spec, cell by cell. A cell that no rule understands is a failure, and so is
 * a fact of the spec that no cell states.
 */
final class FactsChecker {
    private static final List<String> SERVERS =
            List.of("dialect", "base URL as the document prints it", "path", "auth header");
    private static final List<String> MODELS = List.of("name", "`model`", "chat", "messages");
    private static final List<String> CHAT_FIELDS = List.of("field", "required", "type", "facts");
    private static final List<String> ERRORS = List.of("HTTP", "code", "meaning");
    private static final List<String> GATEWAY = List.of("part", "field", "support");
    private static final List<String> LUCHEN_FIELDS =
            List.of("field", "required (elsewhere)", "type as the table says", "facts");
    private static final List<String> DIFFERENCES = List.of("", "TokenHub", "Luchen Cloud");
    private static final List<List<String>> ALL =
            List.of(SERVERS, MODELS, CHAT_FIELDS, ERRORS, GATEWAY, LUCHEN_FIELDS, DIFFERENCES);

    private final SpecDocument spec;

    FactsChecker(SpecDocument spec) {
        this.spec = spec;
    }

    FactsReport check(List<String> lines) {
        FactsReport report = new FactsReport();
        Set<List<String>> seen = new LinkedHashSet<>();
        for (FactTable table : FactTable.parse(lines)) {
            report.table(table);
            FactTable.Row header = table.rows().get(0);
            boolean known = ALL.contains(table.header()) && seen.add(table.header());
            for (int column = 0; column < header.cells().size(); column++) {
                report.cell(header, column, known, "nothing of such a table");
            }
            for (FactTable.Row row : table.body()) {
                report.cell(row, 0, row.cells().size() == header.cells().size(), "another number of cells");
            }
            if (known) {
                check(table, report);
            }
        }
        if (seen.size() != ALL.size()) {
            report.missing("of " + ALL.size() + " tables there are " + seen.size());
        }
        return report;
    }

    private void check(FactTable table, FactsReport report) {
        List<String> header = table.header();
        ProviderRules providers = new ProviderRules(spec);
        if (header.equals(SERVERS)) {
            providers.servers(table, report);
        } else if (header.equals(MODELS)) {
            providers.models(table, report);
        } else if (header.equals(CHAT_FIELDS)) {
            new FieldRules(spec, "tokenhub", "ChatCompletionRequest").check(table, report);
        } else if (header.equals(ERRORS)) {
            providers.errors(table, report);
        } else if (header.equals(GATEWAY)) {
            new GatewayRules(spec).check(table, report);
        } else if (header.equals(LUCHEN_FIELDS)) {
            new FieldRules(spec, "luchen", "MessageRequest").check(table, report);
        } else {
            providers.differences(table, report);
        }
    }
}
