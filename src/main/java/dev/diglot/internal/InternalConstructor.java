// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The constructors of public classes that only the client may create. They take internal types, so they are not public;
 * each class registers its own here when it is initialized. Thread-safe.
 */
public final class InternalConstructor {
    private static final Map<Class<?>, Object> CONSTRUCTORS = new ConcurrentHashMap<>();

    private InternalConstructor() {}

    /**
     * Registers a constructor; called by the static initializer of the class.
     *
     * @param type the class
     * @param constructor a functional interface that calls the constructor
     */
    public static void register(Class<?> type, Object constructor) {
        CONSTRUCTORS.put(type, constructor);
    }

    /**
     * Returns the constructor of a class.
     *
     * @param <F> the functional interface that the class registered
     * @param type the class
     * @return the constructor
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the class registered it with this type
    public static <F> F of(Class<?> type) {
        initialize(type);
        return (F) requireNonNull(CONSTRUCTORS.get(type), type.getName());
    }

    private static void initialize(Class<?> type) {
        try {
            MethodHandles.lookup().ensureInitialized(type);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // cannot happen: the class is public
        }
    }
}
