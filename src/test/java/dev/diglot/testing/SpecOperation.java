// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An operation of the spec, found by one of its examples.
 *
 * @param method the HTTP method
 * @param path the path in the spec
 * @param dialect its first dialect
 * @param response the schema of the whole response
 */
public record SpecOperation(String method, String path, String dialect, String response) {
    private static final Map<String, SpecOperation> BY_EXAMPLE = new HashMap<>();
    private static final Map<String, String> SCHEMAS = new HashMap<>();

    static {
        Map<String, Object> paths = Spec.at(Spec.document(), "paths");
        for (String path : paths.keySet()) {
            for (String method : Spec.at(paths, path).keySet()) {
                read(path, method, Spec.at(paths, path, method));
            }
        }
        Map<String, Object> errors = Spec.at(Spec.document(), "components", "responses");
        errors.keySet().forEach(name -> examples(Spec.at(errors, name, "content")));
    }

    private static void read(String path, String method, Map<String, Object> operation) {
        Map<String, Object> content = Spec.at(operation, "responses", "200", "content");
        String dialect = ((List<?>) operation.get("x-dialect")).get(0).toString();
        String response = name(Spec.at(content, "application/json", "schema"));
        SpecOperation read = new SpecOperation(method, path, dialect, response);
        examples(content).forEach(name -> BY_EXAMPLE.put(name, read));
        examples(Spec.at(operation, "requestBody", "content")).forEach(name -> BY_EXAMPLE.put(name, read));
    }

    /** Notes the schemas of the examples of a body, and returns the names of their files. */
    private static List<String> examples(Map<String, Object> content) {
        return content.keySet().stream()
                .flatMap(type -> {
                    String schema = name(Spec.at(content, type, "schema"));
                    Map<String, Object> examples = Spec.at(content, type, "examples");
                    List<String> names = examples.keySet().stream()
                            .map(key ->
                                    Spec.at(examples, key).get("externalValue").toString())
                            .map(file -> file.substring("examples/".length()))
                            .toList();
                    names.forEach(name -> SCHEMAS.put(name, schema));
                    return names.stream();
                })
                .toList();
    }

    private static String name(Map<String, Object> reference) {
        return reference.get("$ref").toString().replaceFirst(".*/", "");
    }

    /** The operation that sends or returns an example; that of its dialect's conversation for an error. */
    public static SpecOperation of(String example) {
        SpecOperation operation = BY_EXAMPLE.get(example);
        if (operation != null) {
            return operation;
        }
        return BY_EXAMPLE.get(example.replaceFirst("-.*", "-hello-request.json"));
    }

    static String schema(String example) {
        return SCHEMAS.get(example);
    }
}
