// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import dev.diglot.json.JsonModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/** The spec as the tests see it, and the generated classes behind its schemas. */
public final class Spec {
    public static final Path ROOT = Path.of("spec");

    private static final Map<String, Object> DOCUMENT = load();

    private Spec() {}

    private static Map<String, Object> load() {
        try (InputStream in = Files.newInputStream(ROOT.resolve("openapi.yaml"))) {
            return new Yaml().load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> at(Map<String, Object> map, String... path) {
        Map<String, Object> here = map;
        for (String step : path) {
            here = (Map<String, Object>) Objects.requireNonNullElse(here.get(step), Map.of());
        }
        return here;
    }

    public static Map<String, Object> document() {
        return DOCUMENT;
    }

    /** Schema by name, without the free-form ones that have no class. */
    public static Map<String, Object> schemas() {
        return at(DOCUMENT, "components", "schemas");
    }

    /** Names of the schemas that have a class: not free-form objects, nor values of several types. */
    public static List<String> models() {
        List<String> names = new ArrayList<>(schemas().keySet());
        names.removeIf(name ->
                at(schemas(), name).containsKey("type") && properties(name).isEmpty() && !hasClass(name));
        return names;
    }

    public static Map<String, Object> properties(String schema) {
        return at(schemas(), schema, "properties");
    }

    private static boolean hasClass(String name) {
        try {
            Class.forName("dev.diglot.model." + name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    public static Class<?> type(String schema) {
        try {
            return Class.forName("dev.diglot.model." + schema);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("no class for schema " + schema, e);
        }
    }

    public static JsonModel read(String schema, String json) {
        return read(schema, json.getBytes(StandardCharsets.UTF_8));
    }

    public static JsonModel read(String schema, byte[] json) {
        return (JsonModel) call(type(schema), "fromJson", null, json);
    }

    private static Object call(Class<?> type, String method, Object on, byte[] argument) {
        try {
            return type.getMethod(method, byte[].class).invoke(on, (Object) argument);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException) {
                throw (RuntimeException) e.getCause();
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read a model", e);
        }
    }

    /** The accessors of a model: public, without arguments, not of Object. */
    public static List<Method> accessors(Class<?> type) {
        List<Method> accessors = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() == 0
                    && method.getDeclaringClass() != Object.class
                    && !Modifier.isStatic(method.getModifiers())) {
                accessors.add(method);
            }
        }
        return accessors;
    }

    public static Object get(Object model, Method accessor) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(model);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(accessor + " of " + model, e);
        }
    }

    public static String javaName(String wireName) {
        StringBuilder name = new StringBuilder();
        for (String word : wireName.split("_", -1)) {
            name.append(
                    name.length() == 0
                            ? word
                            : word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
