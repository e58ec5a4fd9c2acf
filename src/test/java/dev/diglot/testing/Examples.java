// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code spec/examples}; their names state the dialect and what they are. */
public final class Examples {
    private static final Path FOLDER = Spec.ROOT.resolve("examples");
    private static final String STREAM = "-stream.sse";
    private static final String ACCUMULATED = "-stream.folded.json";

    /** One JSON document of an example: a request, a response, or one payload of a stream. */
    public record Document(String name, String schema, String json) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Examples() {}

    public static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json") || name.endsWith(".sse"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    public static List<Document> documents() {
        List<Document> documents = new ArrayList<>();
        for (String name : names()) {
            if (name.endsWith(".sse")) {
                int number = 0;
                for (String payload : Corpus.payloads(bytes(name))) {
                    documents.add(new Document(name + "#" + number++, schema(name), payload));
                }
            } else {
                documents.add(new Document(name, schema(name), text(name)));
            }
        }
        return documents;
    }

    /** The streams; next to each is what it accumulates to. */
    public static List<String> streams() {
        return names().stream().filter(name -> name.endsWith(STREAM)).toList();
    }

    /** The file with what a stream accumulates to. */
    public static String accumulated(String stream) {
        return stream.replace(STREAM, ACCUMULATED);
    }

    /** The schema of an example, or of what a stream accumulates to. */
    public static String schema(String name) {
        if (name.endsWith(ACCUMULATED)) {
            return SpecOperation.of(name.replace(ACCUMULATED, STREAM)).response();
        }
        return SpecOperation.schema(name);
    }
}
