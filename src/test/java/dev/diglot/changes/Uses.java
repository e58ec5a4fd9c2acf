// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changes;

import dev.diglot.spec.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which schemas callers send and which they receive, found by following the references from the operations. */
final class Uses {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    private final Map<String, Use> bySchema = new LinkedHashMap<>();

    Uses(Node... documents) {
        for (Node document : documents) {
            for (Node operation : operations(document).values()) {
                follow(document, operation.at("requestBody"), Use.SENT);
                follow(document, operation.at("parameters"), Use.SENT);
                follow(document, operation.at("responses"), Use.RECEIVED);
            }
        }
    }

    Map<String, Use> bySchema() {
        return bySchema;
    }

    private void follow(Node document, Node node, Use use) {
        if (node.at("$ref").exists()) {
            String reference = node.at("$ref").text();
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            if (reference.startsWith("#/components/schemas/")) {
                Use known = bySchema.get(name);
                Use wider = known == null ? use : known.and(use);
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
    static Map<String, Node> operations(Node document) {
        Map<String, Node> operations = new LinkedHashMap<>();
        for (String path : document.at("paths").keys()) {
            for (String method : METHODS) {
                Node operation = document.at("paths", path, method);
                if (operation.exists()) {
                    operations.put(method + " " + path, operation);
                }
            }
        }
        return operations;
    }

    static Map<String, Node> parameters(Node document, Node operation) {
        Map<String, Node> parameters = new LinkedHashMap<>();
        for (Node item : operation.at("parameters").items()) {
            Node parameter = resolved(document, item);
            parameters.put(
                    parameter.at("in").text() + " " + parameter.at("name").text(), parameter);
        }
        return parameters;
    }

    /** What the node refers to inside the document, or the node. */
    static Node resolved(Node document, Node node) {
        return node.at("$ref").exists()
                ? document.at(node.at("$ref").text().substring("#/".length()).split("/", -1))
                : node;
    }
}
