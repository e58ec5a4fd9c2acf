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

/** The Java snippets of the README and of the guides, each as a class with a method {@code run}. */
public final class Readme {
    private static final Path FILE = Path.of("README.md");
    private static final String IMPORTS = """
            import static com.github.tomakehurst.wiremock.client.WireMock.*;
            import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
            import static org.junit.jupiter.api.Assertions.*;

            import com.fasterxml.jackson.annotation.*;
            import com.github.tomakehurst.wiremock.WireMockServer;
            import com.github.tomakehurst.wiremock.stubbing.Scenario;
            import dev.diglot.*;
            import dev.diglot.config.*;
            import dev.diglot.error.*;
            import dev.diglot.example.MicrometerBuckets;
            import dev.diglot.example.MicrometerObserver;
            import dev.diglot.example.OpenTelemetryObserver;
            import dev.diglot.json.*;
            import dev.diglot.model.*;
            import dev.diglot.stream.*;
            import dev.diglot.testkit.*;
            import dev.diglot.testkit.Reply; // a test has a class of this name too
            import dev.diglot.tool.*;
            import io.micrometer.context.ContextSnapshotFactory;
            import io.opentelemetry.context.Context;
            import io.reactivex.rxjava3.core.Flowable;
            import io.smallrye.mutiny.Multi;
            import java.io.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.reactivestreams.FlowAdapters;
            import org.slf4j.MDC;
            import reactor.adapter.JdkFlowAdapter;
            import reactor.core.publisher.Flux;
            import org.springframework.http.MediaType;
            import org.springframework.web.bind.annotation.*;
            """;
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern SHOWN_FILE =
            Pattern.compile("<!-- file: (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("\\A(// SPDX-.*\\n)+package .*\\n\\n");

    /** A file that a page shows, without license and package; its own build compiles it. */
    public record ShownFile(Path file, String shown) {
        /** Returns what the page should show. */
        public String text() throws IOException {
            return HEADER.matcher(Files.readString(file)).replaceFirst("");
        }
    }

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
        Matcher snippet = SNIPPET.matcher(Files.readString(page));
        while (snippet.find()) {
            String name = "Snippet_" + snippet.group(1);
            String body = change.apply(snippet.group(2));
            sources.add(Files.writeString(folder.resolve(name + ".java"), program(name, body)));
        }
        return sources;
    }

    /** Returns the files that a page shows in full. */
    public static List<ShownFile> files(Path page) throws IOException {
        return SHOWN_FILE
                .matcher(Files.readString(page))
                .results()
                .map(shown -> new ShownFile(Path.of(shown.group(1)), shown.group(2)))
                .toList();
    }

    public static String compile(List<Path> sources, Path output) throws IOException {
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        classPath.addAll(Javac.jars("mutiny", "reactive-streams", "reactor-core", "rxjava"));
        classPath.addAll(Javac.jars("context-propagation", "micrometer", "opentelemetry", "slf4j-api"));
        classPath.addAll(Javac.jars("spring-context", "spring-core", "spring-web"));
        classPath.addAll(Javac.jars("apiguardian-api", "junit-jupiter-api", "opentest4j", "wiremock"));
        classPath.add(Path.of("target/classes").toAbsolutePath());
        classPath.add(Path.of("target/test-classes").toAbsolutePath());
        return Javac.compile(sources, classPath, output);
    }

    private static String program(String name, String body) {
        StringBuilder parameters = new StringBuilder("String key");
        if (!body.contains("Diglot client =")) {
            parameters.append(", Diglot client");
        }
        if (!body.contains("Request request =")) {
            boolean isMessages = body.contains("client.messages()") && !body.contains("client.chat()");
            String type = isMessages ? "MessageRequest" : "ChatCompletionRequest";
            parameters.append(", ").append(type).append(" request");
        }
        if (body.contains("(subscriber)")) {
            parameters.append(", Flow.Subscriber<ChatCompletionChunk> subscriber");
        }
        if (body.contains("page.write(")) {
            parameters.append(", Writer page");
        }
        if (body.contains("(baseUrl, folder)")) {
            parameters.append(", String baseUrl, Path folder");
        }
        if (body.contains("(telemetry)")) {
            parameters.append(", io.opentelemetry.api.OpenTelemetry telemetry");
        }
        if (body.contains("(observations, meters)")) {
            parameters.append(", io.micrometer.observation.ObservationRegistry observations");
            parameters.append(", io.micrometer.core.instrument.MeterRegistry meters");
        }
        return program(IMPORTS, name, parameters.toString(), body);
    }

    static String program(String imports, String name, String parameters, String body) {
        return imports + "public class " + name + " {\n    public static void run(" + parameters
                + ") throws Exception {\n" + body + "    }\n}\n";
    }
}
