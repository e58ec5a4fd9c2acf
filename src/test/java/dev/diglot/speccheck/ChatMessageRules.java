// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Understands the table of the members that every message of the chat dialect has: field, type, facts. */
final class ChatMessageRules {
    static final String UNION = "ChatMessage";

    private final SpecDocument spec;
    private final String provider;

    ChatMessageRules(SpecDocument spec, String provider) {
        this.spec = spec;
        this.provider = provider;
    }

    void check(FactTable table, FactsReport report) {
        Set<String> said = new LinkedHashSet<>();
        for (FactTable.Row row : table.body()) {
            String name = row.cell(0).replaceFirst("^`(.*)`$", "$1");
            boolean isTag = name.equals(spec.tagName(UNION));
            report.cell(row, 0, (isTag || name.equals("content")) && said.add(name), spec.tagName(UNION));
            report.cell(row, 1, isTag ? List.of() : types(name, row.cell(1)));
            if (isTag) {
                report.cell(row, 1, row.cell(1).equals("string"), "a string");
                report.cell(row, 2, roles(row.cell(2)));
            } else {
                report.cell(row, 2, notes(name, row.cell(2)));
            }
        }
        if (said.size() != 2) {
            report.missing("the members are the role and the content");
        }
    }

    /** Each role that is listed is supported; the message of any other one has the list as the documented values. */
    private List<String> roles(String cell) {
        List<String> problems = new ArrayList<>();
        List<String> listed = List.of(cell.replace("`", "").split(", ", -1));
        for (String role : spec.mapping(UNION).keys()) {
            SupportWords support = support(role, spec.tagName(UNION));
            boolean right = support.claim("status", "supported")
                    && (listed.contains(role) ? support.claimAbsent("values") : support.claimList("values", cell));
            if (!right || !support.unclaimed().isEmpty()) {
                problems.add(role + ": " + support);
            }
        }
        if (!spec.mapping(UNION).keys().containsAll(listed)) {
            problems.add("roles are " + spec.mapping(UNION).keys());
        }
        return problems;
    }

    /** The notes on the member of a message of the user, the only one with notes. */
    private List<String> notes(String name, String cell) {
        SupportWords support = support("user", name);
        support.leave("status");
        support.leave("type");
        List<String> problems = new ArrayList<>();
        if (!cell.isEmpty() && !support.claimNote(cell)) {
            problems.add(support.toString());
        }
        problems.addAll(support.unclaimed());
        return problems;
    }

    /** Each message of a role that is documented has a member of this type. */
    private List<String> types(String name, String type) {
        List<String> problems = new ArrayList<>();
        for (String role : spec.mapping(UNION).keys()) {
            boolean isDocumented = support(role, spec.tagName(UNION)).claimAbsent("values");
            if (isDocumented && !support(role, name).claim("type", type)) {
                problems.add(role + ": " + support(role, name));
            }
        }
        return problems;
    }

    private SupportWords support(String role, String name) {
        String schema = SpecDocument.name(spec.mapping(UNION).at(role));
        YamlNode property = spec.property(schema, name);
        return new SupportWords(spec.extension(property, "x-support").at(provider));
    }
}
