// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the table that says what a gateway does with each part of a messages request: part, field, support. */
final class GatewayRules {
    private static final String PROVIDER = "tokenhub";
    private static final String LIST = "`[\\w-]+`(?:, `[\\w-]+`)*";
    private static final Pattern NAMES = Pattern.compile(LIST);
    private static final Pattern BLOCKS = Pattern.compile("block (" + LIST + ")");
    private static final Pattern FIRST =
            Pattern.compile("([SIN])(?:, (\\d[\\d.]*) to (\\d[\\d.]*))?(?: \\(([^)]+)\\))?");
    private static final Pattern NEXT = Pattern.compile("(" + LIST + ") ([SIN])");
    private static final Pattern CHOICES = Pattern.compile("string form, object form; (" + LIST + ")");

    private final SpecDocument spec;
    private final Set<String> claimed = new LinkedHashSet<>();
    private List<String> problems = new ArrayList<>();

    GatewayRules(SpecDocument spec) {
        this.spec = spec;
    }

    void check(FactTable table, FactsReport report) {
        for (FactTable.Row row : table.body()) {
            problems = new ArrayList<>();
            List<String> segments = List.of(row.cell(2).split("; ", -1));
            Matcher first = FIRST.matcher(segments.get(0));
            boolean known = first.matches() && part(row.cell(0), row.cell(1), first, segments);
            report.cell(row, 0, known, "no such part or field: " + row.cells());
            report.cell(row, 1, problems);
            report.cell(row, 2, problems);
        }
        for (String place : places()) {
            if (!claimed.contains(place)) {
                report.missing("no row for " + place + ", of which the spec says that " + PROVIDER + " has it");
            }
        }
    }

    private boolean part(String part, String fields, Matcher first, List<String> segments) {
        Matcher block = BLOCKS.matcher(part);
        if (block.matches()) {
            return names(block.group(1)).stream().allMatch(tag -> block(tag, fields, first, segments));
        }
        if (segments.size() > 1) {
            return false;
        }
        return switch (part) {
            case "header" ->
                NAMES.matcher(fields).matches() && names(fields).stream().allMatch(name -> header(name, first));
            case "body" -> properties("MessageRequest", fields, first);
            case "tool" -> properties("MessageTool", fields, first);
            case "tool_choice" -> toolChoice(fields, first);
            case "message content" -> content(fields, first);
            default -> false;
        };
    }

    private boolean content(String fields, Matcher status) {
        claim("MessageParam", "content", status);
        return fields.equals("string")
                && spec.kinds(spec.property("MessageParam", "content")).startsWith("string or ");
    }

    private boolean properties(String schema, String fields, Matcher status) {
        if (!NAMES.matcher(fields).matches()) {
            return false;
        }
        names(fields).forEach(name -> claim(schema, name, status));
        return true;
    }

    private boolean block(String tag, String fields, Matcher first, List<String> segments) {
        YamlNode reference = spec.mapping("ContentBlock").at(tag);
        if (!reference.exists() || (fields.isEmpty() && segments.size() > 1)) {
            return false;
        }
        String schema = SpecDocument.name(reference);
        if (fields.isEmpty()) {
            claim(schema, "type", first);
        } else if (!properties(schema, fields, first)) {
            return false;
        }
        for (String segment : segments.subList(1, segments.size())) {
            Matcher next = NEXT.matcher(segment);
            if (!next.matches()) {
                return false;
            }
            Matcher status = FIRST.matcher(next.group(2));
            properties(schema, next.group(1), status.matches() ? status : first);
        }
        return true;
    }

    private boolean header(String name, Matcher status) {
        for (String kind : List.of("securitySchemes", "parameters")) {
            for (String key : spec.at("components", kind).keys()) {
                YamlNode header = spec.at("components", kind, key);
                if (header.at("name").is(name) && header.at("in").is("header")) {
                    claim("header " + name, header, status);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean toolChoice(String fields, Matcher status) {
        YamlNode mapping = spec.mapping("ToolChoiceObject");
        Matcher choices = CHOICES.matcher(fields);
        if (choices.matches()) {
            claim("MessageRequest", "tool_choice", status);
            mapping.keys().forEach(tag -> claim(SpecDocument.name(mapping.at(tag)), "type", status));
            Set<String> names = new LinkedHashSet<>(names(choices.group(1)));
            return names.size() == names(choices.group(1)).size()
                    && names.equals(mapping.keys())
                    && spec.kinds(spec.property("MessageRequest", "tool_choice"))
                            .equals("string or object");
        }
        if (!NAMES.matcher(fields).matches()) {
            return false;
        }
        boolean found = false;
        for (String name : names(fields)) {
            for (String tag : mapping.keys()) {
                String schema = SpecDocument.name(mapping.at(tag));
                if (!name.equals("type") && spec.property(schema, name).exists()) {
                    claim(schema, name, status);
                    found = true;
                }
            }
        }
        return found;
    }

    private void claim(String schema, String property, Matcher status) {
        claim(schema + "." + property, spec.property(schema, property), status);
    }

    private void claim(String place, YamlNode node, Matcher status) {
        SupportWords support =
                new SupportWords(spec.extension(node, "x-support").at(PROVIDER));
        String word = switch (status.group(1)) {
            case "S" -> "supported";
            case "I" -> "ignored";
            default -> "unsupported";
        };
        support.leave("type");
        support.leave("sample");
        boolean right = support.claim("status", word);
        if (status.group(2) != null) {
            right = right
                    && support.claimNumber("minimum", status.group(2))
                    && support.claimNumber("maximum", status.group(3));
        }
        if (status.group(4) != null) {
            right = right && support.claimNote(status.group(4));
        }
        if (!right || !support.unclaimed().isEmpty()) {
            problems.add(place + ": " + support);
        }
        if (!claimed.add(place)) {
            problems.add(place + " stands in two rows");
        }
    }

    private static List<String> names(String list) {
        return List.of(list.replace("`", "").split(", ", -1));
    }

    /** Every place of the messages request of which the spec says something for the provider. */
    private Set<String> places() {
        Set<String> places = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        walk("MessageRequest", seen);
        for (String schema : seen) {
            for (String property : spec.properties(schema)) {
                if (spec.extension(spec.property(schema, property), "x-support")
                        .at(PROVIDER)
                        .exists()) {
                    places.add(schema + "." + property);
                }
            }
        }
        for (String kind : List.of("securitySchemes", "parameters")) {
            for (String key : spec.at("components", kind).keys()) {
                YamlNode header = spec.at("components", kind, key);
                if (header.at("x-support", PROVIDER).exists()) {
                    places.add("header " + header.at("name").text());
                }
            }
        }
        return places;
    }

    private void walk(String schema, Set<String> seen) {
        if (schema.isEmpty() || !seen.add(schema)) {
            return;
        }
        for (String property : spec.properties(schema)) {
            walk(spec.memberSchema(spec.property(schema, property)), seen);
        }
        for (YamlNode member : spec.schema(schema).at("oneOf").items()) {
            walk(spec.memberSchema(member), seen);
        }
    }
}
