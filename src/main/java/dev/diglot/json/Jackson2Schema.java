// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static dev.diglot.json.Jackson2Mapper.MAPPER;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates the schema of one record, as Jackson 2 would read it. */
final class Jackson2Schema {
    private final boolean isStrict;
    private final JavaType root;

    /** The records between the root and the current component. */
    private final Set<JavaType> open = new LinkedHashSet<>();

    /** The references to the records that contain themselves. */
    private final Map<JavaType, String> references = new HashMap<>();

    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private Jackson2Schema(JavaType root, boolean isStrict) {
        this.root = root;
        this.isStrict = isStrict;
    }

    static Map<String, Object> of(JsonType<?> type, boolean isStrict) {
        JavaType root = MAPPER.constructType(type.type());
        if (!root.getRawClass().isRecord()) {
            throw new IllegalArgumentException(type
                    + " is not a record; the root of a schema must be one: make the value a component of a record");
        }
        Jackson2Schema schema = new Jackson2Schema(root, isStrict);
        Map<String, Object> members = schema.ofRecord(root, "$");
        if (!schema.definitions.isEmpty()) {
            members.put("$defs", schema.definitions);
        }
        return unmodifiable(members);
    }

    /** Returns the names of the constants of an enum in JSON. */
    static List<String> namesOf(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : MAPPER.<JsonNode>valueToTree(type.getEnumConstants())) {
            if (name.isTextual()) {
                names.add(name.textValue());
            }
        }
        return names;
    }

    private Map<String, Object> ofValue(JavaType type, @Nullable AnnotatedType declared, String path) {
        if (Jackson2Module.isOptional(type)) {
            return nullable(ofPresent(type.getReferencedType(), Nullness.argument(declared, 0), path));
        }
        Map<String, Object> schema = ofPresent(type, declared, path);
        return Nullness.isNullable(declared) ? nullable(schema) : schema;
    }

    private Map<String, Object> ofPresent(JavaType type, @Nullable AnnotatedType declared, String path) {
        Class<?> raw = type.getRawClass();
        Map<String, Object> scalar = Jackson2Scalars.schemaOf(raw);
        if (scalar != null) {
            return new LinkedHashMap<>(scalar);
        }
        if (raw.isEnum() && namesOf(raw).size() == raw.getEnumConstants().length) {
            return members("type", "string", "enum", namesOf(raw));
        }
        if (raw.isRecord()) {
            return open.contains(type) || references.containsKey(type) ? reference(type) : ofRecord(type, path);
        }
        if (raw.isSealed() && raw.isInterface()) {
            return ofInterface(type, path);
        }
        boolean isText = raw == byte[].class || raw == char[].class; // to Jackson
        if ((type.isArrayType() && !isText) || type.isCollectionLikeType()) {
            Map<String, Object> items = ofValue(type.getContentType(), Nullness.argument(declared, 0), path + "[]");
            return members("type", "array", "items", items);
        }
        if (type.isMapLikeType() && type.getKeyType().hasRawClass(String.class) && !isStrict) {
            Map<String, Object> values = ofValue(type.getContentType(), Nullness.argument(declared, 1), path + ".*");
            return members("type", "object", "additionalProperties", values);
        }
        throw unsupported(type, path);
    }

    private IllegalArgumentException unsupported(JavaType type, String path) {
        String advice = "use a record";
        if (type.isMapLikeType()) {
            advice = isStrict
                    ? "use a list of records with key and value, or JsonSchema.lenient"
                    : "use a Map with keys of class String";
        } else if (type.isEnumType()) {
            advice = "use constants whose @JsonValue is a String";
        } else if (type.getRawClass().isRecord()) {
            advice = "use the class of its @JsonValue";
        } else if (type.hasRawClass(byte[].class)) {
            advice = "use a String in base64";
        } else if (type.hasRawClass(char[].class)) {
            advice = "use a String";
        }
        String name = type.isArrayType() ? type.getRawClass().getTypeName() : type.toCanonical();
        return new IllegalArgumentException(path + ": a schema cannot express " + name + "; " + advice);
    }

    private Map<String, Object> ofRecord(JavaType type, String path) {
        Jackson2Mapper.requireAccess(type.getRawClass());
        open.add(type);
        BeanDescription bean = MAPPER.getDeserializationConfig().introspect(type);
        if (bean.findJsonValueAccessor() != null) {
            throw unsupported(type, path);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        JsonTypeInfo tag = bean.getClassInfo().getAnnotation(JsonTypeInfo.class);
        if (tag != null) {
            String name = tagName(tag, type, path);
            properties.put(name, members("type", "string", "const", tagValue(bean.getClassInfo(), path)));
            required.add(name);
        }
        for (BeanPropertyDefinition property : components(bean)) {
            properties.put(property.getName(), ofProperty(property, path + "." + property.getName()));
            if (isStrict || !Jackson2Nullness.isNullable(property.getConstructorParameter())) {
                required.add(property.getName());
            }
        }
        open.remove(type);
        Map<String, Object> schema = members("type", "object", "properties", properties);
        describe(schema, JsonSchema.descriptionOf(type.getRawClass()));
        schema.put("required", required);
        schema.put("additionalProperties", false);
        String reference = references.get(type);
        if (reference == null || type.equals(root)) {
            return schema;
        }
        definitions.put(reference.substring(reference.lastIndexOf('/') + 1), schema);
        return reference(type);
    }

    /** Returns the components in the order of the source; Jackson 2.16 puts those with another name last. */
    private static List<BeanPropertyDefinition> components(BeanDescription bean) {
        return bean.findProperties().stream()
                .filter(property -> property.getConstructorParameter() != null)
                .filter(property -> !bean.getIgnoredPropertyNames().contains(property.getName()))
                .sorted(Comparator.comparingInt(
                        property -> property.getConstructorParameter().getIndex()))
                .toList();
    }

    private Map<String, Object> ofProperty(BeanPropertyDefinition property, String path) {
        RecordComponent component = Jackson2Nullness.componentOf(property.getConstructorParameter());
        AnnotatedType declared = component == null ? null : component.getAnnotatedType();
        Map<String, Object> schema = ofValue(property.getPrimaryType(), declared, path);
        boolean isNullableByAccessor = component != null && Nullness.isNullable(component.getAccessor());
        if (isNullableByAccessor && !Nullness.isNullable(declared)) {
            schema = nullable(schema);
        }
        return describe(schema, property.getMetadata().getDescription());
    }

    private Map<String, Object> ofInterface(JavaType type, String path) {
        AnnotatedClass annotated =
                MAPPER.getDeserializationConfig().introspect(type).getClassInfo();
        List<Object> alternatives = new ArrayList<>();
        for (NamedType subtype : subtypes(annotated)) {
            if (subtype.getType().isRecord()) {
                JavaType record = MAPPER.getTypeFactory().constructSpecializedType(type, subtype.getType());
                alternatives.add(ofPresent(record, null, path));
            }
        }
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException(
                    path + ": " + type.toCanonical() + " has no known records; annotate it with"
                            + " @JsonTypeInfo(use = NAME, property = \"...\") and @JsonSubTypes");
        }
        return members("anyOf", alternatives);
    }

    private static List<NamedType> subtypes(AnnotatedClass annotated) {
        return List.copyOf(MAPPER.getSubtypeResolver()
                .collectAndResolveSubtypesByClass(MAPPER.getDeserializationConfig(), annotated));
    }

    private static String tagName(JsonTypeInfo tag, JavaType type, String path) {
        boolean isProperty = tag.include() == JsonTypeInfo.As.PROPERTY;
        if (tag.use() != JsonTypeInfo.Id.NAME || !isProperty) {
            throw new IllegalArgumentException(path + ": the type of " + type.toCanonical()
                    + " must be a property with a name: @JsonTypeInfo(use = NAME, property = \"...\")");
        }
        return tag.property().isEmpty() ? tag.use().getDefaultPropertyName() : tag.property();
    }

    private static String tagValue(AnnotatedClass record, String path) {
        for (NamedType subtype : subtypes(record)) {
            if (subtype.getType() == record.getRawType() && subtype.hasName()) {
                return subtype.getName();
            }
        }
        throw new IllegalArgumentException(
                path + ": " + record.getName() + " has no name; name it in @JsonSubTypes, or with @JsonTypeName");
    }

    private Map<String, Object> reference(JavaType type) {
        String reference = references.computeIfAbsent(type, key -> {
            if (type.equals(root)) {
                return "#";
            }
            String name = type.getRawClass().getSimpleName();
            return "#/$defs/" + (references.containsValue("#/$defs/" + name) ? name + references.size() : name);
        });
        return members("$ref", reference);
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        if (!(schema.get("type") instanceof String type)) {
            List<Object> alternatives = new ArrayList<>();
            alternatives.addAll(schema.get("anyOf") instanceof List<?> list ? list : List.of(schema));
            alternatives.add(members("type", "null"));
            return members("anyOf", alternatives);
        }
        schema.put("type", List.of(type, "null"));
        if (schema.get("enum") instanceof List<?> names) {
            List<@Nullable Object> all = new ArrayList<>(names);
            all.add(null);
            schema.put("enum", all);
        }
        return schema;
    }

    /** Adds a description. Beside a reference, endpoints do not accept any. */
    private static Map<String, Object> describe(Map<String, Object> schema, @Nullable String description) {
        if (description == null || description.isEmpty()) {
            return schema;
        }
        Map<String, Object> described = schema.containsKey("$ref") ? members("anyOf", List.of(schema)) : schema;
        described.put("description", description);
        return described;
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }

    private static Map<String, Object> unmodifiable(Map<String, Object> members) {
        members.replaceAll((name, value) -> unmodifiableValue(value));
        return Collections.unmodifiableMap(members);
    }

    @SuppressWarnings("unchecked") // all maps are created here, by members(...)
    private static Object unmodifiableValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return unmodifiable((Map<String, Object>) map);
        }
        if (value instanceof List<?> list) {
            Object[] items = list.stream()
                    .map(item -> item == null ? null : unmodifiableValue(item))
                    .toArray();
            return Collections.unmodifiableList(Arrays.asList(items));
        }
        return value;
    }
}
