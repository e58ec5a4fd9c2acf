// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonModel;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Spec;
import dev.diglot.testing.Trees;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every example is equal after it was read and written, and every member of it has a typed accessor. */
class ExamplesTest {
    private static final int FILES = 80;
    private static final int DOCUMENTS = 150;
    private static final int TYPED_MEMBERS = 1000;

    /** Members that the spec leaves untyped on purpose; everything else must have an accessor. */
    private static final Set<String> UNTYPED = Set.of();

    private int typed;
    private final Set<String> untyped = new TreeSet<>();

    @Test
    void everyExampleIsReadAndWrittenEqual() {
        List<Examples.Document> documents = Examples.documents();
        for (Examples.Document document : documents) {
            JsonModel model = Spec.read(document.schema(), document.json());

            assertThat(Trees.same(model.toJson(), document.json()))
                    .as("%s gave %s", document, model.toJson())
                    .isTrue();
        }
        System.out.println("examples: " + Examples.names().size() + " files, " + documents.size()
                + " documents read, written and equal");
        assertThat(Examples.names()).hasSizeGreaterThanOrEqualTo(FILES);
        assertThat(documents).hasSizeGreaterThanOrEqualTo(DOCUMENTS);
    }

    @Test
    void everyMemberOfEveryExampleHasATypedAccessor() {
        for (Examples.Document document : Examples.documents()) {
            object(document.name(), Trees.read(document.json()), Spec.read(document.schema(), document.json()));
        }

        System.out.println("examples: " + typed + " members read through typed accessors");
        assertThat(untyped).isEqualTo(UNTYPED);
        assertThat(typed).isGreaterThanOrEqualTo(TYPED_MEMBERS);
    }

    private void object(String path, JsonNode node, Object model) {
        assertThat(model.getClass().getSimpleName()).as(path).isNotEqualTo("Unknown");
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String place = path + "." + member.getKey();
            Method accessor = accessor(model, Spec.javaName(member.getKey()));
            if (accessor == null) {
                untyped.add(place);
            } else if (isReadByMethod(model, member.getKey())) {
                assertThat((String) Spec.get(model, accessor))
                        .as(place)
                        .contains(member.getValue().textValue());
            } else {
                value(place, member.getValue(), Spec.get(model, accessor));
            }
        }
    }

    /** Whether the accessor of this name is a convenience method, which reads other members too. */
    private static boolean isReadByMethod(Object model, String member) {
        Map<String, Object> properties = Spec.properties(model.getClass().getSimpleName());
        return Spec.at(properties, member).containsKey("x-no-accessor");
    }

    private void value(String path, JsonNode node, Object value) {
        Object plain = plain(value);
        if (node.isNull()) {
            assertThat(plain == null || plain.equals(List.of())).as(path).isTrue();
        } else if (node.isObject() && !(plain instanceof Map)) {
            assertThat(plain).as(path).isInstanceOf(JsonModel.class);
            object(path, node, plain);
        } else if (node.isArray()) {
            assertThat(plain).as(path).isInstanceOf(List.class);
            List<?> items = (List<?>) plain;
            assertThat(items).as(path).hasSize(node.size());
            for (int i = 0; i < node.size(); i++) {
                value(path + "[" + i + "]", node.get(i), items.get(i));
            }
        } else if (node.isTextual() && node.textValue().isEmpty() && plain == null) {
            assertThat(path).as("an empty text that counts as none").endsWith("_reason");
        } else if (plain == null) {
            fail(path + " is " + node + ", but its accessor says null");
        } else {
            assertThat(Trees.same(Json.write(plain), node.toString())).as(path).isTrue();
        }
        typed++;
    }

    /** The value inside a text or list form of a union. */
    private static Object plain(Object value) {
        if (value instanceof JsonModel && value.getClass().isRecord()) {
            assertThat(value.getClass().getSimpleName()).isNotEqualTo("Unknown");
            return Spec.get(value, accessor(value, "value"));
        }
        return value;
    }

    private static Method accessor(Object model, String name) {
        return Spec.accessors(model.getClass()).stream()
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
