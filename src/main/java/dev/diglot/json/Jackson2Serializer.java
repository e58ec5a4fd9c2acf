// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.WritableTypeId;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import dev.diglot.internal.json.JsonGeneratorWriter;
import dev.diglot.internal.json.ObjectModel;
import java.io.IOException;

/** Writes models for a Jackson 2 mapper, with the mapper's own generator. */
final class Jackson2Serializer extends JsonSerializer<JsonModel> {
    @Override
    public void serialize(JsonModel value, JsonGenerator out, SerializerProvider context) throws IOException {
        new JsonGeneratorWriter(out).value(value);
    }

    /** Writes a type id as well: of an object, it may be the first member; else it is outside of the value. */
    @Override
    public void serializeWithType(JsonModel value, JsonGenerator out, SerializerProvider context, TypeSerializer types)
            throws IOException {
        boolean isObject = value instanceof ObjectModel;
        JsonToken shape = isObject ? JsonToken.START_OBJECT : JsonToken.VALUE_EMBEDDED_OBJECT;
        WritableTypeId type = types.writeTypePrefix(out, types.typeId(value, shape));
        if (value instanceof ObjectModel object) {
            new JsonGeneratorWriter(out).members(object);
        } else {
            serialize(value, out, context);
        }
        types.writeTypeSuffix(out, type);
    }
}
