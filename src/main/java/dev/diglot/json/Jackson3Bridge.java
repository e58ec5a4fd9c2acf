// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Binds models to the serializer and deserializer for Jackson 3. {@link JsonModel} carries this annotation instead of
 * Jackson's own annotations. Users who compile without Jackson Databind do not have those, and javac would warn.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@JacksonAnnotationsInside
@JsonSerialize(using = Jackson3Serializer.class)
@JsonDeserialize(using = Jackson3Deserializer.class)
@interface Jackson3Bridge {}
