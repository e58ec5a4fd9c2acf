// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads models for a Jackson 2 mapper: copies the value to bytes, and passes these to the generated reader. */
final class Jackson2Deserializer extends JsonDeserializer<JsonModel> implements ContextualDeserializer {
    private static final String MISMATCH = "the JSON type does not match %s, or that class is not a model of Diglot";

    private final Class<?> model;

    Jackson2Deserializer() {
        this(JsonModel.class);
    }

    private Jackson2Deserializer(Class<?> model) {
        this.model = model;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
        return new Jackson2Deserializer(context.getContextualType().getRawClass());
    }

    @Override
    public JsonModel deserialize(JsonParser in, DeserializationContext context) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator copy = Json.generator(bytes)) {
            if (in.hasToken(JsonToken.FIELD_NAME) || in.hasToken(JsonToken.END_OBJECT)) {
                copyMembers(in, copy);
            } else {
                Json.copy(in, copy);
            }
        }
        JsonModel value = (JsonModel) GeneratedReaders.read(model, bytes.toByteArray());
        if (value == null) {
            return context.reportInputMismatch(model, MISMATCH, model.getName());
        }
        return value;
    }

    /** Copies an object without the type id, which the mapper has read and which was its first member. */
    private static void copyMembers(JsonParser in, JsonGenerator copy) throws IOException {
        copy.writeStartObject();
        while (in.hasToken(JsonToken.FIELD_NAME)) {
            copy.writeFieldName(in.currentName());
            in.nextToken();
            Json.copy(in, copy);
            in.nextToken();
        }
        copy.writeEndObject();
    }
}
