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
import java.util.stream.Stream;

/** The Java snippets of the README and of the guides: whole classes, and others as a method {@code run} of a class. */
public final class Readme {
    private static final Path FILE = Path.of("README.md");
    private static final String IMPORTS = """
            import com.fasterxml.jackson.annotation.*;
            import dev.diglot.*;
            import dev.diglot.config.*;
            import dev.diglot.error.*;
            import dev.diglot.json.*;
            import dev.diglot.model.*;
            import dev.diglot.stream.*;
            import dev.diglot.tool.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            """;
    /** Of the snippets of a page that shows classes. */
    private static final String CLASS_IMPORTS = """
            import dev.diglot.example.*;
            import io.micrometer.context.ContextSnapshotFactory;
            import io.opentelemetry.context.Context;
            import org.slf4j.MDC;
            """;

    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (snippet|class): (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    private Readme() {}

    public static String text() throws IOException {
        return Files.readString(FILE);
    }

    /** Returns the README and all guides. */
    public static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(FILE));
        try (Stream<Path> guides = Files.list(Path.of("src/site/markdown"))) {
            guides.sorted().forEach(pages::add);
        }
        return pages;
    }

    /** Writes the source of each snippet of the README, changed, into the folder, as a file with the class's name. */
    public static List<Path> sources(Path folder, UnaryOperator<String> change) throws IOException {
        return sources(FILE, folder, change);
    }

    /** Writes the source of each snippet of a page, changed, into the folder, as a file with the class's name. */
    public static List<Path> sources(Path page, Path folder, UnaryOperator<String> change) throws IOException {
        List<Path> sources = new ArrayList<>();
        String text = Files.readString(page);
        String imports = text.contains("<!-- class: ") ? IMPORTS + CLASS_IMPORTS : IMPORTS;
        Matcher snippet = SNIPPET.matcher(text);
        while (snippet.find()) {
            boolean isClass = snippet.group(1).equals("class");
            String name = isClass ? snippet.group(2) : "Snippet_" + snippet.group(2);
            String code = change.apply(snippet.group(3));
            sources.add(
                    Files.writeString(folder.resolve(name + ".java"), isClass ? code : program(imports, name, code)));
        }
        return sources;
    }

    public static String compile(List<Path> sources, Path output) throws IOException {
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        classPath.addAll(Javac.jars("context-propagation", "micrometer", "opentelemetry", "slf4j-api"));
        classPath.add(Path.of("target/classes").toAbsolutePath());
        return Javac.compile(sources, classPath, output);
    }

    private static String program(String imports, String name, String body) {
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
        if (body.contains("(telemetry)")) {
            parameters.append(", io.opentelemetry.api.OpenTelemetry telemetry");
        }
        if (body.contains("(observations, meters)")) {
            parameters.append(", io.micrometer.observation.ObservationRegistry observations");
            parameters.append(", io.micrometer.core.instrument.MeterRegistry meters");
        }
        return program(imports, name, parameters.toString(), body);
    }

    static String program(String imports, String name, String parameters, String body) {
        return imports + "public class " + name + " {\n    public static void run(" + parameters + ") {\n" + body
                + "    }\n}\n";
    }
}
