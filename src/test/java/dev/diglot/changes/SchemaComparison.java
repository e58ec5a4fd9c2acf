// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changes;

import dev.diglot.spec.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Compares two states of one schema, keyword by keyword. */
final class SchemaComparison {
    /** How a keyword is compared; one that is not here is one that no rule knows. */
    private static final Map<String, Keyword> KEYWORDS = Map.ofEntries(
            Map.entry("$ref", is(Rule.TYPE_CHANGED)),
            Map.entry("type", is(Rule.TYPE_CHANGED)),
            Map.entry("format", is(Rule.TYPE_CHANGED)),
            Map.entry("const", is(Rule.TYPE_CHANGED)),
            Map.entry("x-shape-union", is(Rule.TYPE_CHANGED)),
            Map.entry("nullable", SchemaComparison::nullable),
            Map.entry("minimum", (at, was, is, to) -> to.bound(at, was, is, 1)),
            Map.entry("minLength", (at, was, is, to) -> to.bound(at, was, is, 1)),
            Map.entry("minItems", (at, was, is, to) -> to.bound(at, was, is, 1)),
            Map.entry("maximum", (at, was, is, to) -> to.bound(at, was, is, -1)),
            Map.entry("maxLength", (at, was, is, to) -> to.bound(at, was, is, -1)),
            Map.entry("maxItems", (at, was, is, to) -> to.bound(at, was, is, -1)),
            Map.entry("pattern", SchemaComparison::pattern),
            Map.entry("enum", SchemaComparison::values),
            Map.entry("items", (at, was, is, to) -> to.compare(at + "[]", new Node(was), new Node(is))),
            Map.entry("additionalProperties", SchemaComparison::additional),
            Map.entry("oneOf", SchemaComparison::union),
            Map.entry("discriminator", SchemaComparison::tags),
            Map.entry("deprecated", SchemaComparison::deprecated),
            Map.entry("x-default", is(Rule.DEFAULT_CHANGED)),
            Map.entry("x-support", is(Rule.SUPPORT_CHANGED)),
            Map.entry("x-factories", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-overloads", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-fallback", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-completed", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-java-interface", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-json-text", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-empty-is-none", is(Rule.JAVA_HINT_CHANGED)),
            Map.entry("x-secret", is(Rule.JAVA_HINT_CHANGED)));

    /** What only people read. */
    private static final Set<String> WORDS = Set.of(
            "title",
            "description",
            "summary",
            "example",
            "examples",
            "x-docs-source",
            "x-enumDescriptions",
            "x-usual-value");

    /** Compared together: it matters whether a required member is new. */
    private static final Set<String> MEMBERS = Set.of("properties", "required");

    private final Use use;
    private final List<Change> changes;

    SchemaComparison(Use use, List<Change> changes) {
        this.use = use;
        this.changes = changes;
    }

    private interface Keyword {
        void compare(String place, Object was, Object is, SchemaComparison to);
    }

    private static Keyword is(Rule rule) {
        return (place, was, is, to) -> to.add(rule, place, fromTo(was, is));
    }

    void compare(String place, Node before, Node after) {
        Map<String, Object> old = form(before);
        Map<String, Object> now = form(after);
        Set<String> keywords = new LinkedHashSet<>(old.keySet());
        keywords.addAll(now.keySet());
        keywords.removeAll(WORDS);
        keywords.removeAll(MEMBERS);
        for (String keyword : keywords) {
            Object was = old.get(keyword);
            Object is = now.get(keyword);
            if (!Objects.equals(was, is)) {
                KEYWORDS.getOrDefault(keyword, is(Rule.OTHER_CHANGED)).compare(place(place, keyword), was, is, this);
            }
        }
        members(place, before, after);
    }

    private static String place(String place, String keyword) {
        return keyword.startsWith("m") || keyword.startsWith("x-") ? place + " " + keyword : place;
    }

    /**
     * The keywords of a schema, brought to one form: null beside something is a flag, and the known values of an open
     * enum are an enum.
     */
    private static Map<String, Object> form(Node schema) {
        Map<String, Object> form = new LinkedHashMap<>();
        schema.keys().forEach(key -> form.put(key, schema.at(key).value()));
        if (schema.at("type").texts().contains("null")) {
            form.put("type", String.join(" or ", without(schema.at("type").texts(), "null")));
            form.put("nullable", true);
        }
        List<Node> forms = schema.at("oneOf").items();
        List<Node> real =
                forms.stream().filter(member -> !member.at("type").is("null")).toList();
        if (real.size() < forms.size()) {
            form.put("nullable", true);
            form.put("oneOf", real.stream().map(Node::value).toList());
        }
        if (real.size() == 1) {
            form.remove("oneOf");
            form.putAll(form(real.get(0)));
        }
        if (schema.at("anyOf").exists()) {
            form.remove("anyOf");
            schema.at("anyOf").items().forEach(member -> form.putAll(form(member)));
        }
        return form;
    }

