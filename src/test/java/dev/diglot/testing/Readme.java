// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Java snippets of the README, each as a class with a method {@code run}. */
public final class Readme {
    private static final Path FILE = Path.of("README.md");
    private static final String IMPORTS = """
            import dev.diglot.*;
            import dev.diglot.config.*;
            import dev.diglot.error.*;
            import dev.diglot.model.*;
            import dev.diglot.stream.*;
            import java.util.*;
            import java.util.concurrent.*;
            """;
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    private Readme() {}

    public static String text() throws IOException {
        return Files.readString(FILE);
    }

    /** Writes the source of each snippet, changed, into the folder; the files carry the names of the classes. */
    public static List<Path> sources(Path folder, UnaryOperator<String> change) throws IOException {
        List<Path> sources = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(text());
        while (snippet.find()) {
            String name = "Snippet_" + snippet.group(1);
            String body = change.apply(snippet.group(2));
            sources.add(Files.writeString(folder.resolve(name + ".java"), program(name, body)));
        }
        return sources;
    }

    public static String compile(List<Path> sources, Path output) throws IOException {
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        classPath.add(Path.of("target/classes").toAbsolutePath());
        return Javac.compile(sources, classPath, output);
    }

    private static String program(String name, String body) {
        StringBuilder parameters = new StringBuilder("String key");
        if (!body.contains("Diglot client =")) {
            parameters.append(", Diglot client");
        }
        if (!body.contains("Request request =")) {
            String type = body.contains("toTokenCountRequest") ? "MessageRequest" : "ChatCompletionRequest";
            parameters.append(", ").append(type).append(" request");
        }
        if (body.contains("(subscriber)")) {
            parameters.append(", Flow.Subscriber<ChatCompletionChunk> subscriber");
        }
        return program(IMPORTS, name, parameters.toString(), body);
    }

    static String program(String imports, String name, String parameters, String body) {
        return imports + "public class " + name + " {\n    public static void run(" + parameters + ") {\n" + body
                + "    }\n}\n";
    }
}
