// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import dev.diglot.speccheck.YamlNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Compares two states of one schema, keyword by keyword. */
final class SchemaComparison {
    /** How a keyword is compared; a keyword without an entry has no rule. */
    private static final Map<String, Keyword> KEYWORDS = Map.ofEntries(
            Map.entry("$ref", is(ChangeRule.TYPE_CHANGED)),
            Map.entry("type", is(ChangeRule.TYPE_CHANGED)),
            Map.entry("format", is(ChangeRule.TYPE_CHANGED)),
            Map.entry("const", is(ChangeRule.TYPE_CHANGED)),
            Map.entry("x-shape-union", is(ChangeRule.TYPE_CHANGED)),
            Map.entry("nullable", SchemaComparison::nullable),
            Map.entry("minimum", (at, was, is, to) -> to.bound(at, was, is, 1)),
            Map.entry("minLength", (at, was, is, to) -> to.bound(at, was, is, 1)),
            Map.entry("minItems", (at, was, is, to) -> to.bound(at, was, is, 1)),
            Map.entry("maximum", (at, was, is, to) -> to.bound(at, was, is, -1)),
            Map.entry("maxLength", (at, was, is, to) -> to.bound(at, was, is, -1)),
            Map.entry("maxItems", (at, was, is, to) -> to.bound(at, was, is, -1)),
            Map.entry("pattern", SchemaComparison::pattern),
            Map.entry("enum", SchemaComparison::values),
            Map.entry("items", (at, was, is, to) -> to.compare(at + "[]", new YamlNode(was), new YamlNode(is))),
            Map.entry("additionalProperties", SchemaComparison::additional),
            Map.entry("oneOf", SchemaComparison::union),
            Map.entry("discriminator", SchemaComparison::tags),
            Map.entry("deprecated", SchemaComparison::deprecated),
            Map.entry("x-default", is(ChangeRule.DEFAULT_CHANGED)),
            Map.entry("x-support", is(ChangeRule.SUPPORT_CHANGED)),
            Map.entry("x-factories", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-overloads", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-fallback", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-completed", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-java-methods", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-no-accessor", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-json-text", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-empty-is-none", is(ChangeRule.JAVA_HINT_CHANGED)),
            Map.entry("x-secret", is(ChangeRule.JAVA_HINT_CHANGED)));

    /** Keywords for human readers. */
    private static final Set<String> WORDS = Set.of(
            "title",
            "description",
            "summary",
            "example",
            "examples",
            "x-docs-source",
            "x-replaced-by",
            "x-enumDescriptions",
            "x-usual-value");

    /** Compared together: it matters whether a required member is new. */
    private static final Set<String> MEMBERS = Set.of("properties", "required");

    private final Supplier<SchemaUsage> use;
    private final List<Change> changes;

    /** Creates a comparison; the usage is asked for only if something changed, since it takes a search of the spec. */
    SchemaComparison(Supplier<SchemaUsage> use, List<Change> changes) {
        this.use = use;
        this.changes = changes;
    }

    private interface Keyword {
        void compare(String place, Object was, Object is, SchemaComparison to);
    }

    private static Keyword is(ChangeRule rule) {
        return (place, was, is, to) -> to.add(rule, place, fromTo(was, is));
    }

    void compare(String place, YamlNode before, YamlNode after) {
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
                KEYWORDS.getOrDefault(keyword, is(ChangeRule.OTHER_CHANGED))
                        .compare(place(place, keyword), was, is, this);
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
    private static Map<String, Object> form(YamlNode schema) {
        Map<String, Object> form = new LinkedHashMap<>();
        schema.keys().forEach(key -> form.put(key, schema.at(key).value()));
        if (schema.at("type").texts().contains("null")) {
            form.put("type", String.join(" or ", without(schema.at("type").texts(), "null")));
            form.put("nullable", true);
        }
        List<YamlNode> forms = schema.at("oneOf").items();
        List<YamlNode> real =
                forms.stream().filter(member -> !member.at("type").is("null")).toList();
        if (real.size() < forms.size()) {
            form.put("nullable", true);
            form.put("oneOf", real.stream().map(YamlNode::value).toList());
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
        to.add(is == null ? ChangeRule.NULL_REFUSED : ChangeRule.NULL_ALLOWED, place, "");
    }

    private static void deprecated(String place, Object was, Object is, SchemaComparison to) {
        to.add(Boolean.TRUE.equals(is) ? ChangeRule.DEPRECATED : ChangeRule.NO_LONGER_DEPRECATED, place, "");
    }

    /** A bound narrows when it appears, or moves in the direction. */
    private void bound(String place, Object was, Object is, int direction) {
        boolean narrower = was == null || (is != null && number(is).compareTo(number(was)) * direction > 0);
        add(narrower ? ChangeRule.RANGE_NARROWED : ChangeRule.RANGE_WIDENED, place, fromTo(was, is));
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    private static void pattern(String place, Object was, Object is, SchemaComparison to) {
        to.add(is == null ? ChangeRule.RANGE_WIDENED : ChangeRule.RANGE_NARROWED, place, fromTo(was, is));
    }

    private static void values(String place, Object was, Object is, SchemaComparison to) {
        List<String> old = new YamlNode(was).texts();
        List<String> now = new YamlNode(is).texts();
        now.stream()
                .filter(value -> !old.contains(value))
                .forEach(value -> to.add(ChangeRule.VALUE_ADDED, place, value));
        old.stream()
                .filter(value -> !now.contains(value))
                .forEach(value -> to.add(ChangeRule.VALUE_REMOVED, place, value));
    }

    private void members(String place, YamlNode before, YamlNode after) {
        YamlNode old = before.at("properties");
        YamlNode now = after.at("properties");
        List<String> oldRequired = before.at("required").texts();
        List<String> required = after.at("required").texts();
        for (String member : now.keys()) {
            String at = place + "." + member;
            if (!old.at(member).exists()) {
                add(required.contains(member) ? ChangeRule.MEMBER_ADDED_REQUIRED : ChangeRule.MEMBER_ADDED, at, "");
            } else {
                compare(at, old.at(member), now.at(member));
                if (required.contains(member) != oldRequired.contains(member)) {
                    add(required.contains(member) ? ChangeRule.MADE_REQUIRED : ChangeRule.MADE_OPTIONAL, at, "");
                }
            }
        }
        old.keys().stream()
                .filter(member -> !now.at(member).exists())
                .forEach(member -> add(ChangeRule.MEMBER_REMOVED, place + "." + member, ""));
    }

    private static void additional(String place, Object was, Object is, SchemaComparison to) {
        if (new YamlNode(was).isMap() && new YamlNode(is).isMap()) {
            to.compare(place + "{}", new YamlNode(was), new YamlNode(is));
        } else {
            to.add(ChangeRule.TYPE_CHANGED, place, fromTo(was, is));
        }
    }

    private static void union(String place, Object was, Object is, SchemaComparison to) {
        List<String> old = members(was);
        List<String> now = members(is);
        now.stream()
                .filter(name -> !old.contains(name))
                .forEach(name -> to.add(ChangeRule.UNION_MEMBER_ADDED, place, name));
        old.stream()
                .filter(name -> !now.contains(name))
                .forEach(name -> to.add(ChangeRule.UNION_MEMBER_REMOVED, place, name));
    }

    private static List<String> members(Object oneOf) {
        List<String> members = new ArrayList<>();
        for (YamlNode member : new YamlNode(oneOf).items()) {
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
        YamlNode old = new YamlNode(was);
        YamlNode now = new YamlNode(is);
        if (!old.at("propertyName").equals(now.at("propertyName"))) {
            to.add(ChangeRule.TAG_CHANGED, place, fromTo(old.at("propertyName"), now.at("propertyName")));
        }
        for (String tag : now.at("mapping").keys()) {
            YamlNode earlier = old.at("mapping", tag);
            if (!earlier.exists()) {
                to.add(ChangeRule.TAG_ADDED, place, tag);
            } else if (!earlier.equals(now.at("mapping", tag))) {
                to.add(ChangeRule.TAG_CHANGED, place + " " + tag, fromTo(earlier, now.at("mapping", tag)));
            }
        }
        old.at("mapping").keys().stream()
                .filter(tag -> !now.at("mapping", tag).exists())
                .forEach(tag -> to.add(ChangeRule.TAG_REMOVED, place, tag));
    }

    private void add(ChangeRule rule, String place, String detail) {
        changes.add(rule.change(place, use.get(), detail));
    }

    static String fromTo(Object was, Object is) {
        return say(was) + " to " + say(is);
    }

    private static String say(Object value) {
        Object inner = value instanceof YamlNode node ? node.value() : value;
        return inner == null ? "none" : inner.toString().replace("#/components/schemas/", "");
    }
}
