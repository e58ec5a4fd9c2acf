// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonBindingException.Problem;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mapper of the default binding: strict, and independent of Jackson's modules. */
final class Jackson2Mapper {
    /** The maximum nesting depth. Databind recurses: on JDK 25, a stack of 512 KiB does not suffice for 320 levels. */
    private static final int MAX_DEPTH = 100;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE) // the client limits what it receives
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .annotationIntrospector(new Jackson2Nullness())
            .addModule(new Jackson2Module())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfigDefaults(config -> config.setAcceptBlankAsEmpty(false)
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert))
            .addHandler(new DeserializationProblemHandler() {
                @Override
                public Object handleMissingInstantiator(
                        DeserializationContext context,
                        Class<?> type,
                        @Nullable ValueInstantiator instantiator,
                        JsonParser in,
                        String message)
                        throws IOException {
                    if (instantiator == null) { // a text in place of an array, not a class without a constructor
                        throw MismatchedInputException.from(in, type, message);
                    }
                    return NOT_HANDLED;
                }
            })
            .build();

    private Jackson2Mapper() {}

    static <T> T read(String json, JsonType<T> type) {
        JavaType javaType = MAPPER.constructType(type.type());
        requireAccess(javaType.getRawClass());
        try {
            T value = MAPPER.readValue(json, javaType);
            if (value == null) {
                throw JsonBindingException.mismatch("$", describe(javaType.getRawClass()), "null", json, null);
            }
            return value;
        } catch (InvalidDefinitionException e) {
            requireAccess((e.getType() == null ? javaType : e.getType()).getRawClass());
            throw new IllegalArgumentException("Jackson cannot create a " + type + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw failure(json, e);
        }
    }

    static String write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Jackson cannot write this as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Refuses a class that Jackson cannot create because its module does not open the package. */
    static void requireAccess(Class<?> type) {
        Module module = type.getModule();
        Module jackson = ObjectMapper.class.getModule();
        boolean isPublic = Modifier.isPublic(type.getModifiers()) && module.isExported(type.getPackageName(), jackson);
        if (!isPublic && !module.isOpen(type.getPackageName(), jackson)) {
            throw new IllegalArgumentException("Jackson has no access to " + type.getName()
                    + ": add \"opens " + type.getPackageName() + " to com.fasterxml.jackson.databind;\""
                    + " to the module-info.java of " + module.getName());
        }
    }

    private static JsonBindingException failure(String json, JsonProcessingException failure) {
        Object tree;
        try {
            tree = Json.parse(json);
        } catch (IOException e) {
            return new JsonBindingException(Problem.NOT_JSON, "not JSON: " + e.getMessage(), json, null);
        }
        List<JsonMappingException.Reference> references =
                failure instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
        StringBuilder path = new StringBuilder("$");
        Object actual = tree;
        boolean isMissing = false;
        for (JsonMappingException.Reference reference : references) {
            String name = reference.getFieldName();
            if (name == null) {
                path.append('[').append(reference.getIndex()).append(']');
                actual = actual instanceof List<?> list && reference.getIndex() < list.size()
                        ? list.get(reference.getIndex())
                        : null;
            } else {
                path.append('.').append(name);
                isMissing = !(actual instanceof Map<?, ?> members) || !members.containsKey(name);
                actual = actual instanceof Map<?, ?> members ? members.get(name) : null;
            }
        }
        String found = isMissing ? "missing" : Json.write(actual);
        Throwable thrown = failure instanceof ValueInstantiationException ? failure.getCause() : null;
        return JsonBindingException.mismatch(path.toString(), expected(failure, thrown), found, json, thrown);
    }

    private static String expected(JsonProcessingException failure, @Nullable Throwable thrownByUser) {
        if (thrownByUser != null) {
            return "valid (" + thrownByUser.getMessage() + ")";
        }
        Class<?> type = failure instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return type == null ? "valid (" + failure.getOriginalMessage() + ")" : describe(type);
    }

    private static String describe(Class<?> type) {
        Map<String, Object> schema = Jackson2Scalars.schemaOf(type);
        if (schema != null) {
            Object kind = schema.getOrDefault("description", schema.get("type"));
            return String.valueOf(schema.getOrDefault("format", kind));
        }
        if (type.isEnum()) {
            return "one of " + Jackson2Schema.namesOf(type);
        }
        if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
            return "array";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "object";
        }
        return "object (" + type.getSimpleName() + ")";
    }
}
