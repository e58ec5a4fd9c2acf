// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the tables of the facts with the spec, cell by cell. A cell that no rule understands is a failure, and so is
 * a fact of the spec that no cell states.
 */
final class FactsChecker {
    private static final List<String> SERVERS =
            List.of("dialect", "base URL as the document prints it", "path", "auth header");
    private static final List<String> MODELS = List.of("name", "`model`", "chat", "messages");
    private static final List<String> NOTED_MODELS = List.of("name", "`model`", "chat", "messages", "note");
    private static final List<String> CHAT_FIELDS = List.of("field", "required", "type", "facts");
    private static final List<String> ERRORS = List.of("HTTP", "code", "meaning");
    private static final List<String> GATEWAY = List.of("part", "field", "support");
    private static final List<String> LUCHEN_FIELDS =
            List.of("field", "required (elsewhere)", "type as the table says", "facts");
    private static final List<String> DIFFERENCES = List.of("", "TokenHub", "Luchen Cloud");
    private static final List<String> SITES = List.of("site", "chat", "messages");
    private static final List<String> MESSAGE_FIELDS = List.of("field", "type", "facts");
    private static final List<String> ANSWER_FIELDS = List.of("field", "where", "type", "facts");
    private static final List<String> HEADERS = List.of("header", "value");
    private static final List<List<String>> ALL = List.of(
            SERVERS,
            NOTED_MODELS,
            CHAT_FIELDS,
            ERRORS,
            GATEWAY,
            LUCHEN_FIELDS,
            DIFFERENCES,
            SITES,
            MESSAGE_FIELDS,
            ANSWER_FIELDS,
            HEADERS);

    /** The heading of a table of fields: the provider, the path and what the fields are part of. */
    private static final Pattern FIELDS = Pattern.compile("(.+): POST (\\S+), (request|response|chunk)");

    private final SpecDocument spec;

    FactsChecker(SpecDocument spec) {
        this.spec = spec;
    }

    FactsReport check(List<String> lines) {
        FactsReport report = new FactsReport();
        Set<List<String>> seen = new LinkedHashSet<>();
        for (FactTable table : FactTable.parse(lines)) {
            check(table, seen.add(key(table)), report);
        }
        for (List<String> header : ALL) {
            if (seen.stream().noneMatch(key -> key.subList(1, key.size()).equals(header))) {
                report.missing("there is no table with the columns " + header);
            }
        }
        return report;
    }

    /** Compares one table, which is not among others. */
    FactsReport check(FactTable table) {
        FactsReport report = new FactsReport();
        check(table, true, report);
        return report;
    }

    private void check(FactTable table, boolean isNew, FactsReport report) {
        report.table(table);
        FactTable.Row header = table.rows().get(0);
        boolean known = isNew && (ALL.contains(table.header()) || table.header().equals(MODELS));
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

    private static List<String> key(FactTable table) {
        List<String> key = new ArrayList<>(List.of(table.heading()));
        key.addAll(table.header());
        return key;
    }

    private void check(FactTable table, FactsReport report) {
        List<String> header = table.header();
        ProviderRules providers = new ProviderRules(spec);
        if (header.equals(SERVERS)) {
            providers.servers(table, report);
        } else if (header.equals(MODELS) || header.equals(NOTED_MODELS)) {
            providers.models(table, report);
        } else if (header.equals(CHAT_FIELDS)) {
            fields(table, "tokenhub", "ChatCompletionRequest").check(table, report);
        } else if (header.equals(ERRORS)) {
            providers.errors(table, report);
        } else if (header.equals(GATEWAY)) {
            new GatewayRules(spec).check(table, report);
        } else if (header.equals(LUCHEN_FIELDS)) {
            fields(table, "luchen", "MessageRequest").check(table, report);
        } else if (header.equals(SITES)) {
            providers.sites(table, report);
        } else if (header.equals(MESSAGE_FIELDS)) {
            new ChatMessageRules(spec, provider(table)).check(table, report);
        } else if (header.equals(ANSWER_FIELDS)) {
            new AnswerRules(spec, provider(table), schema(table)).check(table, report);
        } else if (header.equals(HEADERS)) {
            providers.headers(table, report);
        } else {
            providers.differences(table, report);
        }
    }

    /** The rules of a table of request fields: those of its heading, otherwise those given. */
    private FieldRules fields(FactTable table, String provider, String schema) {
        if (!FIELDS.matcher(table.heading()).matches()) {
            return new FieldRules(spec, provider, schema);
        }
        return new FieldRules(spec, provider(table), schema(table));
    }

    private String provider(FactTable table) {
        return spec.provider(table.heading().replaceFirst(":.*", ""));
    }

    /** The schema of which the table lists the members, by its heading; empty if there is none. */
    private String schema(FactTable table) {
        Matcher heading = FIELDS.matcher(table.heading());
        if (!heading.matches()) {
            return "";
        }
        YamlNode operation = spec.operation(heading.group(2));
        YamlNode response = operation.at("responses", "200", "content");
        YamlNode content = switch (heading.group(3)) {
            case "request" -> operation.at("requestBody", "content", "application/json");
            case "response" -> response.at("application/json");
            default -> response.at("text/event-stream");
        };
        return spec.referred(content.at("schema"));
    }
}
