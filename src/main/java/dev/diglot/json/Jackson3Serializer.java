// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.JsonWriter;
import dev.diglot.internal.json.ObjectModel;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Writes models for a Jackson 3 mapper: writes them to bytes, and copies these to the mapper's generator. */
final class Jackson3Serializer extends ValueSerializer<JsonModel> {
    @Override
    public void serialize(JsonModel value, JsonGenerator out, SerializationContext context) {
        try (JsonParser json = parser(value)) {
            out.copyCurrentStructureExact(json);
        }
    }

    private static JsonParser parser(JsonModel value) {
        JsonParser json =
                Jackson3Deserializer.FACTORY.createParser(ObjectReadContext.empty(), JsonWriter.toBytes(value));
        json.nextToken();
        return json;
    }

    /** Writes a type id as well: of an object, it may be the first member; else it is outside of the value. */
    @Override
    public void serializeWithType(
            JsonModel value, JsonGenerator out, SerializationContext context, TypeSerializer types) {
        boolean isObject = value instanceof ObjectModel;
        JsonToken shape = isObject ? JsonToken.START_OBJECT : JsonToken.VALUE_EMBEDDED_OBJECT;
        WritableTypeId type = types.writeTypePrefix(out, context, types.typeId(value, shape));
        if (isObject) {
            writeMembers(value, out);
        } else {
            serialize(value, out, context);
        }
        types.writeTypeSuffix(out, context, type);
    }

    private static void writeMembers(JsonModel value, JsonGenerator out) {
        try (JsonParser json = parser(value)) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                out.copyCurrentStructureExact(json);
            }
        }
    }
}
