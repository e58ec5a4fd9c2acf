// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates JSON Schemas of records. A schema is an unmodifiable {@code Map}, accepted wherever a request takes a schema.
 *
 * <p>A component may be a record, an enum, a list, a set, an array, an {@code Optional}, a primitive or its box, text, a
 * number, a UUID, a URI, a type of {@code java.time}, or a sealed interface of records. The interface needs Jackson's
 * {@code JsonTypeInfo} with a property, and {@code JsonSubTypes} with names. Components keep their order. Jackson's
 * annotations give names ({@code JsonProperty}, {@code JsonNaming}) and descriptions ({@code JsonPropertyDescription},
 * {@code JsonClassDescription}). A component may be null if it is an {@code Optional} or annotated with
 * {@code Nullable}. A record that contains itself is defined in {@code $defs}.
 *
 * <p>The methods need jackson-databind, which is loaded only by them.
 */
public final class JsonSchema {
    private JsonSchema() {}

    /**
     * Creates the strict schema of a record, as the chat dialect requires it with {@code strict}: objects have no
     * additional properties, and all components are required; one that may be absent is null.
     *
     * @param type the record
     * @return the schema
     * @throws IllegalArgumentException if the class is not a record, if Jackson has no access to it, or if a component
     *     has an unsupported type, such as {@code Map}; the message contains its path
     * @throws IllegalStateException if jackson-databind is missing
     */
    public static Map<String, Object> of(Class<?> type) {
        return of(JsonType.of(type));
    }

    /**
     * Creates the strict schema of a record with type arguments; see {@link #of(Class)}.
     *
     * @param type the record
     * @return the schema
     * @throws IllegalArgumentException as for {@link #of(Class)}
     * @throws IllegalStateException if jackson-databind is missing
     */
    public static Map<String, Object> of(JsonType<?> type) {
        return JsonBinding.withDatabind(() -> Jackson2Schema.of(type, true));
    }

    /**
     * Creates the lenient schema of a record: components that may be null may also be missing, and components of type
     * {@code Map<String, T>} are allowed.
     *
     * @param type the record
     * @return the schema
     * @throws IllegalArgumentException as for {@link #of(Class)}
     * @throws IllegalStateException if jackson-databind is missing
     */
    public static Map<String, Object> lenient(Class<?> type) {
        return lenient(JsonType.of(type));
    }

    /**
     * Creates the lenient schema of a record with type arguments; see {@link #lenient(Class)}.
     *
     * @param type the record
     * @return the schema
     * @throws IllegalArgumentException as for {@link #of(Class)}
     * @throws IllegalStateException if jackson-databind is missing
     */
    public static Map<String, Object> lenient(JsonType<?> type) {
        return JsonBinding.withDatabind(() -> Jackson2Schema.of(type, false));
    }

    /**
     * Returns the name of a class in snake case, which is the default name of a tool or a schema.
     *
     * @param type the class, for example {@code GetWeather}
     * @return the name, for example {@code get_weather}
     */
    public static String nameOf(Class<?> type) {
        String words = type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_");
        return words.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the name of a class with type arguments in snake case, without the arguments.
     *
     * @param type the class
     * @return the name
     */
    public static String nameOf(JsonType<?> type) {
        return nameOf(type.rawClass());
    }

    /**
     * Returns the description of a class, which is the default description of a tool or a schema.
     *
     * @param type the class
     * @return the text of its {@code JsonClassDescription}, or null if it has none
     */
    public static @Nullable String descriptionOf(Class<?> type) {
        JsonClassDescription description = type.getAnnotation(JsonClassDescription.class);
        return description == null || description.value().isEmpty() ? null : description.value();
    }
}
