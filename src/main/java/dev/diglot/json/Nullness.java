// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Finds out which components of a record, and which items, may be null: those annotated with any {@code Nullable}. */
final class Nullness {
    private Nullness() {}

    static boolean isNullable(RecordComponent component) {
        return isNullable(component.getAnnotatedType()) || isNullable(component.getAccessor());
    }

    static boolean isNullable(@Nullable AnnotatedElement element) {
        if (element == null) {
            return false;
        }
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().getSimpleName().equals("Nullable")) {
                return true;
            }
        }
        return false;
    }

    /** Returns the type of the items, or of another type argument; null if it is not declared here. */
    static @Nullable AnnotatedType argument(@Nullable AnnotatedType type, int position) {
        if (type instanceof AnnotatedArrayType array) {
            return array.getAnnotatedGenericComponentType();
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            AnnotatedType[] arguments = parameterized.getAnnotatedActualTypeArguments();
            return position < arguments.length ? arguments[position] : null;
        }
        return null;
    }
}
