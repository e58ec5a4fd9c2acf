// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The spec keeps its own rules, which the templates and the tools of other languages rely on. */
class SpecTest {
    private static final int SCHEMAS = 122;
    private static final int PROPERTIES = 358;
    private static final Set<String> SUPPORT = Set.of("supported", "ignored", "unsupported");
    private static final String NOT_IN_JAVADOC = "[\"`@<>]|\\*/";

    private final SpecDocument spec = SpecDocument.load();

    @Test
    void noSchemaIsInline() {
        List<String> inline = new ArrayList<>();
        eachSchema((name, schema) -> {
            for (String property : spec.properties(name)) {
                inline(name + "." + property, spec.property(name, property), inline);
            }
            for (YamlNode member : schema.at("oneOf").items()) {
                inline(name, member, inline);
            }
        });

        assertThat(inline).isEmpty();
        assertThat(spec.schemas()).hasSizeGreaterThanOrEqualTo(SCHEMAS);
    }

    private static void inline(String place, YamlNode node, List<String> inline) {
        boolean map = node.at("additionalProperties", "type").is("integer");
        if (node.at("properties").exists()
                || (node.at("type").is("object") && !map)
                || node.at("enum").exists()
                || node.at("allOf").exists()
                || node.at("default").exists()) {
            inline.add(place);
        }
        if (node.at("items").exists()) {
            inline(place + "[]", node.at("items"), inline);
        }
        node.at("oneOf").items().forEach(member -> inline(place, member, inline));
    }

    @Test
    void everyPropertyIsDescribedWithExampleAndSource() {
        Set<String> sources = new TreeSet<>(Set.of("dialect"));
        for (String document : spec.at("x-documents").keys()) {
            spec.at("x-documents", document, "sections").keys().forEach(key -> sources.add(document + "#" + key));
        }
        int properties = 0;
        for (String name : spec.schemas()) {
            assertThat(sentence(spec.schema(name))).as(name).isTrue();
            for (String property : spec.properties(name)) {
                YamlNode node = spec.property(name, property);
                List<String> own = spec.extension(node, "x-docs-source").texts();
                List<String> said = spec.sources(name, property);

                if (spec.referred(node).isEmpty()) { // otherwise the generator would take the source of that schema
                    assertThat(own)
                            .as(name + "." + property + " repeats the source of its schema")
                            .isNotEqualTo(spec.schema(name).at("x-docs-source").texts());
                }
                assertThat(sentence(node)).as(name + "." + property).isTrue();
                assertThat(node.at("example").exists())
                        .as(name + "." + property)
                        .isTrue();
                assertThat(said).as(name + "." + property).isNotEmpty().isSubsetOf(sources);
                properties++;
            }
        }
        System.out.println("spec: " + spec.schemas().size() + " schemas, " + properties + " properties");
        assertThat(properties).isGreaterThanOrEqualTo(PROPERTIES);
    }

    /** The statuses of every operation: success, and those of the error table. */
    private Set<String> statuses() {
        Set<String> statuses = new TreeSet<>(Set.of("200"));
        for (String name : spec.at("components", "responses").keys()) {
            statuses.addAll(spec.at("components", "responses", name, "x-error", "statuses")
                    .texts());
        }
        return statuses;
    }

    /** Whole sentences that can stand in Javadoc as they are. */
    private static boolean sentence(YamlNode node) {
        String description = node.at("description").text();
        return description.endsWith(".")
                && description.split(" ", -1).length >= 3
                && !description.matches("(?s).*(" + NOT_IN_JAVADOC + ").*");
    }

    @Test
    void everyPartAboveTheSchemasIsDescribed() {
        for (String path : spec.at("paths").keys()) {
            YamlNode operation = spec.operation(path);

            assertThat(sentence(operation)).as(path).isTrue();
            assertThat(operation.at("summary").text()).as(path).isNotEmpty().doesNotEndWith(".");
            assertThat(operation.at("tags").items()).as(path).hasSize(1);
            assertThat(operation.at("security").items()).as(path).isNotEmpty();
            assertThat(operation.at("responses").keys()).as(path).isEqualTo(statuses());
            assertThat(List.copyOf(operation.at("responses", "200", "content").keys()))
                    .as(path)
                    .isEqualTo(
                            operation.at("x-streaming").exists()
                                    ? List.of("application/json", "text/event-stream")
                                    : List.of("application/json"));
        }
        for (String kind : List.of("securitySchemes", "parameters", "headers", "responses")) {
            for (String key : spec.at("components", kind).keys()) {
                assertThat(sentence(spec.at("components", kind, key))).as(key).isTrue();
            }
        }
    }

