// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the guides: their Java snippets, and the files that they show. */
public final class Readme {
    private static final String IMPORTS = """
            import static com.github.tomakehurst.wiremock.client.WireMock.*;
            import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
            import static org.junit.jupiter.api.Assertions.*;

            import com.fasterxml.jackson.annotation.*;
            import com.fasterxml.jackson.databind.ObjectMapper;
            import com.github.tomakehurst.wiremock.WireMockServer;
            import com.github.tomakehurst.wiremock.stubbing.Scenario;
            import dev.diglot.*;
            import dev.diglot.api.*;
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
            import java.math.BigDecimal;
            import java.net.InetSocketAddress;
            import java.net.ProxySelector;
            import java.net.http.HttpClient;
            import java.nio.charset.StandardCharsets;
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
    private static final Pattern SNIPPET = Pattern.compile(
            "<!-- snippet: (?<name>\\w+) -->\\s*(<!-- replies: (?<replies>.*?) -->\\s*)?"
                    + "```java\\n(?<code>.*?)```(\\s*```text\\n(?<printed>.*?)```)?",
            Pattern.DOTALL);
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

    /** Returns the text of all pages. */
    public static String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path page : pages()) {
            text.append(Files.readString(page));
        }
        return text.toString();
    }

    /** Returns the README, the page for coding assistants, and all guides. */
    public static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("llms.txt")));
        try (Stream<Path> guides = Files.list(Path.of("src/site/markdown"))) {
            guides.sorted().forEach(pages::add);
        }
        return pages;
    }

    /** Returns the snippets of all pages. */
    public static List<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages()) {
            snippets.addAll(snippets(page));
        }
        return snippets;
    }

    /** Returns the snippets of a page. */
    public static List<Snippet> snippets(Path page) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        Matcher found = SNIPPET.matcher(Files.readString(page));
        while (found.find()) {
            snippets.add(new Snippet(
                    page, found.group("name"), found.group("replies"), found.group("code"), found.group("printed")));
        }
        return snippets;
    }

    /** Returns the files that a page shows in full. */
    public static List<ShownFile> files(Path page) throws IOException {
        return SHOWN_FILE
                .matcher(Files.readString(page))
                .results()
                .map(shown -> new ShownFile(Path.of(shown.group(1)), shown.group(2)))
                .toList();
    }

    /** Compiles against the class path of the tests; returns what the compiler reports. */
    public static String compile(List<Path> sources, Path output) throws IOException {
        return Javac.compile(sources, Javac.jars(""), output);
    }

    static String program(String name, String body) {
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
