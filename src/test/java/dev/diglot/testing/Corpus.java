// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The recorded exchanges outside the project; present only where the system property {@code diglot.shared} is set. */
public final class Corpus {
    private static final Path SHARED = Path.of(System.getProperty("diglot.shared", "../shared"));

    /** One exchange: its folder, endpoint (chat or messages), status and the response's file name. */
    public record Exchange(String dir, String endpoint, int status, String response) {
        public boolean streamed() {
            return response.endsWith(".sse");
        }

        public boolean hasRequest() {
            return Files.exists(path("request.json"));
        }

        public byte[] request() {
            return bytes(path("request.json"));
        }

        public byte[] responseBytes() {
            return bytes(path(response));
        }

        private Path path(String file) {
            return SHARED.resolve("corpus").resolve(dir).resolve(file);
        }

        @Override
        public String toString() {
            return dir;
        }
    }

    private Corpus() {}

    public static Path shared() {
        return SHARED;
    }

    public static List<Exchange> exchanges() {
        List<Exchange> all = new ArrayList<>();
        for (JsonNode entry : Trees.read(bytes(SHARED.resolve("corpus/index.json")))) {
            all.add(new Exchange(
                    entry.get("dir").asText(),
                    entry.get("endpoint").asText(),
                    entry.get("status").asInt(),
                    entry.get("response").asText()));
        }
        return all;
    }

    /** The JSON payloads of a recorded stream, split without any code of ours. */
    public static List<String> payloads(byte[] stream) {
        List<String> payloads = new ArrayList<>();
        for (String line : new String(stream, java.nio.charset.StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
            String data = line.startsWith("data:") ? line.substring(5).trim() : "";
            if (!data.isEmpty() && !data.equals("[DONE]")) {
                payloads.add(data);
            }
        }
        return payloads;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
