// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a shape such as {@code {type: function, function: {name, parameters: JSON Schema}}} and compares it. */
final class ShapeReader {
    private final SpecDocument spec;
    private final String provider;
    private final String text;
    private int at;

    ShapeReader(SpecDocument spec, String provider, String text) {
        this.spec = spec;
        this.provider = provider;
        this.text = text;
    }

    /** The differences between the shape and the schema; empty if there are none. */
    List<String> compare(String schema) {
        List<String> problems = new ArrayList<>();
        compare(object(), schema, problems);
        if (at != text.length()) {
            problems.add("the shape does not end where it should");
        }
        return problems;
    }

    private void compare(Map<String, Object> shape, String unionOrObject, List<String> problems) {
        String schema = member(shape, unionOrObject);
        Set<String> documented = new LinkedHashSet<>();
        for (String name : spec.properties(schema)) {
            if (spec.sources(schema, name).stream().anyMatch(source -> SpecDocument.isFrom(source, provider))) {
                documented.add(name);
            }
        }
        if (!documented.equals(shape.keySet())) {
            problems.add(schema + " has " + documented);
        }
        shape.forEach((name, value) -> compare(spec.property(schema, name), value, problems));
    }

    /** The member of a tagged union that has the tag of the shape; a schema that is no union itself. */
    private String member(Map<String, Object> shape, String schema) {
        String tag = String.valueOf(shape.get(spec.tagName(schema))).strip();
        YamlNode member = spec.mapping(schema).at(tag);
        return member.exists() ? SpecDocument.name(member) : schema;
    }

    private void compare(YamlNode property, Object value, List<String> problems) {
        String target = spec.referred(property);
        boolean right;
        if (value instanceof Map<?, ?>) {
            Map<String, Object> inner = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, member) -> inner.put(name.toString(), member));
            compare(inner, target, problems);
            right = !spec.properties(target).isEmpty();
        } else if (property.at("const").exists()) {
            right = property.at("const").is(value.toString().strip());
        } else if (target.equals("JsonObject")) {
            right = value.equals(" JSON Schema")
                    && property.at("description").text().contains("JSON Schema");
        } else {
            right = value.equals("") && spec.properties(target).isEmpty();
        }
        if (!right) {
            problems.add("not '" + value + "': " + property.text());
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        while (at < text.length() && text.charAt(at) != '}') {
            String name = word();
            members.put(name, "");
            if (at < text.length() && text.charAt(at) == ':') {
                at += 2;
                members.put(name, text.startsWith("{", at) ? object() : " " + word());
            }
            if (text.startsWith(", ", at)) {
                at += 2;
            } else if (!text.startsWith("}", at)) {
                return Map.of("no shape", "");
            }
        }
        at++;
        return members;
    }

    private String word() {
        int start = at;
        while (at < text.length() && ",:{}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }
}
