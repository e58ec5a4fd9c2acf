// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diglot.testing.Examples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples belong to the spec: each is referred to, parses, obeys its schema, and together they show its members. */
@Tag("thorough")
class SpecExamplesTest {
    private static final Path EXAMPLES = SpecDocument.FOLDER.resolve("examples");
    private static final int FILES = 109;
    private static final int DOCUMENTS = 180;
    private static final int MEMBERS = 358;
    private static final Pattern LINE = Pattern.compile("- `([^`]+\\.(?:json|sse))`: [A-Z].+\\.");
    private static final String DONE = "[DONE]";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SpecDocument spec = SpecDocument.load();
    private final Set<String> shown = new TreeSet<>();
    private final Set<String> strange = new TreeSet<>();

    @Test
    void everyExampleIsReferredToAndEveryReferenceIsThere() {
        Map<String, String> referred = referred();

        assertThat(files()).hasSizeGreaterThanOrEqualTo(FILES).isEqualTo(new TreeSet<>(referred.keySet()));
    }

    @Test
    void readmeSaysOfEachExampleWhatItShows() throws IOException {
        List<String> listed = Files.readAllLines(EXAMPLES.resolve("README.md")).stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(files());
    }

    @Test
    void everyExampleParses() {
        int documents = 0;
        for (String file : files()) {
            List<String> payloads = payloads(file);
            assertThat(payloads).as(file).isNotEmpty();
            for (String payload : payloads) {
                assertThat(json(file, payload).isContainerNode()).as(file).isTrue();
                documents++;
            }
        }

        System.out.println("examples: " + files().size() + " files, " + documents + " documents");
        assertThat(documents).isGreaterThanOrEqualTo(DOCUMENTS);
    }

    @Test
    void everyExampleObeysItsSchema() {
        SchemaValidator validator = new SchemaValidator(spec.at());
        List<String> errors = new ArrayList<>();
        referred().forEach((file, schema) -> {
            for (String payload : payloads(file)) {
                validator.errors(schema, json(file, payload)).forEach(error -> errors.add(file + error));
            }
        });

        assertThat(errors).isEmpty();
    }

    @Test
    void ownExampleOfAMemberObeysItsSchema() {
        SchemaValidator validator = new SchemaValidator(spec.at());
        List<String> errors = new ArrayList<>();
        for (String name : spec.schemas()) {
            for (String member : spec.properties(name)) {
                JsonNode example = JSON.valueToTree(
                        spec.property(name, member).at("example").value());
                errors.addAll(validator.errors(name + "/properties/" + member, example));
            }
        }

        assertThat(errors).isEmpty();
    }

    /** What is newer than the examples has its own example, beside it in the spec. */
    @Test
    void examplesShowNoFewerMembersThanTheyDid() {
        referred().forEach((file, schema) -> {
            for (String payload : payloads(file)) {
                walk(file, schema, json(file, payload));
            }
        });

        Set<String> members = new TreeSet<>();
        for (String name : spec.schemas()) {
            spec.properties(name).forEach(property -> members.add(name + "." + property));
        }
        assertThat(strange).as("members that the spec does not know").isEmpty();
        assertThat(members).containsAll(shown);
        assertThat(shown).hasSizeGreaterThanOrEqualTo(MEMBERS);
    }

    private void walk(String place, String schema, JsonNode value) {
        if (spec.schema(schema).at("discriminator").exists()) {
            String tag = value.path(spec.tagName(schema)).asText();
            YamlNode member = spec.mapping(schema).at(tag);
            if (member.exists()) {
                walk(place, SpecDocument.name(member), value);
            } else {
                strange.add(place + " " + schema + " " + tag);
            }
        } else if (spec.schema(schema).at("oneOf").exists()) {
            form(place, spec.schema(schema).at("oneOf").items(), value);
        } else if (spec.schema(schema).at("properties").exists()) {
            value.properties().forEach(member -> member(place, schema, member.getKey(), member.getValue()));
        }
    }

    private void member(String place, String schema, String name, JsonNode value) {
        YamlNode property = spec.property(schema, name);
        if (!property.exists()) {
            strange.add(place + " " + schema + "." + name);
            return;
        }
        shown.add(schema + "." + name);
        if (!value.isNull()) {
            value(place, property, value);
        }
    }

    private void value(String place, YamlNode node, JsonNode value) {
        if (!spec.referred(node).isEmpty()) {
            walk(place, spec.referred(node), value);
        } else if (node.at("items").exists()) {
            value.forEach(item -> value(place, node.at("items"), item));
        }
    }

    /** Takes the form of a shape union that has the kind of the value. */
    private void form(String place, List<YamlNode> forms, JsonNode value) {
        for (YamlNode form : forms) {
            if (spec.kinds(form).startsWith(value.isArray() ? "array" : value.isObject() ? "object" : "string")) {
                value(place, form, value);
                return;
            }
        }
        strange.add(place + " " + value);
    }

    /** File names of all examples, with their schema; next to each stream is what it accumulates to. */
    private Map<String, String> referred() {
        Map<String, String> referred = new LinkedHashMap<>();
        for (String path : spec.at("paths").keys()) {
            YamlNode operation = spec.operation(path);
            referred(operation.at("requestBody", "content"), referred);
            Map<String, String> responses = new LinkedHashMap<>();
            referred(operation.at("responses", "200", "content"), responses);
            referred.putAll(responses);
            responses.keySet().stream()
                    .filter(name -> name.endsWith(".sse"))
                    .forEach(name -> referred.put(Examples.accumulated(name), whole(operation)));
        }
        for (String name : spec.at("components", "responses").keys()) {
            referred(spec.at("components", "responses", name, "content"), referred);
        }
        return referred;
    }

    private String whole(YamlNode operation) {
        return spec.referred(operation.at("responses", "200", "content", "application/json", "schema"));
    }

    private void referred(YamlNode content, Map<String, String> referred) {
        for (String type : content.keys()) {
            YamlNode examples = content.at(type, "examples");
            assertThat(examples.keys()).isNotEmpty();
            for (String key : examples.keys()) {
                String file = examples.at(key, "externalValue").text();
                assertThat(file).startsWith("examples/");
                assertThat(examples.at(key, "summary").text()).as(file).endsWith(".");
                referred.put(file.substring("examples/".length()), spec.referred(content.at(type, "schema")));
            }
        }
    }

    private static Set<String> files() {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".md"))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JSON documents of a file: one, or the payloads of a stream. */
    private static List<String> payloads(String file) {
        try {
            if (file.endsWith(".json")) {
                return List.of(Files.readString(EXAMPLES.resolve(file)));
            }
            List<String> payloads = new ArrayList<>();
            for (String line : Files.readAllLines(EXAMPLES.resolve(file))) {
                assertThat(line).as(file).matches("(data: .+|event: \\w+|: .*|)");
                if (line.startsWith("data: ") && !line.endsWith(DONE)) {
                    payloads.add(line.substring("data: ".length()));
                }
            }
            return payloads;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String file, String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(file + " is not JSON", e);
        }
    }
}
