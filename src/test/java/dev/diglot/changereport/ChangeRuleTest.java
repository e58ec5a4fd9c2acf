// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.speccheck.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Each rule on a small change of its own; {@code changes/rules.yaml} holds them. */
class ChangeRuleTest {
    private static final YamlNode CASES = new YamlNode(load("/changes/rules.yaml"));

    @ParameterizedTest
    @EnumSource(ChangeRule.class)
    void changeIsMarkedByItsRule(ChangeRule rule) {
        YamlNode example = CASES.at(rule.name());
        assertThat(example.exists()).as("no case for this rule").isTrue();

        if (example.at("document").exists()) {
            marked(rule, example.at("before"), example.at("after"), SchemaUsage.BOTH, example.at("document"));
        } else {
            marked(rule, sent(example.at("before")), sent(example.at("after")), SchemaUsage.SENT, example.at("sent"));
            marked(
                    rule,
                    received(example.at("before")),
                    received(example.at("after")),
                    SchemaUsage.RECEIVED,
                    example.at("received"));
        }
    }

    private static void marked(ChangeRule rule, YamlNode before, YamlNode after, SchemaUsage use, YamlNode effect) {
        List<Change> changes = SpecComparison.compare(before, after);

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).what()).startsWith(rule.change("", use, "").what());
        assertThat(changes.get(0).breaking()).isEqualTo(effect.is("breaking"));
        assertThat(effect.text()).matches("breaking|compatible");
    }

    @ParameterizedTest
    @EnumSource(ChangeRule.class)
    void sameStateIsNoChange(ChangeRule rule) {
        YamlNode after = CASES.at(rule.name(), "after");
        YamlNode document = CASES.at(rule.name(), "document").exists() ? after : sent(after);

        assertThat(SpecComparison.compare(document, document)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"description", "example", "x-docs-source"})
    void wordsAreNoChange(String keyword) {
        Map<String, Object> before = Map.of("type", "string", keyword, "One.");
        Map<String, Object> after = Map.of("type", "string", keyword, "Two.");

        assertThat(SpecComparison.compare(sent(new YamlNode(before)), sent(new YamlNode(after))))
                .isEmpty();
    }

    @Test
    void samplesAreWording() {
        YamlNode one = sampled(Map.of("lang", "Java", "label", "Java", "source", "one();"));
        YamlNode other = sampled(Map.of("lang", "Go", "label", "Go", "source", "other()"));

        for (List<YamlNode> step : List.of(List.of(one, other), List.of(sampled(), one), List.of(one, sampled()))) {
            assertThat(SpecComparison.compare(step.get(0), step.get(1))).isEmpty();
            assertThat(OtherChanges.wording(step.get(0), step.get(1))).isNotEmpty();
        }
    }

    private static YamlNode sampled(Object... samples) {
        Map<String, Object> operation = Map.of("operationId", "createA", "x-codeSamples", List.of(samples));
        return new YamlNode(Map.of("paths", Map.of("/v1/a", Map.of("post", operation))));
    }

    @Test
    void schemaThatIsSentAndReceivedBreaksIfEitherDoes() {
        YamlNode before = both(Map.of("type", "string"));
        YamlNode nullable = both(Map.of("type", List.of("string", "null")));

        assertThat(SpecComparison.compare(before, nullable))
                .extracting(Change::breaking)
                .containsExactly(true);
        assertThat(SpecComparison.compare(nullable, before))
                .extracting(Change::breaking)
                .containsExactly(true);
    }

    private static YamlNode sent(YamlNode schema) {
        return document(schema.value(), Map.of("requestBody", body()));
    }

    private static YamlNode received(YamlNode schema) {
        return document(schema.value(), Map.of("responses", Map.of("200", body())));
    }

    private static YamlNode both(Object schema) {
        return document(schema, Map.of("requestBody", body(), "responses", Map.of("200", body())));
    }

    private static YamlNode document(Object schema, Map<String, Object> operation) {
        return new YamlNode(Map.of(
                "paths", Map.of("/a", Map.of("post", operation)),
                "components", Map.of("schemas", Map.of("Body", schema))));
    }

    private static Map<String, Object> body() {
        return Map.of(
                "content", Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/Body"))));
    }

    private static Object load(String resource) {
        try (InputStream yaml = ChangeRuleTest.class.getResourceAsStream(resource)) {
            return new Yaml().load(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
