// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.Diglot;
import dev.diglot.config.RetryPolicy;
import dev.diglot.json.JsonModel;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One server of {@code lab/odd/cases.json} next to the project; its README describes the format. */
record OddCase(JsonNode json) {
    /** The key that the responses of the cases repeat. */
    private static final String USUAL_KEY = "sk_leak_0123456789abcdef";

    /**
     * What a server does next.
     *
     * @param bytes what it sends, each time
     * @param times how often
     * @param pauseMillis how long it waits after each time
     * @param end how it ends the connection, or null if it goes on
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    record Step(
            byte[] bytes,
            int times,
            int pauseMillis,
            @Nullable String end) {
        static Step of(JsonNode json) {
            if (json.isTextual()) {
                return new Step(new byte[0], 1, 0, json.asText());
            }
            if (json.has("w")) {
                return new Step(new byte[0], 1, json.get("w").asInt(), null);
            }
            if (json.has("drip")) {
                JsonNode drip = json.get("drip");
                return new Step(
                        utf8(drip.get(0)), drip.get(2).asInt(), drip.get(1).asInt(), null);
            }
            return new Step(sent(json), 1, 0, null);
        }

        private static byte[] sent(JsonNode json) {
            if (json.has("end")) {
                return "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            }
            if (json.has("r")) {
                JsonNode repeated = json.get("r");
                return repeated.get(0).asText().repeat(repeated.get(1).asInt()).getBytes(StandardCharsets.UTF_8);
            }
            if (json.has("c")) {
                return chunk(utf8(json.get("c")));
            }
            if (json.has("cb")) {
                return chunk(base64(json.get("cb")));
            }
            return json.has("t") ? utf8(json.get("t")) : base64(json.get("b"));
        }

        private static byte[] utf8(JsonNode text) {
            return text.asText().getBytes(StandardCharsets.UTF_8);
        }

        private static byte[] base64(JsonNode text) {
            return Base64.getDecoder().decode(text.asText());
        }

        private static byte[] chunk(byte[] piece) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunk.writeBytes(piece);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            return chunk.toByteArray();
        }
    }

    static List<OddCase> all() throws IOException {
        byte[] json = Files.readAllBytes(Corpus.shared().resolve("lab/odd/cases.json"));
        List<OddCase> all = new ArrayList<>();
        Trees.read(json).get("cases").forEach(one -> all.add(new OddCase(one)));
        return all;
    }

    Dialect dialect() {
        return json.get("dialect").asText().equals("chat") ? Dialect.CHAT : Dialect.MESSAGES;
    }

    /** The modes of reading that the case is for. */
    List<ReadMode> ways() {
        JsonNode streamed = json.path("streamed");
        return Stream.of(ReadMode.values())
                .filter(way -> !streamed.isBoolean() || streamed.asBoolean() == way.isStreamed())
                .toList();
    }

    boolean isTls() {
        return json.path("tls").asBoolean();
    }

    /** Whether the server reads the body of a request before it responds. */
    boolean isRequestRead() {
        return json.path("reads_body").asBoolean(true);
    }

    /** What the server does as soon as a connection is made, before any request. */
    List<Step> onAccept() {
        return steps(json.path("on_accept"));
    }

    /** The response to the request after this many earlier ones; the last response repeats. */
    List<Step> response(int before) {
        JsonNode responses = json.get("answers");
        return steps(responses.get(Math.min(before, responses.size() - 1)));
    }

    private static List<Step> steps(JsonNode list) {
        List<Step> steps = new ArrayList<>();
        list.forEach(step -> steps.add(Step.of(step)));
        return steps;
    }

    /** How many calls are made, of which the last counts. */
    int calls() {
        return option("calls", 1);
    }

    int pauseMillis() {
        return option("pause_ms", 150);
    }

    String key() {
        return json.path("options").path("key").asText(USUAL_KEY);
    }

    JsonModel request() {
        return CallForm.request(dialect(), "h".repeat(option("request_bytes", 2)));
    }

    /** A client of the server behind this address, with the options of the case. */
    Diglot client(String address) {
        JsonNode options = json.path("options");
        Diglot.Builder client = Diglot.builder()
                .baseUrl(options.path("scheme").asText("http") + "://" + address)
                .apiKey(key())
                .connectTimeout(Duration.ofMillis(option("connect_ms", 2000)))
                .responseTimeout(Duration.ofMillis(option("response_ms", 2500)))
                .idleTimeout(Duration.ofMillis(option("idle_ms", 2000)))
                .retryPolicy(RetryPolicy.standard()
                        .withMaxRetries(option("retries", 0))
                        .withBackoff(Duration.ofMillis(option("first_wait_ms", 20)), Duration.ofMillis(200)));
        if (options.has("deadline_ms")) {
            client.deadline(Duration.ofMillis(options.get("deadline_ms").asInt()));
        }
        return client.build();
    }

    private int option(String name, int usual) {
        return json.path("options").path(name).asInt(usual);
    }

    @Override
    public String toString() {
        return json.get("id").asText() + " (" + json.get("about").asText() + ") "
                + json.get("dialect").asText() + " " + json.path("streamed").asText();
    }
}
