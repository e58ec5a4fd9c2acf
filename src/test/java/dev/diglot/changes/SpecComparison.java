// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changes;

import dev.diglot.spec.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Compares two states of the spec, place by place. */
final class SpecComparison {
    private final Node before;
    private final Node after;
    private final Map<String, Use> uses;
    private final List<Change> changes = new ArrayList<>();

    private SpecComparison(Node before, Node after) {
        this.before = before;
        this.after = after;
        this.uses = new Uses(before, after).bySchema();
    }

    static List<Change> compare(Node before, Node after) {
        SpecComparison comparison = new SpecComparison(before, after);
        comparison.operations();
        comparison.schemas();
        comparison.errors();
        comparison.constants("x-dialects");
        comparison.constants("x-providers");
        comparison.constants("components", "securitySchemes");
        return comparison.changes;
    }

    private void operations() {
        Map<String, Node> old = Uses.operations(before);
        Map<String, Node> now = Uses.operations(after);
        names(old.keySet(), now.keySet(), Use.BOTH, Rule.OPERATION_ADDED, Rule.OPERATION_REMOVED, name -> name);
        for (String name : common(old.keySet(), now.keySet())) {
            operation(name, old.get(name), now.get(name));
        }
    }

    private void operation(String name, Node old, Node now) {
        for (String key : List.of("operationId", "tags")) {
            if (!old.at(key).equals(now.at(key))) {
                add(Rule.OPERATION_RENAMED, name, Use.BOTH, old.at(key), now.at(key));
            }
        }
        parameters(name, Uses.parameters(before, old), Uses.parameters(after, now));
        content(
                name + " request",
                Use.SENT,
                Uses.resolved(before, old.at("requestBody")),
                Uses.resolved(after, now.at("requestBody")));
        if (now.at("requestBody", "required").is("true")
                && !old.at("requestBody", "required").is("true")) {
            changes.add(Rule.BODY_REQUIRED.change(name, Use.SENT, ""));
        }
        Set<String> statuses = now.at("responses").keys();
        Function<String, String> place = status -> name + " " + status;
        names(old.at("responses").keys(), statuses, Use.RECEIVED, Rule.BODY_ADDED, Rule.BODY_REMOVED, place);
        for (String status : common(old.at("responses").keys(), statuses)) {
            content(
                    place.apply(status),
                    Use.RECEIVED,
                    Uses.resolved(before, old.at("responses", status)),
                    Uses.resolved(after, now.at("responses", status)));
        }
        names(ways(old), ways(now), Use.SENT, Rule.SECURITY_ADDED, Rule.SECURITY_REMOVED, way -> name + " " + way);
    }

    private static Set<String> ways(Node operation) {
        return new LinkedHashSet<>(operation.at("security").items().stream()
                .map(way -> String.join(" and ", way.keys()))
                .toList());
    }

    private void parameters(String name, Map<String, Node> old, Map<String, Node> now) {
        Function<String, String> place = parameter -> name + " " + parameter;
        names(old.keySet(), now.keySet(), Use.SENT, Rule.PARAMETER_ADDED, Rule.PARAMETER_REMOVED, place);
        now.forEach((parameter, node) -> {
            Node earlier = old.getOrDefault(parameter, new Node(null));
            if (node.at("required").is("true") && !earlier.at("required").is("true")) {
                changes.add(Rule.PARAMETER_REQUIRED.change(place.apply(parameter), Use.SENT, ""));
            }
            if (earlier.exists()) {
                schema(place.apply(parameter), earlier.at("schema"), node.at("schema"), Use.SENT);
            }
        });
    }

    private void content(String place, Use use, Node old, Node now) {
        Node forms = old.at("content");
        names(
                forms.keys(),
                now.at("content").keys(),
                use,
                Rule.BODY_ADDED,
                Rule.BODY_REMOVED,
                form -> place + " " + form);
        for (String form : common(forms.keys(), now.at("content").keys())) {
            schema(place + " " + form, forms.at(form, "schema"), now.at("content", form, "schema"), use);
        }
    }

