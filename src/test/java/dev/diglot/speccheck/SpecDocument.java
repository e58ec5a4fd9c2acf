// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** The spec as a tree, with the few questions that the checks ask of it. */
final class SpecDocument {
    static final Path FOLDER = Path.of("spec");

    private static final String SCHEMAS = "#/components/schemas/";

    private final YamlNode root;

    private SpecDocument(YamlNode root) {
        this.root = root;
    }

    static SpecDocument load() {
        try (Reader reader = Files.newBufferedReader(FOLDER.resolve("openapi.yaml"))) {
            return new SpecDocument(new YamlNode(new Yaml().load(reader)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    YamlNode at(String... path) {
        return root.at(path);
    }

    /** The operation of a path, which has one. */
    YamlNode operation(String path) {
        YamlNode item = at("paths", path);
        return item.keys().isEmpty() ? item : item.at(item.keys().iterator().next());
    }

    /** The key of the provider with this name; empty if there is none. */
    String provider(String name) {
        return at("x-providers").keys().stream()
                .filter(key -> at("x-providers", key, "name").is(name))
                .findFirst()
                .orElse("");
    }

    Set<String> schemas() {
        return root.at("components", "schemas").keys();
    }

    YamlNode schema(String name) {
        return root.at("components", "schemas", name);
    }

    Set<String> properties(String schema) {
        return schema(schema).at("properties").keys();
    }

    YamlNode property(String schema, String name) {
        return schema(schema).at("properties", name);
    }

    boolean requires(String schema, String property) {
        return schema(schema).at("required").texts().contains(property);
    }

    /** The schema that a node refers to, also when null is allowed beside it; empty if it refers to none. */
    String referred(YamlNode node) {
        if (node.at("$ref").exists()) {
            return node.at("$ref").text().substring(SCHEMAS.length());
        }
        List<YamlNode> members = alternatives(node);
        return members.size() == 1 && node.at("oneOf").items().size() == 2 ? referred(members.get(0)) : "";
    }

    /** The alternatives of a node apart from null. */
    List<YamlNode> alternatives(YamlNode node) {
        return node.at("oneOf").items().stream()
                .filter(member -> !member.at("type").is("null"))
                .toList();
    }

    boolean nullable(YamlNode node) {
        return node.at("type").texts().contains("null")
                || node.at("oneOf").items().stream()
                        .anyMatch(member -> member.at("type").is("null"));
    }

    /** An extension of a property, which stands beside its reference where null is allowed too. */
    YamlNode extension(YamlNode property, String name) {
        if (property.at(name).exists() || !nullable(property)) {
            return property.at(name);
        }
        List<YamlNode> members = alternatives(property);
        return members.isEmpty() ? property.at(name) : members.get(0).at(name);
    }

    /** The sources of a property: its own, or those of its schema. */
    List<String> sources(String schema, String property) {
        List<String> own =
                extension(property(schema, property), "x-docs-source").texts();
        return own.isEmpty() ? schema(schema).at("x-docs-source").texts() : own;
    }

    /** The schema of the members of a property: its own, or that of its items. */
    String memberSchema(YamlNode property) {
        return property.at("items").exists() ? referred(property.at("items")) : referred(property);
    }

    /** The members of a tagged union, by tag; of a union that a shape union holds, too. */
    YamlNode mapping(String schema) {
        for (YamlNode member : schema(schema).at("oneOf").items()) {
            YamlNode inner = schema(referred(member)).at("discriminator", "mapping");
            if (!schema(schema).at("discriminator").exists() && inner.exists()) {
                return inner;
            }
        }
        return schema(schema).at("discriminator", "mapping");
    }

    String tagName(String union) {
        return schema(union).at("discriminator", "propertyName").text();
    }

    /** Whether a source is one of the documents of a provider: its first, or one whose key begins with its name. */
    static boolean isFrom(String source, String provider) {
        return source.startsWith(provider + "#") || source.startsWith(provider + "-");
    }

    static String name(YamlNode reference) {
        return reference.text().substring(SCHEMAS.length());
    }

    /** The known values of an open enum, or of the open enum among the forms of a shape union. */
    Set<String> knownValues(String schema) {
        Set<String> values = new LinkedHashSet<>();
        for (YamlNode member : schema(schema).at("anyOf").items()) {
            values.addAll(member.at("enum").texts());
        }
        for (YamlNode member : schema(schema).at("oneOf").items()) {
            if (!referred(member).isEmpty() && values.isEmpty()) {
                values.addAll(knownValues(referred(member)));
            }
        }
        return values;
    }

    /** The JSON kinds of a property in words: string, array, string or array of strings, number or null. */
    String kinds(YamlNode property) {
        String kinds = property.at("type").is("array") ? "array" : forms(property);
        return nullable(property) && !kinds.endsWith(" or null") ? kinds + " or null" : kinds;
    }

    private String forms(YamlNode node) {
        if (!referred(node).isEmpty()) {
            return forms(schema(referred(node)));
        }
        if (node.at("anyOf").exists()) {
            return "string";
        }
        if (node.at("discriminator").exists()) {
            return "object";
        }
        if (node.at("oneOf").exists()) {
            return alternatives(node).stream().map(this::forms).distinct().collect(Collectors.joining(" or "));
        }
        if (node.at("type").is("array")) {
            return node.at("items", "type").is("string") ? "array of strings" : "array of blocks";
        }
        return node.at("type").texts().isEmpty()
                ? node.at("type").text()
                : node.at("type").texts().get(0);
    }
}
