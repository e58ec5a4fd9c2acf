// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks JSON against a schema of the spec, with a validator that is not ours.
 *
 * <p>OpenAPI 3.1 is JSON Schema 2020-12: the document is loaded as it stands, and references are resolved inside it. To
 * the validator a discriminator is a remark, so that the forms of a {@code oneOf} must exclude each other by themselves.
 */
final class SchemaValidator {
    private static final String ADDRESS = "urn:diglot";

    private final Map<String, JsonSchema> schemas = new HashMap<>();
    private final JsonSchemaFactory factory;

    SchemaValidator(YamlNode document) {
        String json = new JsonMapper().valueToTree(document.value()).toString();
        factory = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(ADDRESS, json))));
    }

    /** What is wrong with the value, each with its place; empty if it obeys the schema. */
    List<String> errors(String schema, JsonNode value) {
        return schemas
                .computeIfAbsent(
                        schema, name -> factory.getSchema(SchemaLocation.of(ADDRESS + "#/components/schemas/" + name)))
                .validate(value)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
