// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The Java samples of the spec ({@code x-codeSamples}), each as a class with a method {@code run}. */
public final class CodeSamples {
    private CodeSamples() {}

    /** Writes the source of each sample, changed, into the folder: one for each operation, named after it. */
    public static List<Path> sources(Path folder, UnaryOperator<String> change) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Map<String, Object> operation : operations()) {
            String name = "Sample_" + operation.get("operationId");
            String sample = change.apply(javaSample(operation));
            int body = sample.indexOf("\n\n");
            String program = Readme.program(sample.substring(0, body + 1), name, "", sample.substring(body + 1));
            sources.add(Files.writeString(folder.resolve(name + ".java"), program));
        }
        return sources;
    }

    private static List<Map<String, Object>> operations() {
        Map<String, Object> paths = Spec.at(Spec.document(), "paths");
        return paths.keySet().stream()
                .flatMap(path -> Spec.at(paths, path).keySet().stream().map(method -> Spec.at(paths, path, method)))
                .toList();
    }

    private static String javaSample(Map<String, Object> operation) {
        if (operation.get("x-codeSamples") instanceof List<?> samples) {
            for (Object sample : samples) {
                if (sample instanceof Map<?, ?> fields && "Java".equals(fields.get("lang"))) {
                    return fields.get("source").toString();
                }
            }
        }
        throw new AssertionError(operation.get("operationId") + " has no Java sample in x-codeSamples");
    }
}
