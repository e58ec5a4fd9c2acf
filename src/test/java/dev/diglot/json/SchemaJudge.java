// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks JSON against a schema of a record, with a validator that is not ours, which also checks formats. */
final class SchemaJudge {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonSchema schema;

    SchemaJudge(Map<String, Object> schema) {
        JsonNode tree = new JsonMapper().valueToTree(schema);
        this.schema = FACTORY.getSchema(tree, CONFIG);
    }

    /** What is wrong with the value, each with its place; empty if it obeys the schema. */
    List<String> errors(JsonNode value) {
        return schema.validate(value).stream().map(Object::toString).toList();
    }

    /** Returns a copy of a schema in which each object has been changed. */
    static Map<String, Object> map(Map<String, ?> schema, Consumer<Map<String, Object>> change) {
        Map<String, Object> copy = new LinkedHashMap<>();
        schema.forEach((name, value) -> copy.put(name, mapValue(value, change)));
        change.accept(copy);
        return copy;
    }

    @SuppressWarnings("unchecked") // the members of a schema have names
    private static @Nullable Object mapValue(@Nullable Object value, Consumer<Map<String, Object>> change) {
        if (value instanceof Map<?, ?> members) {
            return map((Map<String, ?>) members, change);
        }
        if (value instanceof List<?> items) {
            List<@Nullable Object> copy = new ArrayList<>();
            items.forEach(item -> copy.add(mapValue(item, change)));
            return copy;
        }
        return value;
    }
}
