// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Understands a table of the members of a response: field, where, type, facts. Where is {@code table} if the tables of
 * the document have the member, and {@code sample} if only its samples do.
 */
final class AnswerRules {
    private final SpecDocument spec;
    private final String provider;

    /** The members that the spec says to be from the provider's document: the schema and the name of each path. */
    private final Map<String, Member> members = new LinkedHashMap<>();

    private record Member(String schema, String name, YamlNode property) {}

    AnswerRules(SpecDocument spec, String provider, String schema) {
        this.spec = spec;
        this.provider = provider;
        walk(schema, "", new LinkedHashSet<>());
    }

    private void walk(String schema, String prefix, Set<String> outer) {
        Set<String> inside = new LinkedHashSet<>(outer);
        if (!inside.add(schema)) {
            return;
        }
        for (String name : spec.properties(schema)) {
            YamlNode property = spec.property(schema, name);
            if (where(schema, name).isEmpty()) {
                continue;
            }
            members.put(prefix + name, new Member(schema, name, property));
            String step = property.at("items").exists() ? name + "[]." : name + ".";
            walk(spec.memberSchema(property), prefix + step, inside);
        }
    }

    /** Where the document has a member; empty if it does not. */
    private String where(String schema, String name) {
        List<String> sections = spec.sources(schema, name).stream()
                .filter(source -> SpecDocument.isFrom(source, provider))
                .toList();
        if (sections.isEmpty()) {
            return "";
        }
        return sections.stream().allMatch(section -> section.endsWith("samples")) ? "sample" : "table";
    }

    void check(FactTable table, FactsReport report) {
        Set<String> said = new LinkedHashSet<>();
        for (FactTable.Row row : table.body()) {
            String path = row.cell(0).replaceFirst("^`(.*)`$", "$1");
            Member member = members.getOrDefault(path, new Member("", "", new YamlNode(null)));
            YamlNode property = member.property();
            SupportWords support =
                    new SupportWords(spec.extension(property, "x-support").at(provider));
            String where = where(member.schema(), member.name());
            report.cell(
                    row,
                    0,
                    property.exists() && said.add(path),
                    members.keySet().toString());
            report.cell(row, 1, !where.isEmpty() && row.cell(1).equals(where), where);
            List<String> kinds = List.of(spec.kinds(property).split(" or ", -1));
            report.cell(row, 2, kinds.contains(row.cell(2)), kinds.toString());
            report.cell(row, 3, facts(row.cell(3), property, support));
        }
        for (String path : members.keySet()) {
            if (!said.contains(path)) {
                report.missing("no row for " + path + ", which the spec says to be from " + provider);
            }
        }
    }

    /** The only value or the documented values, otherwise a note. */
    private static List<String> facts(String cell, YamlNode property, SupportWords support) {
        List<String> problems = new ArrayList<>();
        support.leave("status");
        support.leave("type");
        if (property.at("const").exists()) {
            String value = "`" + property.at("const").text() + "`";
            if (!cell.equals(value)) {
                problems.add(value);
            }
        } else if (cell.startsWith("`")) {
            if (!support.claimList("values", cell)) {
                problems.add(support.toString());
            }
        } else if (!cell.isEmpty() && !support.claimNote(cell)) {
            problems.add(support.toString());
        }
        problems.addAll(support.unclaimed());
        return problems;
    }
}
