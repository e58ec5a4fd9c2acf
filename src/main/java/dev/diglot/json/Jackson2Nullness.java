// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Tells Jackson which components of a record are required: all that may not be null. */
final class Jackson2Nullness extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasRequiredMarker(AnnotatedMember member) {
        return !isNullable(member);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        JsonSetter.Value explicit = super.findSetterInfo(annotated);
        if (!(annotated instanceof AnnotatedMember member) || !explicit.equals(JsonSetter.Value.empty())) {
            return explicit;
        }
        RecordComponent component = componentOf(member);
        boolean hasNullableItems =
                component == null || hasNullableItems(member.getType(), component.getAnnotatedType());
        return JsonSetter.Value.construct(nulls(isNullable(member)), nulls(hasNullableItems));
    }

    private static Nulls nulls(boolean areAllowed) {
        return areAllowed ? Nulls.SET : Nulls.FAIL;
    }

    /** Returns whether items may be null, at any depth: Jackson has one setting for lists in lists. */
    private static boolean hasNullableItems(JavaType type, @Nullable AnnotatedType declared) {
        JavaType content = type.getContentType();
        if (content == null) {
            return false;
        }
        AnnotatedType item = Nullness.argument(declared, type.isMapLikeType() ? 1 : 0);
        boolean isItem = !type.isReferenceType();
        boolean isNullable = isItem && (Jackson2Module.isOptional(content) || Nullness.isNullable(item));
        return isNullable || hasNullableItems(content, item);
    }

    static boolean isNullable(AnnotatedMember member) {
        RecordComponent component = componentOf(member);
        if (component == null) {
            return !member.getRawType().isPrimitive();
        }
        return Jackson2Module.isOptional(member.getType()) || Nullness.isNullable(component);
    }

    /** Returns the component of a record that a parameter, field or accessor stands for; null if there is none. */
    static @Nullable RecordComponent componentOf(AnnotatedMember member) {
        RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
        if (components == null) {
            return null;
        }
        if (member instanceof AnnotatedParameter parameter) {
            boolean isCanonical = parameter.getOwner().getParameterCount() == components.length;
            return isCanonical ? components[parameter.getIndex()] : null;
        }
        for (RecordComponent component : components) {
            if (component.getName().equals(member.getName())) {
                return component;
            }
        }
        return null;
    }
}
