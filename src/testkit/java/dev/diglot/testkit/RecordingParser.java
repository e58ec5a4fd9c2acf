// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the files of one {@link Recording}. Used once. */
final class RecordingParser {
    private final Path file;
    private final String name;
    private final List<String> lines;
    private int next;

    /** Opens a file such as {@code 001.http}, whose name without its extension is given. */
    RecordingParser(Path file, String name) throws IOException {
        this.file = file;
        this.name = name;
        this.lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
    }

    /**
     * Reads the recording.
     *
     * @throws IllegalArgumentException if a file is malformed; the message names the file and line
     */
    Recording recording() throws IOException {
        String[] operation = next("\\S+ \\S+", "a method and a path, such as POST /v1/messages")
                .split(" ", 2);
        Map<String, List<String>> requestHeaders = headers();
        int status = Integer.parseInt(next("\\d{1,3}", "a status, such as 200"));
        Map<String, List<String>> headers = headers();
        List<Long> millis = new ArrayList<>(numbers("head-ms:( +\\d{1,9})?", "head-ms: and a number"));
        if (millis.isEmpty()) {
            millis.add(0L);
        }
        millis.addAll(numbers("body-ms:(?!.*\\d{10})[ \\d]*", "body-ms: and numbers"));
        boolean isCut =
                next("end: (complete|cut)", "end: complete, or end: cut").endsWith("cut");
        return new Recording(
                name,
                new HttpConnection.Request(operation[0], operation[1], requestHeaders, body(name + "-request")),
                new Recording.RecordedResponse(status, headers, body(name + "-response"), millis, isCut));
    }

    private Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        while (next < lines.size() && !lines.get(next).isEmpty()) {
            String[] header = next("[^:]+:.*", "a header, or an empty line after the headers")
                    .split(": *", 2);
            headers.computeIfAbsent(header[0], added -> new ArrayList<>()).add(header[1]);
        }
        next++;
        return headers;
    }

    private List<Long> numbers(String pattern, String expected) {
        return Stream.of(next(pattern, expected).split(" +", -1))
                .skip(1)
                .map(Long::valueOf)
                .toList();
    }

    /** Returns the next line, without spaces at its end. */
    private String next(String pattern, String expected) {
        String line = next < lines.size() ? lines.get(next).stripTrailing() : "";
        next++;
        if (!line.matches(pattern)) {
            throw new IllegalArgumentException(file + ", line " + next + ": expected " + expected);
        }
        return line;
    }

    private byte[] body(String prefix) throws IOException {
        Path body = Recording.bodyFile(file.resolveSibling(""), prefix);
        byte[] bytes = body == null ? new byte[0] : Files.readAllBytes(body);
        if (body != null && body.toString().endsWith("-request.json")) {
            try {
                Object unused = Json.parse(bytes, 0, bytes.length); // otherwise, it would match nothing
            } catch (IOException e) {
                throw new IllegalArgumentException(body + ": " + Sanitizer.NONE.line(e.toString(), 500), e);
            }
        }
        return bytes;
    }
}
