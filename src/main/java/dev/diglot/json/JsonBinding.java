// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonBindingException.Problem;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Converts between JSON and the user's classes, as typed replies and tools do. It uses jackson-databind, which is loaded
 * only then, without any module of Jackson.
 *
 * <p>A member must be present and not null, unless its component is an {@code Optional} or annotated with {@code
 * Nullable}. A value of another JSON type is a mismatch. What binds obeys the schema of {@link JsonSchema}, and the other
 * way round, with these differences:
 *
 * <ul>
 *   <li>Unknown members are ignored.
 *   <li>A missing member that may be null is read as null or empty.
 *   <li>A member may have a name of {@code JsonAlias}.
 *   <li>Spaces around the name of a constant of an enum are ignored.
 *   <li>The texts {@code NaN}, {@code Infinity} and {@code -Infinity} are read as {@code float} and {@code double}.
 *   <li>A {@code byte} may also be 128 to 255, which is read without a sign.
 *   <li>An array of {@code float} or {@code double} may also be a text in base64, if Jackson supports it.
 *   <li>If the items of a list in another list may be null, those of the outer list may be too.
 *   <li>A record with another constructor, or a method {@code valueOf}, for one text or number is also read from that.
 *   <li>An integer must have no fraction and no exponent, also not {@code 1.0}, and be in the range of its class.
 *   <li>A text must be in the form of its class, also if the schema names no format.
 *   <li>The constructor of a record may reject values.
 *   <li>JSON is nested at most 100 levels deep.
 * </ul>
 */
public final class JsonBinding {
    private JsonBinding() {}

    /**
     * Converts JSON text to an object.
     *
     * @param <T> the type
     * @param json one JSON value
     * @param type the class
     * @return the object
     * @throws JsonBindingException if the text is not JSON, or does not fit the class
     * @throws IllegalArgumentException if Jackson cannot create objects of the class
     * @throws IllegalStateException if jackson-databind is missing
     */
    public static <T> T read(String json, JsonType<T> type) {
        return withDatabind(() -> Jackson2Mapper.read(json, type));
    }

    /**
     * Converts JSON text to an object with a given binder.
     *
     * @param <T> the type
     * @param json one JSON value
     * @param binder converts it
     * @return the object
     * @throws JsonBindingException if the binder throws an exception, which is its cause, or returns null
     */
    public static <T> T read(String json, JsonBinder<T> binder) {
        T value;
        try {
            value = binder.bind(json);
        } catch (JsonBindingException e) {
            throw e;
        } catch (Exception e) {
            throw new JsonBindingException(Problem.MISMATCH, String.valueOf(e.getMessage()), json, e);
        }
        if (value == null) {
            throw new JsonBindingException(Problem.MISMATCH, "the JSON text was converted to null", json, null);
        }
        return value;
    }

    /**
     * Converts an object to JSON text.
     *
     * <p>The object does not know its own type arguments: the tag of a sealed interface is written for {@code
     * List<Shape>} as a component, not for {@code Page<Shape>} as the object itself. A {@code ZonedDateTime} is written
     * with its offset, without the zone.
     *
     * @param value a model, free-form JSON, or an object that Jackson can write
     * @return the JSON text
     * @throws IllegalArgumentException if Jackson cannot write the object
     * @throws IllegalStateException if jackson-databind is needed and missing
     */
    public static String write(@Nullable Object value) {
        try {
            return Json.write(value);
        } catch (IllegalArgumentException e) { // contains an object of another class
            return withDatabind(() -> Jackson2Mapper.write(value));
        }
    }

    static <T> T withDatabind(Supplier<T> action) {
        try {
            return action.get();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "jackson-databind is missing: add com.fasterxml.jackson.core:jackson-databind (in a named module also"
                            + " \"requires com.fasterxml.jackson.databind\"), or pass a JsonBinder and a schema as a Map",
                    e);
        }
    }
}
