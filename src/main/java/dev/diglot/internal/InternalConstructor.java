// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the client needs of public classes and users do not, such as the constructors of classes that only the client
 * may create. It takes internal types, so it is not public; each class registers its own here when it is initialized.
 * Thread-safe.
 */
public final class InternalConstructor {
    private static final Map<Class<?>, Object> CONSTRUCTORS = new ConcurrentHashMap<>();

    private InternalConstructor() {}

    /**
     * Registers the constructor of a class, or its {@link ApiAccess}; called by the static initializer of the class.
     *
     * @param type the class
     * @param constructor a functional interface that calls the constructor, or the access
     */
    public static void register(Class<?> type, Object constructor) {
        CONSTRUCTORS.put(type, constructor);
    }

    /**
     * Returns what a class registered.
     *
     * @param <F> the type of what it registered
     * @param type the class
     * @return the constructor or the access
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
