// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import dev.diglot.testing.Compressed;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Examples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is fuzzed: a class that takes any bytes, and the inputs from {@code spec/examples} that the search begins with. */
enum Target {
    JSON(JsonFuzz.class),
    MODELS(ModelFuzz.class),
    SSE(SseFuzz.class),
    ERRORS(ErrorFuzz.class),
    ACCUMULATORS(AccumulatorFuzz.class),
    COMPRESSION(CompressionFuzz.class),
    BASE_URLS(BaseUrlFuzz.class);

    private final Class<?> fuzzed;

    Target(Class<?> fuzzed) {
        this.fuzzed = fuzzed;
    }

    String className() {
        return fuzzed.getName();
    }

    /** The name of the folder with inputs that failed once. */
    String folder() {
        return fuzzed.getSimpleName();
    }

    List<byte[]> seeds() {
        return switch (this) {
            case JSON -> json();
            case MODELS -> models();
            case SSE -> streams();
            case ERRORS -> errors();
            case ACCUMULATORS -> events();
            case COMPRESSION -> compressed();
            case BASE_URLS -> urls();
        };
    }

    void run(byte[] input) throws ReflectiveOperationException {
        fuzzed.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
    }

    private static List<byte[]> json() {
        List<byte[]> seeds = new ArrayList<>(events());
        Examples.documents().forEach(document -> seeds.add(bytes(document.json())));
        return seeds;
    }

    private static List<byte[]> models() {
        List<byte[]> seeds = new ArrayList<>();
        for (Examples.Document document : Examples.documents()) {
            seeds.add(input(ModelFuzz.MODELS.indexOf(document.schema()), bytes(document.json())));
        }
        return seeds;
    }

    private static List<byte[]> streams() {
        return Examples.streams().stream().map(Examples::bytes).toList();
    }

    private static List<byte[]> errors() {
        List<byte[]> seeds = new ArrayList<>();
        for (String name : Examples.names()) {
            if (name.contains("-error-") && name.endsWith("-response.json")) {
                byte[] withCharset = input(0, Examples.bytes(name));
                seeds.add(input((429 - 200) / 2, withCharset));
            }
        }
        return seeds;
    }

    /** The payloads of each stream, one a line. */
    private static List<byte[]> events() {
        return streams().stream()
                .map(stream -> bytes(String.join("\n", Corpus.payloads(stream))))
                .toList();
    }

    private static List<byte[]> compressed() {
        List<byte[]> seeds = new ArrayList<>();
        for (Compressed encoding : Compressed.values()) {
            int choice = encoding.encoding().equals("gzip") ? 0 : 2;
            seeds.add(input(choice, encoding.of(Examples.bytes("chat-hello-response.json"))));
            seeds.add(input(choice + 1, encoding.of(Examples.bytes("chat-stream-stream.sse"))));
        }
        return seeds;
    }

    private static List<byte[]> urls() {
        return List.of(
                bytes("https://api.example.com/v1"),
                bytes("http://127.0.0.1:8080/api/v3/chat/completions"),
                bytes("https://user:password@example.com:443/prefix/v1/messages?q=1#f"),
                bytes("https://[::1]:8443/%7Bx%7D//v1/"),
                bytes("HTTPS://b\u00fccher.example/\u8def"));
    }

    private static byte[] input(int choice, byte[] rest) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(choice);
        input.writeBytes(rest);
        return input.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
