// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.JsonWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Writes models for a Jackson 3 mapper: writes them to bytes, and copies these to the mapper's generator. */
final class Jackson3Serializer extends ValueSerializer<JsonModel> {
    @Override
    public void serialize(JsonModel value, JsonGenerator out, SerializationContext context) {
        try (JsonParser json =
                Jackson3Deserializer.FACTORY.createParser(ObjectReadContext.empty(), JsonWriter.toBytes(value))) {
            json.nextToken();
            out.copyCurrentStructureExact(json);
        }
    }

    @Override
    public void serializeWithType(
            JsonModel value, JsonGenerator out, SerializationContext context, TypeSerializer ignored) {
        serialize(value, out, context); // no type id: the JSON of the API has its own tags
    }
}
