// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands a table of request fields of one provider: field, required, type, facts. */
final class FieldRules {
    private static final String CODE = "`[\\w.]+`";
    private static final Pattern SHAPE = Pattern.compile("`(\\{.*\\})`(.*)");
    private static final Pattern MEMBERS = Pattern.compile("(?:, )?(" + CODE + ")(?: \\(([^)]*)\\))?");
    private static final String MEMBER_LIST = CODE + "(?: \\([^)]*\\))?(?:, " + CODE + "(?: \\([^)]*\\))?)*";
    private static final Pattern DEFAULT = Pattern.compile("default (.+)");
    private static final Pattern RANGE = Pattern.compile("(\\d[\\d.]*) to (\\d[\\d.]*)");
    private static final Pattern AT_LEAST = Pattern.compile("at least (\\d+)");
    private static final Pattern AT_MOST = Pattern.compile("at most (\\d+)");
    private static final Pattern SAMPLE = Pattern.compile("only in a sample: `(\\w+)`");
    private static final Pattern MEMBER_TYPE = Pattern.compile("`(\\w+)` documented as (\\w+)");
    private static final Pattern TAGS = Pattern.compile("`(\\w+)` = (" + CODE + "(?:, " + CODE + ")*)");
    private static final Pattern ONLY_WITH = Pattern.compile("`(\\w+)` only with `(\\w+)`");

    private final SpecDocument spec;
    private final String provider;
    private final String schema;

    FieldRules(SpecDocument spec, String provider, String schema) {
        this.spec = spec;
        this.provider = provider;
        this.schema = schema;
    }

    void check(FactTable table, FactsReport report) {
        Set<String> said = new LinkedHashSet<>();
        for (FactTable.Row row : table.body()) {
            String name = row.cell(0).replaceFirst("^`(.*)`$", "$1");
            YamlNode property = spec.property(schema, name);
            SupportWords support = support(property);
            report.cell(
                    row,
                    0,
                    support.exists() && support.claim("status", "supported") && said.add(name),
                    schema + "." + name + ": " + support);
            report.cell(row, 1, required(row.cell(1), name, support), "required: " + support);
            report.cell(row, 2, type(row.cell(2), property, support), spec.kinds(property) + ", " + support);
            List<String> problems = facts(row.cell(3), property, support);
            problems.addAll(support.unclaimed());
            report.cell(row, 3, problems);
        }
        for (String name : spec.properties(schema)) {
            if (support(spec.property(schema, name)).exists() && !said.contains(name)) {
                report.missing(
                        "no row for " + schema + "." + name + ", of which the spec says that " + provider + " has it");
            }
        }
    }

    private SupportWords support(YamlNode property) {
        return new SupportWords(spec.extension(property, "x-support").at(provider));
    }

    private boolean required(String cell, String name, SupportWords support) {
        return switch (SupportWords.plain(cell)) {
            case "yes" -> support.claim("required", "true") && spec.requires(schema, name);
            case "no" -> support.claim("required", "false") && !spec.requires(schema, name);
            case "no here (anthropic itself requires it)" ->
                support.claim("required", "false")
                        && support.claimNote("Anthropic itself requires it")
                        && !spec.requires(schema, name);
            case "–" -> support.claimAbsent("required") && !spec.requires(schema, name);
            default -> false;
        };
    }

    private boolean type(String cell, YamlNode property, SupportWords support) {
        String words = SupportWords.plain(cell);
        return support.claimAbsent("type") ? words.equals(spec.kinds(property)) : support.claim("type", words);
    }

    private List<String> facts(String cell, YamlNode property, SupportWords support) {
        List<String> problems = new ArrayList<>();
        Set<String> owed = owed(property, support);
        String rest = cell;
        Matcher shape = SHAPE.matcher(cell);
        if (shape.matches()) {
            problems.addAll(new ShapeReader(spec, provider, shape.group(1)).compare(spec.memberSchema(property)));
            rest = shape.group(2);
            owed.remove("members");
        }
        if (rest.matches(MEMBER_LIST)) {
            if (support.claimAbsent("values")) {
                problems.addAll(members(rest, spec.memberSchema(property)));
            } else if (!support.claimList("values", rest)) {
                problems.add(support.toString());
            }
            owed.removeAll(Set.of("members", "values"));
            rest = "";
        }
        for (String fragment : rest.split("[;()]", -1)) {
            if (!fragment.isBlank() && !understood(fragment.strip(), property, support, owed)) {
                problems.add("'" + fragment.strip() + "' is not so: " + property.text());
            }
        }
        owed.forEach(fact -> problems.add(FactsReport.LACKING + fact));
        return problems;
    }

