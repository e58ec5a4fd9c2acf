// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Javac;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet of the README compiles, without a warning, against the jar's classes. */
class ReadmeTest {
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetCompiles(@TempDir Path folder) throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        List<Path> sources = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(readme);
        while (snippet.find()) {
            String body = snippet.group(2);
            String name = "Snippet_" + snippet.group(1);
            sources.add(Files.writeString(folder.resolve(name + ".java"), program(name, body)));
        }
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        classPath.add(Path.of("target/classes").toAbsolutePath());

        String said = Javac.compile(sources, classPath, folder.resolve("out"));

        assertThat(said).isEmpty();
        assertThat(sources).hasSizeGreaterThan(5).hasSize(readme.split("```java", -1).length - 1);
    }

    private static String program(String name, String body) {
        StringBuilder parameters = new StringBuilder("String key");
        if (!body.contains("Diglot client =")) {
            parameters.append(", Diglot client");
        }
        if (!body.contains("ChatCompletionRequest request =")) {
            parameters.append(", ChatCompletionRequest request");
        }
        if (body.contains("(subscriber)")) {
            parameters.append(", Flow.Subscriber<ChatCompletionChunk> subscriber");
        }
        return "import dev.diglot.*;\nimport dev.diglot.config.*;\nimport dev.diglot.error.*;\n"
                + "import dev.diglot.model.*;\nimport dev.diglot.stream.*;\nimport java.util.List;\nimport java.util.Map;\n"
                + "import java.util.concurrent.*;\n"
                + "public class " + name + " {\n    public static void run(" + parameters + ") {\n" + body
                + "    }\n}\n";
    }
}
