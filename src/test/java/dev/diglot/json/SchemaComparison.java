// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what two schemas mean, whatever they define and how they note that something may be null. */
final class SchemaComparison {
    /** A keyword that is not the same at one place; empty where it is missing. */
    record Difference(String path, String keyword, String ours, String theirs) {}

    private final JsonNode ours;
    private final JsonNode theirs;
    private final Set<List<JsonNode>> compared = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();

    SchemaComparison(JsonNode ours, JsonNode theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    List<Difference> differences() {
        compare("$", ours, theirs);
        return differences;
    }

    /** What a schema accepts: null, or one of these. */
    private record Meaning(boolean isNullable, List<ObjectNode> alternatives) {}

    private void compare(String path, JsonNode our, JsonNode their) {
        if (!compared.add(List.of(our, their))) {
            return;
        }
        Meaning left = meaning(ours, our);
        Meaning right = meaning(theirs, their);
        check(path, "nullable", left.isNullable, right.isNullable);
        check(path, "anyOf", left.alternatives.size(), right.alternatives.size());
        for (int i = 0; i < Math.min(left.alternatives.size(), right.alternatives.size()); i++) {
            compareObjects(path, left.alternatives.get(i), right.alternatives.get(i));
        }
    }

    private void compareObjects(String path, ObjectNode our, ObjectNode their) {
        for (String keyword : List.of("type", "const", "enum", "format", "description", "additionalProperties")) {
            check(path, keyword, our.path(keyword), their.path(keyword));
        }
        check(path, "required", names(our.path("required")), names(their.path("required")));
        Set<String> properties = new TreeSet<>();
        our.path("properties").fieldNames().forEachRemaining(properties::add);
        their.path("properties").fieldNames().forEachRemaining(properties::add);
        for (String property : properties) {
            compare(
                    path + "." + property,
                    our.path("properties").path(property),
                    their.path("properties").path(property));
        }
        if (our.has("items") || their.has("items")) {
            compare(path + "[]", our.path("items"), their.path("items"));
        }
    }

    private static Set<String> names(JsonNode required) {
        Set<String> names = new TreeSet<>();
        required.forEach(name -> names.add(name.textValue()));
        return names;
    }

    private void check(String path, String keyword, Object our, Object their) {
        if (!our.equals(their)) {
            differences.add(new Difference(path, keyword, our.toString(), their.toString()));
        }
    }

    private static Meaning meaning(JsonNode root, JsonNode schema) {
        ObjectNode merged = merged(root, schema);
        List<ObjectNode> alternatives = new ArrayList<>();
        boolean isNullable = false;
        if (merged.has("anyOf")) {
            for (JsonNode alternative : merged.get("anyOf")) {
                Meaning meaning = meaning(root, alternative);
                isNullable |= meaning.isNullable;
                alternatives.addAll(meaning.alternatives);
            }
            alternatives.sort(Comparator.comparing(SchemaComparison::tag));
            if (merged.has("description")) {
                alternatives.replaceAll(
                        alternative -> alternative.deepCopy().set("description", merged.get("description")));
            }
            return new Meaning(isNullable, alternatives);
        }
        if (merged.path("type").isArray()) {
            isNullable = true;
            merged.set("type", merged.get("type").get(0));
        }
        if (merged.path("enum").isArray()) {
            ArrayNode constants = merged.putArray("enum");
            schema.path("enum").forEach(constant -> {
                if (!constant.isNull()) {
                    constants.add(constant);
                }
            });
        }
        if (merged.path("type").asText().equals("null")) {
            return new Meaning(true, List.of());
        }
        return new Meaning(isNullable, List.of(merged));
    }

    private static String tag(JsonNode alternative) {
        for (JsonNode property : alternative.path("properties")) {
            if (property.has("const")) {
                return property.get("const").asText();
            }
        }
        return "";
    }

    /** Returns a copy with the members of what it refers to, and of all parts; its own take precedence. */
    private static ObjectNode merged(JsonNode root, JsonNode schema) {
        ObjectNode merged = schema.isObject() ? schema.deepCopy() : root.deepCopy();
        merged.removeAll();
        if (schema.has("$ref")) {
            String reference = schema.get("$ref").asText();
            merge(merged, merged(root, reference.equals("#") ? root : root.at(reference.substring(1))));
        }
        for (JsonNode part : schema.path("allOf")) {
            merge(merged, merged(root, part));
        }
        if (schema.isObject()) {
            merge(merged, (ObjectNode) schema);
        }
        merged.remove(List.of("$ref", "allOf", "$defs", "$schema"));
        return merged;
    }

    private static void merge(ObjectNode target, ObjectNode source) {
        source.fields().forEachRemaining(member -> {
            JsonNode known = target.get(member.getKey());
            if (known instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
                merge(object, more);
            } else if (known instanceof ArrayNode array && member.getKey().equals("required")) {
                member.getValue().forEach(array::add);
            } else {
                target.set(member.getKey(), member.getValue().deepCopy());
            }
        });
    }
}
