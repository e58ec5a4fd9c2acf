// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.model.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Responds as recorded in the files of a {@link Recording}, without a network. Thread-safe.
 *
 * <p>A request matches a recorded one if method, path and body are equal after secrets are masked and the text is
 * redacted; JSON is compared by value. Responses to equal requests are sent in their recorded order, and the last one is
 * repeated. A request that matches none receives status 400, with the closest recording and the differences.
 */
final class Recordings implements Exchange.Responder {
    private static final int MAX_DIFFERENCES = 10;
    private static final int MAX_MESSAGE = 2000;

    /** A recording of another path is closest only if there is none of the same path. */
    private static final int OTHER_PATH = 1_000_000;

    /** What is compared. The body is free-form JSON, or text with a character for each byte. */
    private record Key(String operation, @Nullable Object body) {
        static Key of(HttpConnection.Request request) {
            return new Key(request.method() + " " + request.target(), value(request.body()));
        }

        private static @Nullable Object value(byte[] body) {
            try {
                return byValue(Json.parse(body, 0, body.length));
            } catch (IOException e) {
                return new String(body, ISO_8859_1);
            }
        }

        /** Returns JSON in which equal numbers, such as 1 and 1.0, are equal objects. */
        private static @Nullable Object byValue(@Nullable Object json) {
            if (json instanceof List<?> items) {
                return items.stream().map(Key::byValue).collect(Collectors.toCollection(ArrayList::new));
            }
            if (json instanceof Map<?, ?> members) {
                Map<Object, @Nullable Object> values = new LinkedHashMap<>();
                members.forEach((name, value) -> values.put(name, byValue(value)));
                return values;
            }
            return json instanceof Number number ? number(number) : json;
        }

        private static Object number(Number number) {
            try {
                return new BigDecimal(number.toString()).stripTrailingZeros();
            } catch (NumberFormatException | ArithmeticException e) {
                return number; // too large
            }
        }
    }

    /** The responses to equal requests. */
    private record Responses(List<Recording> recordings, AtomicInteger sent) {
        Recording next() {
            return recordings.get(sent.getAndUpdate(index -> Math.min(index + 1, recordings.size() - 1)));
        }
    }

    private final Map<Key, Responses> byRequest = new LinkedHashMap<>();
    private final boolean atRecordedPace;
    private final UnaryOperator<String> redact;

    private Recordings(List<Recording> recordings, boolean atRecordedPace, UnaryOperator<String> redact) {
        for (Recording recording : recordings) {
            byRequest
                    .computeIfAbsent(
                            Key.of(recording.request()), added -> new Responses(new ArrayList<>(), new AtomicInteger()))
                    .recordings()
                    .add(recording);
        }
        this.atRecordedPace = atRecordedPace;
        this.redact = redact;
    }

    /**
     * Reads the recordings in a folder.
     *
     * @param atRecordedPace whether to wait as the real endpoint did
     * @param redact what redacted the recording, so that requests match
     * @throws IllegalArgumentException if a file is malformed, or there is none; the message names the file and line
     */
    static Recordings read(Path folder, boolean atRecordedPace, UnaryOperator<String> redact) {
        try {
            return new Recordings(Recording.readAll(folder), atRecordedPace, redact);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recordings in " + folder + ": " + e, e);
        }
    }

    @Override
    public void respond(Exchange exchange) throws IOException {
        HttpConnection.Request request = new SecretMask(exchange.request()).request();
        byte[] body = Recording.redact(request.body(), Recording.contentType(request.headers()), redact);
        Key key = Key.of(new HttpConnection.Request(
                request.method(),
                redact.apply(request.method() + " " + request.target()).split(" ", 2)[1],
                request.headers(),
                body));
        Responses responses = byRequest.get(key);
        if (responses == null) {
            sendError(exchange, 400, "invalid_request_error", mismatch(key));
        } else {
            send(exchange, responses.next().response());
        }
    }

    private void send(Exchange exchange, Recording.RecordedResponse response) throws IOException {
        byte[] body = response.body();
        pause(exchange, response, 0);
        if (response.status() == 0) {
            return; // closes the connection
        }
        if (body.length == 0 && !response.isCut()) {
            exchange.send(response.status(), response.headers(), body);
            return;
        }
        exchange.head(response.status(), response.headers());
        List<Integer> ends = atRecordedPace ? Recording.partEnds(body, response.headers()) : List.of(body.length);
        int sent = 0;
        for (int i = 0; i < ends.size(); i++) {
            pause(exchange, response, i + 1);
            exchange.chunk(Arrays.copyOfRange(body, sent, ends.get(i)));
            sent = ends.get(i);
        }
        if (!response.isCut()) {
            exchange.end();
        }
    }

    private void pause(Exchange exchange, Recording.RecordedResponse response, int part) throws IOException {
        if (atRecordedPace && part < response.millis().size()) {
            exchange.pause(Duration.ofMillis(response.millis().get(part)));
        }
    }

    private String mismatch(Key received) {
        Map.Entry<Key, Responses> closest = byRequest.entrySet().stream()
                .min(Comparator.comparingInt(entry -> distance(entry.getKey(), received)))
                .orElseThrow();
        List<JsonDifference> differences = differences(closest.getKey(), received);
        String shown = differences.stream()
                .limit(MAX_DIFFERENCES)
                .map(JsonDifference::toString)
                .collect(Collectors.joining("; "));
        int more = differences.size() - MAX_DIFFERENCES;
        return "No recording matches " + received.operation() + ". Closest is "
                + closest.getValue().recordings().get(0).requestFile() + ": " + shown
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private static int distance(Key recorded, Key received) {
        int ofPath = recorded.operation().equals(received.operation()) ? 0 : OTHER_PATH;
        return ofPath + differences(recorded, received).size();
    }

    private static List<JsonDifference> differences(Key recorded, Key received) {
        List<JsonDifference> differences = new ArrayList<>();
        if (!recorded.operation().equals(received.operation())) {
            differences.add(new JsonDifference("path", recorded.operation(), received.operation()));
        }
        differences.addAll(JsonDifference.between(recorded.body(), received.body()));
        return differences;
    }

    /** Sends an error in the shape of the request's dialect. */
    static void sendError(Exchange exchange, int status, String type, String message) throws IOException {
        Map<String, String> error = Map.of("type", type, "message", Sanitizer.NONE.line(message, MAX_MESSAGE));
        boolean isMessages = exchange.request().dialect() == Dialect.MESSAGES;
        Map<String, Object> body = isMessages ? Map.of("type", "error", "error", error) : Map.of("error", error);
        exchange.send(
                status,
                Map.of("content-type", List.of("application/json")),
                Json.write(body).getBytes(UTF_8));
    }
}
