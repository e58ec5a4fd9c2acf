// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import dev.diglot.speccheck.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which schemas callers send and which they receive, found by following the references from the operations. */
final class SchemaUsages {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    private final Map<String, SchemaUsage> bySchema = new LinkedHashMap<>();

    SchemaUsages(YamlNode... documents) {
        for (YamlNode document : documents) {
            for (YamlNode operation : operations(document).values()) {
                follow(document, operation.at("requestBody"), SchemaUsage.SENT);
                follow(document, operation.at("parameters"), SchemaUsage.SENT);
                follow(document, operation.at("responses"), SchemaUsage.RECEIVED);
            }
        }
    }

    Map<String, SchemaUsage> bySchema() {
        return bySchema;
    }

    private void follow(YamlNode document, YamlNode node, SchemaUsage use) {
        if (node.at("$ref").exists()) {
            String reference = node.at("$ref").text();
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            if (reference.startsWith("#/components/schemas/")) {
                SchemaUsage known = bySchema.get(name);
                SchemaUsage wider = known == null ? use : known.and(use);
                if (wider.equals(known)) {
                    return;
                }
                bySchema.put(name, wider);
            }
            follow(document, resolved(document, node), use);
        }
        node.items().forEach(item -> follow(document, item, use));
        node.keys().stream()
                .filter(key -> !key.startsWith("x-") && !key.startsWith("example") && !key.equals("discriminator"))
                .forEach(key -> follow(document, node.at(key), use));
    }

    /** The operations by method and path. */
    static Map<String, YamlNode> operations(YamlNode document) {
        Map<String, YamlNode> operations = new LinkedHashMap<>();
        for (String path : document.at("paths").keys()) {
            for (String method : METHODS) {
                YamlNode operation = document.at("paths", path, method);
                if (operation.exists()) {
                    operations.put(method + " " + path, operation);
                }
            }
        }
        return operations;
    }

    static Map<String, YamlNode> parameters(YamlNode document, YamlNode operation) {
        Map<String, YamlNode> parameters = new LinkedHashMap<>();
        for (YamlNode item : operation.at("parameters").items()) {
            YamlNode parameter = resolved(document, item);
            parameters.put(
                    parameter.at("in").text() + " " + parameter.at("name").text(), parameter);
        }
        return parameters;
    }

    /** What the node refers to inside the document, or the node. */
    static YamlNode resolved(YamlNode document, YamlNode node) {
        return node.at("$ref").exists()
                ? document.at(node.at("$ref").text().substring("#/".length()).split("/", -1))
                : node;
    }
}
