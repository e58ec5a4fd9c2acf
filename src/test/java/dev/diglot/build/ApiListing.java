// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the public API: one line for each type and each member that user code can see, sorted. A type may be null where a
 * question mark follows it; {@link #DEPRECATED} ends the line of what is deprecated.
 */
final class ApiListing {
    private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z][\\w]*\\.)+(?=[A-Z])");

    static final String DEPRECATED = " (deprecated)";

    private final TreeSet<String> lines = new TreeSet<>();

    private ApiListing() {}

    /** Lists the types of the exported packages, in a folder of class files, whose sources are in this folder. */
    static List<String> of(Path classes, Path sources) throws IOException {
        ApiListing listing = new ApiListing();
        visibleTypes(classes).stream()
                .filter(type -> Files.exists(sources.resolve(sourceOf(type))))
                .forEach(listing::addType);
        return List.copyOf(listing.lines);
    }

    private static String sourceOf(Class<?> type) {
        return type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
    }

    /** Returns the types that user code can name: those in exported packages of the module in this folder. */
    static List<Class<?>> visibleTypes(Path classes) throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(classes).findAll().iterator().next().descriptor();
        List<Class<?>> types = new ArrayList<>();
        for (ModuleDescriptor.Exports exported : module.exports()) {
            if (!exported.isQualified()) {
                types.addAll(typesOf(classes, exported.source()));
            }
        }
        return types.stream().filter(ApiListing::isVisible).toList();
    }

    private static List<Class<?>> typesOf(Path classes, String packageName) throws IOException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            for (Path file : files.toList()) {
                String fileName = file.getFileName().toString();
                if (fileName.endsWith(".class") && !fileName.endsWith("-info.class")) {
                    types.add(load(packageName + "." + fileName.substring(0, fileName.length() - ".class".length())));
                }
            }
        }
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiListing.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private void addType(Class<?> type) {
        String name = nameOf(type);
        add(type, name + ": " + header(type));
        boolean isFinal = Modifier.isFinal(type.getModifiers());
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers())) {
                add(constructor, name + ".new" + parameters(constructor));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers())) {
                add(field, name + "." + field.getName() + ": " + typeName(field.getAnnotatedType()));
            }
        }
        for (Method method : visibleMethods(type)) {
            if (isFinal && Modifier.isProtected(method.getModifiers())) {
                continue; // nobody can extend the class
            }
            String isStatic = Modifier.isStatic(method.getModifiers()) ? "static " : "";
            String result = typeName(method.getAnnotatedReturnType());
            add(method, name + "." + method.getName() + parameters(method) + ": " + isStatic + result);
        }
    }

    private void add(AnnotatedElement element, String line) {
        lines.add(element.isAnnotationPresent(Deprecated.class) ? line + DEPRECATED : line);
    }

    /** The methods of a type and those that it inherits from types that user code cannot name. */
    private static List<Method> visibleMethods(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> at = type; at != null && (at == type || !isVisible(at)); at = at.getSuperclass()) {
            methods.addAll(Arrays.asList(at.getDeclaredMethods()));
        }
        Predicate<Method> isListed =
                method -> isVisible(method.getModifiers()) && !method.isSynthetic() && !isOfObject(method);
        return methods.stream().filter(isListed).toList();
    }

    static boolean isOfObject(Method method) {
        return Stream.of(Object.class.getMethods())
                .anyMatch(known -> known.getName().equals(method.getName())
                        && Arrays.equals(known.getParameterTypes(), method.getParameterTypes()));
    }

    static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return isVisible(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.getPackageName().startsWith("dev.diglot.internal")
                && (outer == null || isVisible(outer));
    }

    static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        List<String> words = new ArrayList<>();
        if (type.isSealed()) {
            words.add("sealed");
        } else if (Modifier.isFinal(type.getModifiers())) {
            words.add("final");
        } else if (Modifier.isAbstract(type.getModifiers()) && !type.isInterface()) {
            words.add("abstract");
        }
        words.add(kind(type));
        List<AnnotatedType> parents = new ArrayList<>();
        Class<?> superclass = type.getSuperclass();
        if (superclass != null && superclass != Object.class && isVisible(superclass)) {
            parents.add(type.getAnnotatedSuperclass());
        }
        for (int i = 0; i < type.getInterfaces().length; i++) {
            if (isVisible(type.getInterfaces()[i])) {
                parents.add(type.getAnnotatedInterfaces()[i]);
            }
        }
        if (!parents.isEmpty()) {
            words.add(parents.stream().map(ApiListing::typeName).collect(Collectors.joining(", ", "of ", "")));
        }
        return String.join(" ", words);
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "annotation";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static String parameters(Executable executable) {
        return Stream.of(executable.getParameters())
                .map(Parameter::getAnnotatedType)
                .map(ApiListing::typeName)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String typeName(AnnotatedType type) {
        String name =
                PACKAGE.matcher(type.getType().getTypeName()).replaceAll("").replace('$', '.');
        return type.isAnnotationPresent(Nullable.class) ? name + "?" : name;
    }

    private static String nameOf(Class<?> type) {
        return type.getName().substring("dev.diglot.".length()).replace('$', '.');
    }
}