    private static List<String> without(List<String> texts, String text) {
        return texts.stream().filter(item -> !item.equals(text)).toList();
    }

    private static void nullable(String place, Object was, Object is, SchemaComparison to) {
        to.add(is == null ? Rule.NULL_REFUSED : Rule.NULL_ALLOWED, place, "");
    }

    private static void deprecated(String place, Object was, Object is, SchemaComparison to) {
        to.add(Boolean.TRUE.equals(is) ? Rule.DEPRECATED : Rule.NO_LONGER_DEPRECATED, place, "");
    }

    /** A bound narrows when it appears, or moves in the direction. */
    private void bound(String place, Object was, Object is, int direction) {
        boolean narrower = was == null || (is != null && number(is).compareTo(number(was)) * direction > 0);
        add(narrower ? Rule.RANGE_NARROWED : Rule.RANGE_WIDENED, place, fromTo(was, is));
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    private static void pattern(String place, Object was, Object is, SchemaComparison to) {
        to.add(is == null ? Rule.RANGE_WIDENED : Rule.RANGE_NARROWED, place, fromTo(was, is));
    }

    private static void values(String place, Object was, Object is, SchemaComparison to) {
        List<String> old = new Node(was).texts();
        List<String> now = new Node(is).texts();
        now.stream().filter(value -> !old.contains(value)).forEach(value -> to.add(Rule.VALUE_ADDED, place, value));
        old.stream().filter(value -> !now.contains(value)).forEach(value -> to.add(Rule.VALUE_REMOVED, place, value));
    }

    private void members(String place, Node before, Node after) {
        Node old = before.at("properties");
        Node now = after.at("properties");
        List<String> oldRequired = before.at("required").texts();
        List<String> required = after.at("required").texts();
        for (String member : now.keys()) {
            String at = place + "." + member;
            if (!old.at(member).exists()) {
                add(required.contains(member) ? Rule.MEMBER_ADDED_REQUIRED : Rule.MEMBER_ADDED, at, "");
            } else {
                compare(at, old.at(member), now.at(member));
                if (required.contains(member) != oldRequired.contains(member)) {
                    add(required.contains(member) ? Rule.MADE_REQUIRED : Rule.MADE_OPTIONAL, at, "");
                }
            }
        }
        old.keys().stream()
                .filter(member -> !now.at(member).exists())
                .forEach(member -> add(Rule.MEMBER_REMOVED, place + "." + member, ""));
    }

    private static void additional(String place, Object was, Object is, SchemaComparison to) {
        if (new Node(was).isMap() && new Node(is).isMap()) {
            to.compare(place + "{}", new Node(was), new Node(is));
        } else {
            to.add(Rule.TYPE_CHANGED, place, fromTo(was, is));
        }
    }

    private static void union(String place, Object was, Object is, SchemaComparison to) {
        List<String> old = members(was);
        List<String> now = members(is);
        now.stream().filter(name -> !old.contains(name)).forEach(name -> to.add(Rule.UNION_MEMBER_ADDED, place, name));
        old.stream()
                .filter(name -> !now.contains(name))
                .forEach(name -> to.add(Rule.UNION_MEMBER_REMOVED, place, name));
    }

    private static List<String> members(Object oneOf) {
        List<String> members = new ArrayList<>();
        for (Node member : new Node(oneOf).items()) {
            String reference = member.at("$ref").text();
            String items = member.at("items", "$ref").text()
                    + member.at("items", "type").text();
            members.add(
                    reference.isEmpty()
                            ? member.at("type").text() + (items.isEmpty() ? "" : " of " + last(items))
                            : last(reference));
        }
        return members;
    }

    private static String last(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static void tags(String place, Object was, Object is, SchemaComparison to) {
        Node old = new Node(was);
        Node now = new Node(is);
        if (!old.at("propertyName").equals(now.at("propertyName"))) {
            to.add(Rule.TAG_CHANGED, place, fromTo(old.at("propertyName"), now.at("propertyName")));
        }
        for (String tag : now.at("mapping").keys()) {
            Node earlier = old.at("mapping", tag);
            if (earlier.exists() && !earlier.equals(now.at("mapping", tag))) {
                to.add(Rule.TAG_CHANGED, place + " " + tag, fromTo(earlier, now.at("mapping", tag)));
            }
        }
    }

    private void add(Rule rule, String place, String detail) {
        changes.add(rule.change(place, use, detail));
    }

    static String fromTo(Object was, Object is) {
        return say(was) + " to " + say(is);
    }

    private static String say(Object value) {
        Object inner = value instanceof Node node ? node.value() : value;
        return inner == null ? "none" : inner.toString().replace("#/components/schemas/", "");
    }
}
