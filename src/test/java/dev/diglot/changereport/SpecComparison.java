// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import dev.diglot.speccheck.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Compares two states of the spec, place by place. */
final class SpecComparison {
    private final YamlNode before;
    private final YamlNode after;
    private final List<Change> changes = new ArrayList<>();
    private final Usages usages;

    private SpecComparison(YamlNode before, YamlNode after, Usages usages) {
        this.before = before;
        this.after = after;
        this.usages = usages;
    }

    /** Tells for what a schema is used, which decides whether its change is breaking. */
    interface Usages {
        SchemaUsage of(String schema);
    }

    /** All changes but those of wording. */
    static List<Change> compare(YamlNode before, YamlNode after) {
        return compare(before, after, searched(before, after));
    }

    static List<Change> compare(YamlNode before, YamlNode after, Usages usages) {
        List<Change> changes = compareByRules(before, after, usages);
        changes.addAll(OtherChanges.unknown(before, after, !changes.isEmpty()));
        return changes;
    }

    /** The changes that a rule names. */
    static List<Change> compareByRules(YamlNode before, YamlNode after, Usages usages) {
        SpecComparison comparison = new SpecComparison(before, after, usages);
        comparison.operations();
        comparison.schemas();
        comparison.errors();
        comparison.constants("x-dialects");
        comparison.constants("x-providers");
        comparison.constants("components", "securitySchemes");
        return comparison.changes;
    }

    private void operations() {
        Map<String, YamlNode> old = SchemaUsages.operations(before);
        Map<String, YamlNode> now = SchemaUsages.operations(after);
        names(
                old.keySet(),
                now.keySet(),
                SchemaUsage.BOTH,
                ChangeRule.OPERATION_ADDED,
                ChangeRule.OPERATION_REMOVED,
                name -> name);
        for (String name : common(old.keySet(), now.keySet())) {
            operation(name, old.get(name), now.get(name));
        }
    }

    private void operation(String name, YamlNode old, YamlNode now) {
        for (String key : List.of("operationId", "tags")) {
            if (!old.at(key).equals(now.at(key))) {
                add(ChangeRule.OPERATION_RENAMED, name, SchemaUsage.BOTH, old.at(key), now.at(key));
            }
        }
        parameters(name, SchemaUsages.parameters(before, old), SchemaUsages.parameters(after, now));
        content(
                name + " request",
                SchemaUsage.SENT,
                SchemaUsages.resolved(before, old.at("requestBody")),
                SchemaUsages.resolved(after, now.at("requestBody")));
        if (now.at("requestBody", "required").is("true")
                && !old.at("requestBody", "required").is("true")) {
            changes.add(ChangeRule.BODY_REQUIRED.change(name, SchemaUsage.SENT, ""));
        }
        Set<String> statuses = now.at("responses").keys();
        Function<String, String> place = status -> name + " " + status;
        names(
                old.at("responses").keys(),
                statuses,
                SchemaUsage.RECEIVED,
                ChangeRule.BODY_ADDED,
                ChangeRule.BODY_REMOVED,
                place);
        for (String status : common(old.at("responses").keys(), statuses)) {
            content(
                    place.apply(status),
                    SchemaUsage.RECEIVED,
                    SchemaUsages.resolved(before, old.at("responses", status)),
                    SchemaUsages.resolved(after, now.at("responses", status)));
        }
        names(
                ways(old),
                ways(now),
                SchemaUsage.SENT,
                ChangeRule.SECURITY_ADDED,
                ChangeRule.SECURITY_REMOVED,
                way -> name + " " + way);
    }

    private static Set<String> ways(YamlNode operation) {
        return new LinkedHashSet<>(operation.at("security").items().stream()
                .map(way -> String.join(" and ", way.keys()))
                .toList());
    }

    private void parameters(String name, Map<String, YamlNode> old, Map<String, YamlNode> now) {
        Function<String, String> place = parameter -> name + " " + parameter;
        names(
                old.keySet(),
                now.keySet(),
                SchemaUsage.SENT,
                ChangeRule.PARAMETER_ADDED,
                ChangeRule.PARAMETER_REMOVED,
                place);
        now.forEach((parameter, node) -> {
            YamlNode earlier = old.getOrDefault(parameter, new YamlNode(null));
            if (node.at("required").is("true") && !earlier.at("required").is("true")) {
                changes.add(ChangeRule.PARAMETER_REQUIRED.change(place.apply(parameter), SchemaUsage.SENT, ""));
            }
            if (earlier.exists()) {
                schema(place.apply(parameter), earlier.at("schema"), node.at("schema"), SchemaUsage.SENT);
            }
        });
    }

    private void content(String place, SchemaUsage use, YamlNode old, YamlNode now) {
        YamlNode forms = old.at("content");
        names(
                forms.keys(),
                now.at("content").keys(),
                use,
                ChangeRule.BODY_ADDED,
                ChangeRule.BODY_REMOVED,
                form -> place + " " + form);
        for (String form : common(forms.keys(), now.at("content").keys())) {
            schema(place + " " + form, forms.at(form, "schema"), now.at("content", form, "schema"), use);
        }
    }