    @Test
    void enumKeysAreDescribedOneByOne() {
        eachSchema((name, schema) -> {
            assertThat(List.copyOf(schema.at("x-enumDescriptions").keys()))
                    .as(name)
                    .isEqualTo(schema.at("anyOf").items().stream()
                            .flatMap(member -> member.at("enum").texts().stream())
                            .toList());
            assertThat(schema.at("x-enumDescriptions").keys())
                    .as(name)
                    .allMatch(value -> value.matches("[a-z][a-z0-9_]*"));
        });
    }

    @Test
    void discriminatorMappingsAreComplete() {
        eachSchema((name, schema) -> {
            YamlNode mapping = schema.at("discriminator", "mapping");
            Set<String> mapped = new LinkedHashSet<>();
            for (String tag : mapping.keys()) {
                String member = SpecDocument.name(mapping.at(tag));
                mapped.add(member);
                assertThat(spec.property(member, spec.tagName(name)).at("const").text())
                        .as(name)
                        .isEqualTo(tag);
                assertThat(spec.requires(member, spec.tagName(name))).as(member).isTrue();
            }
            if (mapping.exists()) {
                assertThat(schema.at("oneOf").items().stream().map(spec::referred))
                        .as(name)
                        .containsExactlyElementsOf(mapped);
            }
        });
    }

    @Test
    void shapeUnionsHaveOneFormForEachKind() {
        eachSchema((name, schema) -> {
            if (schema.at("oneOf").exists() && !schema.at("discriminator").exists()) {
                List<String> kinds = schema.at("oneOf").items().stream()
                        .map(member -> spec.kinds(member).replaceFirst("^array.*", "array"))
                        .toList();

                assertThat(kinds).as(name).doesNotHaveDuplicates().isSubsetOf("string", "array", "object");
                assertThat(schema.at("x-overloads").items()).as(name).isNotEmpty();
            }
        });
    }

    @Test
    void extensionsStandBesideTheReferenceWhereNullIsAllowed() {
        eachProperty((place, property) -> {
            if (!spec.referred(property).isEmpty() && property.at("oneOf").exists()) {
                assertThat(property.keys()).as(place).containsExactlyInAnyOrder("oneOf", "description", "example");
            }
        });
    }

    @Test
    void supportIsSaidInKnownWords() {
        eachProperty((place, property) -> {
            YamlNode support = spec.extension(property, "x-support");
            assertThat(support.keys())
                    .as(place)
                    .isSubsetOf(spec.at("x-providers").keys());
            for (String provider : support.keys()) {
                assertThat(SUPPORT)
                        .as(place)
                        .contains(support.at(provider, "status").text());
            }
        });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        Set<String> targets = new LinkedHashSet<>();
        references(spec.at().value(), targets);
        for (String target : targets) {
            String[] path = target.substring("#/".length()).split("/", -1);
            assertThat(spec.at(path).exists()).as(target).isTrue();
        }

        for (String name : spec.schemas()) {
            assertThat(targets).contains("#/components/schemas/" + name);
        }
    }

    private static void references(Object value, Set<String> targets) {
        if (value instanceof Map<?, ?>) {
            Map<?, ?> map = (Map<?, ?>) value;
            if (map.get("$ref") instanceof String) {
                targets.add(map.get("$ref").toString());
            }
            map.values().forEach(inner -> references(inner, targets));
        } else if (value instanceof List<?>) {
            ((List<?>) value).forEach(inner -> references(inner, targets));
        }
    }

    @Test
    void noErrorCodeOrStatusMeansTwoThings() {
        List<String> codes = new ArrayList<>();
        List<String> statuses = new ArrayList<>();
        for (String name : spec.at("components", "responses").keys()) {
            codes.addAll(
                    spec.at("components", "responses", name, "x-error", "codes").texts());
            statuses.addAll(spec.at("components", "responses", name, "x-error", "statuses")
                    .texts());
        }

        assertThat(codes).isNotEmpty().doesNotHaveDuplicates();
        assertThat(statuses).doesNotHaveDuplicates();
    }

    private void eachSchema(BiConsumer<String, YamlNode> check) {
        spec.schemas().forEach(name -> check.accept(name, spec.schema(name)));
    }

    private void eachProperty(BiConsumer<String, YamlNode> check) {
        for (String name : spec.schemas()) {
            spec.properties(name)
                    .forEach(property -> check.accept(name + "." + property, spec.property(name, property)));
        }
    }
}
