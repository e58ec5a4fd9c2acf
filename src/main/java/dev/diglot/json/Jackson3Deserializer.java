// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.GeneratedReaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads models for a Jackson 3 mapper: copies the value to bytes, and passes these to the generated reader. */
final class Jackson3Deserializer extends ValueDeserializer<JsonModel> {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final String MISMATCH = "the JSON type does not match %s, or that class is not a model of Diglot";

    private final Class<?> model;

    Jackson3Deserializer() {
        this(JsonModel.class);
    }

    private Jackson3Deserializer(Class<?> model) {
        this.model = model;
    }

    @Override
    public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
        return new Jackson3Deserializer(context.getContextualType().getRawClass());
    }

    @Override
    public JsonModel deserialize(JsonParser in, DeserializationContext context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator copy = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            if (in.hasToken(JsonToken.PROPERTY_NAME) || in.hasToken(JsonToken.END_OBJECT)) {
                copyMembers(in, copy);
            } else {
                copy.copyCurrentStructureExact(in);
            }
        }
        JsonModel value;
        try {
            value = (JsonModel) GeneratedReaders.read(model, bytes.toByteArray());
        } catch (IOException e) {
            return context.reportInputMismatch(model, "%s", e.getMessage());
        }
        if (value == null) {
            return context.reportInputMismatch(model, MISMATCH, model.getName());
        }
        return value;
    }

    /** Copies an object without the type id, which the mapper has read and which was its first member. */
    private static void copyMembers(JsonParser in, JsonGenerator copy) {
        copy.writeStartObject();
        while (in.hasToken(JsonToken.PROPERTY_NAME)) {
            copy.copyCurrentStructureExact(in);
            in.nextToken();
        }
        copy.writeEndObject();
    }
}
