// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.TextCharset;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recorded request and its response, and the format of their files.
 *
 * <p>The bodies are in files of their own, as they were sent: {@code 001-request.json} and {@code 001-response.sse}, for
 * example, or {@code .txt} or {@code .bin}. There is no file for an empty body. The rest is in {@code 001.http}:
 *
 * <pre>{@code
 * POST /v1/chat/completions
 * accept: text/event-stream
 * content-type: application/json
 *
 * 200
 * content-type: text/event-stream
 *
 * head-ms: 210
 * body-ms: 0 35 40
 * end: complete
 * }</pre>
 *
 * <p>{@code head-ms} is the time from the request to the head of the response, {@code body-ms} the time before each
 * event of a stream, or before the whole of another body. A missing time is 0. {@code end: cut} means that the
 * connection was closed within the body, or before the response if the status is 0.
 *
 * @param name the number of the request, with at least three digits
 * @param request the request
 * @param response the response
 */
record Recording(String name, HttpConnection.Request request, RecordedResponse response) {
    private static final List<String> TYPES = List.of("json", "sse", "txt", "bin");
    private static final Pattern FILE =
            Pattern.compile("(\\d{3,9})(\\.http|-(request|response)\\.(" + String.join("|", TYPES) + "))");

    /**
     * A response.
     *
     * @param status the HTTP status; 0 if there was no response
     * @param headers the headers
     * @param body the body, or the received part of it
     * @param millis the times before the head and before each part of the body; missing ones are 0
     * @param isCut whether the connection was closed before the end of the body
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record RecordedResponse(
            int status, Map<String, List<String>> headers, byte[] body, List<Long> millis, boolean isCut) {}

    /** Returns where the parts of a body end: the events of a stream, or the whole of another body. */
    static List<Integer> partEnds(byte[] body, Map<String, List<String>> headers) {
        boolean isStream = type(body, headers).equals("sse");
        List<Integer> ends = new ArrayList<>();
        boolean isLineEmpty = false;
        for (int i = 0; isStream && i < body.length - 1; i++) {
            if (body[i] == '\n' && isLineEmpty) {
                ends.add(i + 1);
            }
            isLineEmpty = body[i] == '\n' || (isLineEmpty && body[i] == '\r');
        }
        if (body.length > 0) {
            ends.add(body.length);
        }
        return ends;
    }

    /** Returns the file of a body, whatever its type, or null if the body is empty. */
    static @Nullable Path bodyFile(Path folder, String prefix) {
        return TYPES.stream()
                .map(type -> folder.resolve(prefix + "." + type))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    /** Returns the name of the file that holds most of the request. */
    String requestFile() {
        return request.body().length == 0
                ? name + ".http"
                : name + "-request." + type(request.body(), request.headers());
    }

    /** Deletes the recording that a folder contains, and no other file. */
    static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
    }

    /**
     * Writes the files.
     *
     * @param redact receives the text of each file, and returns what is written
     */
    void write(Path folder, UnaryOperator<String> redact) throws IOException {
        writeBody(folder, "request", request.body(), request.headers(), redact);
        writeBody(folder, "response", response.body, response.headers, redact);
        String text = request.method() + " " + request.target() + "\n"
                + lines(Recorder.forwarded(request.headers())) + "\n"
                + response.status + "\n" + lines(response.headers)
                + "\nhead-ms:" + millis(0, 1) + "\nbody-ms:" + millis(1, Integer.MAX_VALUE)
                + "\nend: " + (response.isCut ? "cut" : "complete") + "\n";
        Files.writeString(folder.resolve(name + ".http"), redact.apply(text));
    }

    private String millis(int from, int count) {
        return response.millis.stream()
                .skip(from)
                .limit(count)
                .map(time -> " " + time)
                .collect(Collectors.joining());
    }

    private void writeBody(
            Path folder, String side, byte[] body, Map<String, List<String>> headers, UnaryOperator<String> redact)
            throws IOException {
        if (body.length > 0) {
            Path file = folder.resolve(name + "-" + side + "." + type(body, headers));
            Files.write(file, redact(body, contentType(headers), redact));
        }
    }

    /** Returns a body whose text was redacted. Bytes that are no text are kept. */
    static byte[] redact(byte[] body, String contentType, UnaryOperator<String> redact) {
        if (body.length == 0) {
            return body;
        }
        Charset charset = TextCharset.of(body, contentType);
        boolean isText = Arrays.equals(body, new String(body, charset).getBytes(charset));
        Charset lossless = isText ? charset : ISO_8859_1;
        return redact.apply(new String(body, lossless)).getBytes(lossless);
    }

    /** Returns the content type, or an empty text. */
    static String contentType(Map<String, List<String>> headers) {
        return headers.getOrDefault("content-type", List.of("")).get(0);
    }

    /** Returns the extension of a body's file. Malformed JSON is a text. */
    private static String type(byte[] body, Map<String, List<String>> headers) {
        String contentType = contentType(headers).toLowerCase(Locale.ROOT);
        if (contentType.contains("event-stream")) {
            return "sse";
        }
        if (contentType.contains("json") && isJson(body)) {
            return "json";
        }
        return contentType.contains("json") || contentType.startsWith("text/") ? "txt" : "bin";
    }

    private static boolean isJson(byte[] body) {
        try {
            Object unused = Json.parse(body, 0, body.length);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String lines(Map<String, List<String>> headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, values) -> values.forEach(value -> lines.append(name.toLowerCase(Locale.ROOT))
                .append(": ")
                .append(value)
                .append("\n")));
        return lines.toString();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> FILE.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
    }

    /**
     * Reads the recordings in a folder, in the order of their numbers.
     *
     * @throws IllegalArgumentException if a file is malformed, or there is none; the message names the file and line
     */
    static List<Recording> readAll(Path folder) throws IOException {
        Map<Integer, Recording> recordings = new TreeMap<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".http")) {
                String number = name.substring(0, name.indexOf('.'));
                recordings.put(Integer.valueOf(number), new RecordingParser(file, number).recording());
            }
        }
        if (recordings.isEmpty()) {
            throw new IllegalArgumentException("There is no recording, such as 001.http, in " + folder);
        }
        return List.copyOf(recordings.values());
    }
}
