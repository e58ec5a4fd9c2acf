// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Understands the tables of addresses and keys, of models, and of errors. */
final class ProviderRules {
    private static final String PROVIDER = "tokenhub";

    private final SpecDocument spec;

    ProviderRules(SpecDocument spec) {
        this.spec = spec;
    }

    /** dialect, base URL, path, auth header. */
    void servers(FactTable table, FactsReport report) {
        Set<String> said = new LinkedHashSet<>();
        for (FactTable.Row row : table.body()) {
            String dialect = "";
            for (String key : spec.at("x-dialects").keys()) {
                if (spec.at("x-dialects", key, "title").is(row.cell(0))) {
                    dialect = key;
                }
            }
            YamlNode provider = spec.at("x-providers", PROVIDER);
            String site = provider.at("sites").keys().iterator().next();
            String base = provider.at("sites", site, "baseUrls", dialect).text();
            String path = path(dialect);
            String address = spec.at("servers").items().get(0).at("url").text() + path;
            String rest = address.startsWith(base) ? address.substring(base.length()) : address;
            String scheme = provider.at("security", dialect).text();
            boolean offered = spec.operation(path).at("security").items().stream()
                    .anyMatch(item -> item.keys().contains(scheme));
            report.cell(
                    row,
                    0,
                    said.add(dialect) && !dialect.isEmpty(),
                    spec.at("x-dialects").text());
            report.cell(row, 1, row.cell(1).equals("`" + base + "`"), base);
            report.cell(row, 2, row.cell(2).equals("`" + rest + "`"), rest);
            report.cell(row, 3, offered && row.cell(3).equals("`" + header(scheme) + "`"), header(scheme));
        }
        if (said.size() != spec.at("x-dialects").keys().size()) {
            report.missing("a dialect has no row");
        }
    }

    /** site, and its base URL in each dialect. */
    void sites(FactTable table, FactsReport report) {
        YamlNode sites = provider(table).at("sites");
        Set<String> said = new LinkedHashSet<>();
        for (FactTable.Row row : table.body()) {
            String name = row.cell(0).replace("`", "");
            YamlNode urls = sites.at(name, "baseUrls");
            report.cell(row, 0, urls.exists() && said.add(name), sites.text());
            for (int column = 1; column < table.header().size(); column++) {
                String url = urls.at(table.header().get(column)).text();
                report.cell(row, column, row.cell(column).equals(url.isEmpty() ? "" : "`" + url + "`"), urls.text());
            }
        }
        if (!said.equals(sites.keys())) {
            report.missing("the sites are " + sites.keys());
        }
    }

    private YamlNode provider(FactTable table) {
        return spec.at("x-providers", spec.provider(table.heading().replaceFirst(":.*", "")));
    }

    /** header, value: what every call must send, the key included. */
    void headers(FactTable table, FactsReport report) {
        YamlNode provider = provider(table);
        Map<String, String> sent = new LinkedHashMap<>();
        for (String dialect : provider.at("security").keys()) {
            String[] header = header(provider.at("security", dialect).text()).split(": ", -1);
            sent.put(header[0], header[header.length - 1]);
        }
        provider.at("headers")
                .keys()
                .forEach(name -> sent.put(name, provider.at("headers", name).text()));
        Set<String> said = new LinkedHashSet<>();
        for (FactTable.Row row : table.body()) {
            String name = row.cell(0).replaceAll("^`|`$", "");
            report.cell(row, 0, sent.containsKey(name) && said.add(name), sent.toString());
            report.cell(row, 1, row.cell(1).equals("`" + sent.get(name) + "`"), sent.toString());
        }
        if (!said.equals(sent.keySet())) {
            report.missing("the headers are " + sent.keySet());
        }
    }

    /** name, model, chat, messages, and in newer tables a note. */
    void models(FactTable table, FactsReport report) {
        List<YamlNode> models = spec.at("x-providers", PROVIDER, "models").items();
        boolean hasNotes = table.header().contains("note");
        List<FactTable.Row> rows = table.body();
        for (int i = 0; i < rows.size(); i++) {
            FactTable.Row row = rows.get(i);
            YamlNode model = i < models.size() ? models.get(i) : new YamlNode(null);
            List<String> dialects = model.at("dialects").texts();
            report.cell(row, 0, model.at("name").is(row.cell(0)), model.text());
            report.cell(row, 1, row.cell(1).equals("`" + model.at("id").text() + "`"), model.text());
            report.cell(row, 2, speaks(row.cell(2), dialects.contains("chat")), dialects.toString());
            report.cell(row, 3, speaks(row.cell(3), dialects.contains("messages")), dialects.toString());
            if (hasNotes) {
                report.cell(row, 4, row.cell(4).equals(model.at("note").text()), model.text());
            }
        }
        if (rows.size() != models.size()) {
            report.missing("the spec has " + models.size() + " models");
        }
    }

    private static boolean speaks(String cell, boolean speaks) {
        return SupportWords.plain(cell).equals(speaks ? "yes" : "no");
    }

