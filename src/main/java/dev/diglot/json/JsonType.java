// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A class of the user with its type arguments, for which there is no {@code Class} object. Create an anonymous subclass:
 *
 * <pre>{@code
 * Page<Forecast> page = reply.as(new JsonType<Page<Forecast>>() {});
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> the type
 */
public abstract class JsonType<T> {
    private final Type type;

    /**
     * Takes the type from the declaration of the subclass.
     *
     * @throws IllegalArgumentException if the subclass does not name a type
     */
    protected JsonType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType superclass)
                || superclass.getRawType() != JsonType.class) {
            throw new IllegalArgumentException("name the type: new JsonType<List<Forecast>>() {}");
        }
        this.type = superclass.getActualTypeArguments()[0];
    }

    private JsonType(Type type) {
        this.type = type;
    }

    /**
     * Returns the type of a class without type arguments.
     *
     * @param <T> the type
     * @param type the class
     * @return its type
     */
    public static <T> JsonType<T> of(Class<T> type) {
        return new JsonType<>(type) {};
    }

    /** {@return the type, as reflection describes it} */
    public final Type type() {
        return type;
    }

    /** Returns the class without its type arguments. */
    final Class<?> rawClass() {
        Type raw = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
        if (raw instanceof Class<?> rawClass) {
            return rawClass;
        }
        throw new IllegalArgumentException(type + " is not a class");
    }

    /** {@return the name of the type} */
    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