    private void schemas() {
        Node old = before.at("components", "schemas");
        Node now = after.at("components", "schemas");
        names(old.keys(), now.keys(), Use.BOTH, Rule.SCHEMA_ADDED, Rule.SCHEMA_REMOVED, name -> name);
        for (String name : common(old.keys(), now.keys())) {
            schema(name, old.at(name), now.at(name), uses.getOrDefault(name, Use.BOTH));
        }
    }

    private void schema(String place, Node old, Node now, Use use) {
        new SchemaComparison(use, changes).compare(place, old, now);
    }

    private void errors() {
        Map<String, Node> old = kinds(before);
        Map<String, Node> now = kinds(after);
        names(old.keySet(), now.keySet(), Use.RECEIVED, Rule.ERROR_ADDED, Rule.ERROR_REMOVED, kind -> "errors " + kind);
        Map<String, String> oldSigns = signs(old);
        Map<String, String> signs = signs(now);
        Function<String, String> place = sign -> "errors " + sign;
        names(oldSigns.keySet(), signs.keySet(), Use.RECEIVED, Rule.ERROR_CODE_ADDED, Rule.ERROR_CODE_REMOVED, place);
        for (String sign : common(oldSigns.keySet(), signs.keySet())) {
            if (!oldSigns.get(sign).equals(signs.get(sign))) {
                add(Rule.ERROR_MOVED, place.apply(sign), Use.RECEIVED, oldSigns.get(sign), signs.get(sign));
            }
        }
        for (String kind : common(old.keySet(), now.keySet())) {
            flag(Rule.ERROR_RETRY_CHANGED, "retryable", kind, old, now);
            flag(Rule.ERROR_MOVED, "broad", kind, old, now);
        }
    }

    private void flag(Rule rule, String flag, String kind, Map<String, Node> old, Map<String, Node> now) {
        boolean was = old.get(kind).at(flag).is("true");
        boolean is = now.get(kind).at(flag).is("true");
        if (was != is) {
            add(rule, "errors " + kind, Use.RECEIVED, flag + " " + was, is);
        }
    }

    private static Map<String, Node> kinds(Node document) {
        Map<String, Node> kinds = new LinkedHashMap<>();
        Node responses = document.at("components", "responses");
        for (String name : responses.keys()) {
            Node error = responses.at(name, "x-error");
            if (error.exists()) {
                kinds.put(error.at("kind").text(), error);
            }
        }
        return kinds;
    }

    /** The statuses and codes by which an error is told, each with its kind. */
    private static Map<String, String> signs(Map<String, Node> kinds) {
        Map<String, String> signs = new LinkedHashMap<>();
        kinds.forEach((kind, error) -> {
            error.at("statuses").texts().forEach(status -> signs.put("status " + status, kind));
            error.at("codes").texts().forEach(code -> signs.put("code " + code, kind));
        });
        return signs;
    }

    private void constants(String... path) {
        Node old = before.at(path);
        Node now = after.at(path);
        String list = path[path.length - 1];
        Function<String, String> place = name -> list + " " + name;
        names(old.keys(), now.keys(), Use.BOTH, Rule.CONSTANT_ADDED, Rule.CONSTANT_REMOVED, place);
        for (String name : common(old.keys(), now.keys())) {
            Function<String, String> model = id -> list + " " + name + " " + id;
            names(models(old.at(name)), models(now.at(name)), Use.SENT, Rule.MODEL_ADDED, Rule.MODEL_REMOVED, model);
        }
    }

    /** Each model with a dialect that it speaks. */
    private static Set<String> models(Node provider) {
        Set<String> models = new LinkedHashSet<>();
        for (Node model : provider.at("models").items()) {
            model.at("dialects")
                    .texts()
                    .forEach(dialect -> models.add(model.at("id").text() + " " + dialect));
        }
        return models;
    }

    private void names(
            Set<String> old, Set<String> now, Use use, Rule added, Rule removed, Function<String, String> place) {
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

    private void add(Rule rule, String place, Use use, Object was, Object is) {
        changes.add(rule.change(place, use, SchemaComparison.fromTo(was, is)));
    }
}