    /** HTTP status, code, meaning. */
    void errors(FactTable table, FactsReport report) {
        Set<String> documented = new LinkedHashSet<>();
        Set<String> said = new LinkedHashSet<>();
        for (String name : spec.at("components", "responses").keys()) {
            if (error(name).at("documented", PROVIDER).exists()) {
                documented.add(name);
            }
        }
        for (FactTable.Row row : table.body()) {
            String code = row.cell(1).replace("`", "");
            String name = documented.stream()
                    .filter(key -> error(key).at("documented", PROVIDER, "code").is(code))
                    .findFirst()
                    .orElse("");
            YamlNode error = error(name);
            YamlNode fact = error.at("documented", PROVIDER);
            report.cell(row, 0, fact.at("status").is(row.cell(0)) && documents(row.cell(0), name), error.text());
            report.cell(row, 1, error.at("codes").texts().contains(code) && said.add(name), documented.toString());
            report.cell(
                    row,
                    2,
                    SupportWords.plain(row.cell(2))
                            .equals(SupportWords.plain(fact.at("meaning").text())),
                    fact.text());
        }
        documented.removeAll(said);
        documented.forEach(name -> report.missing("no row for the error " + name));
    }

    private YamlNode error(String response) {
        return spec.at("components", "responses", response, "x-error");
    }

    /** All operations document this status with the response, or with one that names it as a variant. */
    private boolean documents(String status, String response) {
        String reference = "#/components/responses/" + response;
        for (String path : spec.at("paths").keys()) {
            String answer = spec.operation(path).at("responses", status, "$ref").text();
            String other = answer.substring(answer.lastIndexOf('/') + 1);
            boolean variant = spec.at("components", "responses", other, "x-variants").items().stream()
                    .anyMatch(item -> item.at("$ref").is(reference));
            if (!answer.equals(reference) && !variant) {
                return false;
            }
        }
        return !response.isEmpty();
    }

    /** Where the two providers differ; each cell is what the spec says in short, and follows from its fields. */
    void differences(FactTable table, FactsReport report) {
        List<YamlNode> differences = spec.at("x-differences").items();
        List<FactTable.Row> rows = table.body();
        for (int i = 0; i < rows.size(); i++) {
            FactTable.Row row = rows.get(i);
            YamlNode difference = i < differences.size() ? differences.get(i) : new YamlNode(null);
            String subject = SupportWords.plain(row.cell(0));
            report.cell(row, 0, difference.at("subject").is(subject), difference.text());
            List<String> providers = List.copyOf(spec.at("x-providers").keys());
            for (int column = 1; column <= providers.size(); column++) {
                String provider = providers.get(column - 1);
                String cell = row.cell(column).replaceAll("[`*]", "");
                List<String> problems = difference(subject, provider, cell);
                if (!difference.at("documented", provider).is(cell)) {
                    problems.add(difference.text());
                }
                report.cell(row, column, problems);
            }
        }
        if (rows.size() != differences.size()) {
            report.missing("the spec has " + differences.size() + " differences");
        }
    }

    private List<String> difference(String subject, String provider, String cell) {
        List<String> problems = new ArrayList<>();
        YamlNode facts = spec.at("x-providers", provider);
        if (subject.equals("messages auth")) {
            String header = header(facts.at("security", "messages").text()).toLowerCase(Locale.ROOT);
            if (cell.isEmpty() || !header.contains(cell.toLowerCase(Locale.ROOT))) {
                problems.add(header);
            }
        } else if (subject.equals("model ids")) {
            boolean listed = facts.at("models").items().isEmpty()
                    || facts.at("models").items().stream()
                            .anyMatch(model -> model.at("id").is(cell));
            if (!facts.at("modelExample").is(cell) || !listed) {
                problems.add(facts.text());
            }
        } else {
            YamlNode property = spec.property("MessageRequest", subject);
            for (String words : cell.split(", ", -1)) {
                if (!follows(words, subject, provider)) {
                    problems.add("'" + words + "' is not so: " + property.text());
                }
            }
        }
        return problems;
    }

    private boolean follows(String words, String subject, String provider) {
        YamlNode property = spec.property("MessageRequest", subject);
        YamlNode support = spec.extension(property, "x-support").at(provider);
        List<String> sources = spec.sources("MessageRequest", subject);
        if (words.matches("\\d+ to \\d+")) {
            return support.at("minimum").isNumber(words.split(" to ", -1)[0])
                    && support.at("maximum").isNumber(words.split(" to ", -1)[1]);
        }
        if (words.matches("at least \\d+")) {
            return support.at("minimum").isNumber(words.substring("at least ".length()));
        }
        return switch (words) {
            case "ignored", "supported" -> support.at("status").is(words);
            case "documented" ->
                support.at("status").is("supported")
                        && sources.stream().anyMatch(source -> SpecDocument.isFrom(source, provider));
            case "optional" -> support.at("required").is("false");
            case "array of blocks (sample)" ->
                support.at("sample").is("array of blocks") && sources.contains(provider + "#messages-sample");
            default -> support.at("type").is(words);
        };
    }

    private String path(String dialect) {
        return spec.at("paths").keys().stream()
                .filter(path -> spec.operation(path).at("x-dialect").texts().equals(List.of(dialect)))
                .findFirst()
                .orElse("");
    }

    private String header(String scheme) {
        YamlNode node = spec.at("components", "securitySchemes", scheme);
        if (node.at("type").is("http") && node.at("scheme").is("bearer")) {
            return "Authorization: Bearer KEY";
        }
        return node.at("in").is("header") ? node.at("name").text() + ": KEY" : "no header";
    }
}