    /** What the cell has to say because the spec says it of the members of the field. */
    private Set<String> owed(YamlNode property, SupportWords support) {
        Set<String> owed = new LinkedHashSet<>();
        String target = spec.memberSchema(property);
        for (String name : spec.properties(target)) {
            YamlNode member = spec.property(target, name);
            if (spec.sources(target, name).stream().anyMatch(source -> SpecDocument.isFrom(source, provider))) {
                owed.add("members");
            }
            if (!support(member).claimAbsent("type")) {
                owed.add("type of " + name);
            }
        }
        if (!spec.knownValues(target).isEmpty() && !support.says("type", "object")) {
            owed.add("values");
        }
        if (target.equals(ChatMessageRules.UNION)) {
            return owed; // its members have a table of their own
        }
        YamlNode mapping = spec.mapping(target);
        for (String tag : mapping.keys()) {
            String schema = SpecDocument.name(mapping.at(tag));
            for (String name : spec.properties(schema)) {
                if (support(spec.property(schema, name)).exists()) {
                    boolean tagged = spec.property(schema, name).at("const").is(tag);
                    owed.add(tagged ? "tags" : name + " with " + tag);
                }
            }
        }
        return owed;
    }

    /** A list of names: the known values of an open enum, or the members that the provider documents. */
    private List<String> members(String list, String target) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        Matcher member = MEMBERS.matcher(list);
        while (member.find()) {
            String name = member.group(1).replace("`", "");
            names.add(name);
            SupportWords support = support(spec.property(target, name));
            if (support.exists() && member.group(2) != null && !support.claimNote(member.group(2))) {
                problems.add(name + ": " + support);
            }
            support.leave("status");
            problems.addAll(support.unclaimed());
        }
        Set<String> known = spec.knownValues(target);
        for (String name : spec.properties(target)) {
            if (support(spec.property(target, name)).exists()) {
                known.add(name);
            }
        }
        if (!names.equals(known)) {
            problems.add("known are " + known);
        }
        return problems;
    }

    private boolean understood(String fragment, YamlNode property, SupportWords support, Set<String> owed) {
        Matcher matcher = DEFAULT.matcher(fragment);
        if (matcher.matches()) {
            return support.claim("x-default", matcher.group(1))
                    && property.at("x-default").is(matcher.group(1));
        }
        if (matcher.usePattern(RANGE).matches()) {
            return support.claimNumber("minimum", matcher.group(1))
                    && support.claimNumber("maximum", matcher.group(2))
                    && agrees(property.at("minimum"), matcher.group(1))
                    && agrees(property.at("maximum"), matcher.group(2));
        }
        if (matcher.usePattern(AT_LEAST).matches()) {
            return support.claimNumber("minimum", matcher.group(1)) && agrees(property.at("minimum"), matcher.group(1));
        }
        if (matcher.usePattern(AT_MOST).matches()) {
            return support.claimNumber("maxItems", matcher.group(1));
        }
        if (matcher.usePattern(SAMPLE).matches()) {
            owed.remove("values");
            return support.claimNote(fragment)
                    && property.at("example").is(matcher.group(1))
                    && spec.knownValues(spec.referred(property)).contains(matcher.group(1));
        }
        if (matcher.usePattern(MEMBER_TYPE).matches()) {
            owed.remove("type of " + matcher.group(1));
            YamlNode member = spec.property(spec.memberSchema(property), matcher.group(1));
            return support(member).claim("type", matcher.group(2));
        }
        if (matcher.usePattern(TAGS).matches()) {
            owed.remove("tags");
            return tags(matcher.group(1), matcher.group(2), spec.referred(property));
        }
        if (matcher.usePattern(ONLY_WITH).matches()) {
            owed.remove(matcher.group(1) + " with " + matcher.group(2));
            return onlyWith(matcher.group(1), matcher.group(2), spec.mapping(spec.referred(property)));
        }
        return support.claimNote(fragment);
    }

    /** A range on the schema is one on which all agree, so it must not be another one. */
    private static boolean agrees(YamlNode bound, String number) {
        return !bound.exists() || bound.isNumber(number);
    }

    private boolean tags(String tagName, String list, String union) {
        Set<String> names = new LinkedHashSet<>(List.of(list.replace("`", "").split(", ", -1)));
        YamlNode mapping = spec.mapping(union);
        for (String tag : mapping.keys()) {
            YamlNode property = spec.property(SpecDocument.name(mapping.at(tag)), tagName);
            if (!property.at("const").is(tag) || !support(property).claim("status", "supported")) {
                return false;
            }
        }
        return names.equals(mapping.keys());
    }

    private boolean onlyWith(String name, String onlyTag, YamlNode mapping) {
        for (String tag : mapping.keys()) {
            boolean has =
                    spec.property(SpecDocument.name(mapping.at(tag)), name).exists();
            if (has != tag.equals(onlyTag)) {
                return false;
            }
        }
        return mapping.at(onlyTag).exists();
    }
}
