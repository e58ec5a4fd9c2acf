// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diglot.Diglot;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Spec;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the jar contains besides the classes: the spec, as one self-contained file, and the support table. */
class PublishedSpecTest {
    private final Map<String, Object> published = new Yaml().load(text("diglot.yaml"));

    @Test
    void exampleStandsInTheFile() {
        Map<String, Object> expected = new Yaml().load(new Yaml().dump(Spec.document()));
        int examples = inline(expected);

        assertThat(Examples.names().stream().filter(name -> !name.endsWith(".folded.json")))
                .hasSize(examples);
        assertThat(Trees.same(tree(published), tree(expected))).isTrue();
        assertThat(text("diglot.yaml")).doesNotContain("externalValue");
    }

    @Test
    void referencePointsIntoTheFile() {
        assertThat(text("diglot.yaml").lines().filter(line -> line.contains("$ref:")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*\\$ref: '?#/.*"));
    }

    @Test
    void specNamesTheVersionOfTheJar() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom)
                .containsPattern("<version>" + Spec.at(published, "info").get("version") + "(-SNAPSHOT)?</version>");
    }

    @Test
    void supportTableStandsBesideIt() {
        assertThat(text("SUPPORT.md"))
                .contains("## Members", "| ChatCompletionRequest | `temperature` |")
                .contains("## Models", "| TokenHub | GLM-5 | `glm-5` |")
                .contains("## Errors", "| RATE_LIMIT | 429 |");
    }

    /** Puts the file in place of each reference to it; how many there are. */
    @SuppressWarnings("unchecked")
    private static int inline(Object node) {
        int examples = 0;
        if (node instanceof Map<?, ?> map) {
            Object reference = map.get("externalValue");
            if (reference != null) {
                String name = reference.toString().substring("examples/".length());
                ((Map<String, Object>) map).remove("externalValue");
                ((Map<String, Object>) map).put("value", example(name));
                examples++;
            }
            for (Object value : map.values()) {
                examples += inline(value);
            }
        } else if (node instanceof Iterable<?> list) {
            for (Object value : list) {
                examples += inline(value);
            }
        }
        return examples;
    }

    private static Object example(String name) {
        return name.endsWith(".json") ? Trees.read(Examples.bytes(name)) : Examples.text(name);
    }

    private static JsonNode tree(Object value) {
        return Trees.read(new JsonMapper().valueToTree(value).toString());
    }

    private static String text(String name) {
        try (InputStream file = Diglot.class.getResourceAsStream("/META-INF/openapi/" + name)) {
            assertThat(file).as(name).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