    private void schemas() {
        YamlNode old = before.at("components", "schemas");
        YamlNode now = after.at("components", "schemas");
        names(
                old.keys(),
                now.keys(),
                SchemaUsage.BOTH,
                ChangeRule.SCHEMA_ADDED,
                ChangeRule.SCHEMA_REMOVED,
                name -> name);
        List<String> changed = common(old.keys(), now.keys()).stream()
                .filter(name -> !old.at(name).equals(now.at(name)))
                .toList();
        for (String name : changed) {
            new SchemaComparison(() -> usages.of(name), changes).compare(name, old.at(name), now.at(name));
        }
    }

    /** Searches both documents when the first usage is asked for. */
    private static Usages searched(YamlNode before, YamlNode after) {
        List<Map<String, SchemaUsage>> found = new ArrayList<>();
        return schema -> {
            if (found.isEmpty()) {
                found.add(new SchemaUsages(before, after).bySchema());
            }
            return found.get(0).getOrDefault(schema, SchemaUsage.BOTH);
        };
    }

    private void schema(String place, YamlNode old, YamlNode now, SchemaUsage use) {
        new SchemaComparison(() -> use, changes).compare(place, old, now);
    }

    private void errors() {
        Map<String, YamlNode> old = kinds(before);
        Map<String, YamlNode> now = kinds(after);
        names(
                old.keySet(),
                now.keySet(),
                SchemaUsage.RECEIVED,
                ChangeRule.ERROR_ADDED,
                ChangeRule.ERROR_REMOVED,
                kind -> "errors " + kind);
        Map<String, String> oldSigns = signs(old);
        Map<String, String> signs = signs(now);
        Function<String, String> place = sign -> "errors " + sign;
        names(
                oldSigns.keySet(),
                signs.keySet(),
                SchemaUsage.RECEIVED,
                ChangeRule.ERROR_CODE_ADDED,
                ChangeRule.ERROR_CODE_REMOVED,
                place);
        for (String sign : common(oldSigns.keySet(), signs.keySet())) {
            if (!oldSigns.get(sign).equals(signs.get(sign))) {
                add(
                        ChangeRule.ERROR_MOVED,
                        place.apply(sign),
                        SchemaUsage.RECEIVED,
                        oldSigns.get(sign),
                        signs.get(sign));
            }
        }
        for (String kind : common(old.keySet(), now.keySet())) {
            flag(ChangeRule.ERROR_RETRY_CHANGED, "retryable", kind, old, now);
            flag(ChangeRule.ERROR_MOVED, "broad", kind, old, now);
        }
    }

    private void flag(ChangeRule rule, String flag, String kind, Map<String, YamlNode> old, Map<String, YamlNode> now) {
        boolean was = old.get(kind).at(flag).is("true");
        boolean is = now.get(kind).at(flag).is("true");
        if (was != is) {
            add(rule, "errors " + kind, SchemaUsage.RECEIVED, flag + " " + was, is);
        }
    }

    private static Map<String, YamlNode> kinds(YamlNode document) {
        Map<String, YamlNode> kinds = new LinkedHashMap<>();
        YamlNode responses = document.at("components", "responses");
        for (String name : responses.keys()) {
            YamlNode error = responses.at(name, "x-error");
            if (error.exists()) {
                kinds.put(error.at("kind").text(), error);
            }
        }
        return kinds;
    }

    /** The statuses and codes that identify an error, each with its kind. */
    private static Map<String, String> signs(Map<String, YamlNode> kinds) {
        Map<String, String> signs = new LinkedHashMap<>();
        kinds.forEach((kind, error) -> {
            error.at("statuses").texts().forEach(status -> signs.put("status " + status, kind));
            error.at("codes").texts().forEach(code -> signs.put("code " + code, kind));
        });
        return signs;
    }

    private void constants(String... path) {
        YamlNode old = before.at(path);
        YamlNode now = after.at(path);
        String list = path[path.length - 1];
        Function<String, String> place = name -> list + " " + name;
        names(old.keys(), now.keys(), SchemaUsage.BOTH, ChangeRule.CONSTANT_ADDED, ChangeRule.CONSTANT_REMOVED, place);
        for (String name : common(old.keys(), now.keys())) {
            Function<String, String> model = id -> list + " " + name + " " + id;
            names(
                    models(old.at(name)),
                    models(now.at(name)),
                    SchemaUsage.SENT,
                    ChangeRule.MODEL_ADDED,
                    ChangeRule.MODEL_REMOVED,
                    model);
        }
    }

    /** Each model with a dialect that it speaks. */
    private static Set<String> models(YamlNode provider) {
        Set<String> models = new LinkedHashSet<>();
        for (YamlNode model : provider.at("models").items()) {
            model.at("dialects")
                    .texts()
                    .forEach(dialect -> models.add(model.at("id").text() + " " + dialect));
        }
        return models;
    }

    private void names(
            Set<String> old,
            Set<String> now,
            SchemaUsage use,
            ChangeRule added,
            ChangeRule removed,
            Function<String, String> place) {
        now.stream()
                .filter(name -> !old.contains(name))
                .forEach(name -> changes.add(added.change(place.apply(name), use, "")));
        old.stream()
                .filter(name -> !now.contains(name))
                .forEach(name -> changes.add(removed.change(place.apply(name), use, "")));
    }

    private static List<String> common(Set<String> old, Set<String> now) {
        return now.stream().filter(old::contains).toList();
    }

    private void add(ChangeRule rule, String place, SchemaUsage use, Object was, Object is) {
        changes.add(rule.change(place, use, SchemaComparison.fromTo(was, is)));
    }
}
