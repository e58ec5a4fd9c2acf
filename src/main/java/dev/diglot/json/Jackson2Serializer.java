// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import dev.diglot.internal.json.JsonGeneratorWriter;
import java.io.IOException;

/** Writes models for a Jackson 2 mapper, with the mapper's own generator. */
final class Jackson2Serializer extends JsonSerializer<JsonModel> {
    @Override
    public void serialize(JsonModel value, JsonGenerator out, SerializerProvider context) throws IOException {
        new JsonGeneratorWriter(out).value(value);
    }

    @Override
    public void serializeWithType(
            JsonModel value, JsonGenerator out, SerializerProvider context, TypeSerializer ignored) throws IOException {
        serialize(value, out, context); // no type id: the JSON of the API has its own tags
    }
}
