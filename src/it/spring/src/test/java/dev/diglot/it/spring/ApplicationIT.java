// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The executable jar in each mode, between a web client and an endpoint. */
@Timeout(120)
class ApplicationIT {
    private static final String MESSAGES = "[{\"role\":\"system\",\"content\":\"Be brief.\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"1 + 1?\"},"
            + "{\"type\":\"newer\",\"value\":0.5}]}]";

    private static final int JAVA = RunningApplication.javaVersion();
    private static final Map<Mode, RunningApplication> APPLICATIONS = new EnumMap<>(Mode.class);
    private static final HttpClient BROWSER =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger EVENTS = new AtomicInteger();
    private static final AtomicInteger PAGES = new AtomicInteger();
    private static final AtomicInteger CONVERSATIONS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static Endpoint endpoint;

    static List<Mode> modes() {
        return Stream.of(Mode.values())
                .filter(mode -> mode != Mode.VIRTUAL_THREADS || JAVA >= 21)
                .toList();
    }

    /** The secrets are in the environment and in a file: a command line is visible to everyone on the machine. */
    @BeforeAll
    static void start() throws IOException {
        endpoint = new Endpoint();
        Path secrets = Files.writeString(
                folder.resolve("secrets.properties"),
                "diglot.headers.x-session-token=" + TestKey.other() + "\nbackup.login=me:" + TestKey.value());
        for (Mode mode : modes()) {
            APPLICATIONS.put(
                    mode,
                    RunningApplication.start(
                            mode,
                            "--diglot.base-url=" + endpoint.url(),
                            "--spring.config.additional-location=" + secrets.toUri()));
        }
    }

    @AfterAll
    static void stop() {
        APPLICATIONS.values().forEach(RunningApplication::close);
        endpoint.close();

        assertThat(APPLICATIONS)
                .allSatisfy((mode, application) -> assertThat(application.output())
                        .as("output in mode %s", mode)
                        .contains(mode == Mode.AOT ? "Starting AOT-processed Application" : "Starting Application")
                        .doesNotContain(TestKey.value(), TestKey.other()));
        System.out.printf(
                "=== spring: Boot %s, java %d, modes %s: %d events relayed, %d conversations stored, %d actuator pages%n",
                System.getProperty("it.boot"),
                JAVA,
                APPLICATIONS.keySet(),
                EVENTS.get(),
                CONVERSATIONS.get(),
                PAGES.get());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void eachEventIsRelayedBeforeTheNextIsSent(Mode mode) throws Exception {
        Semaphore relayed = new Semaphore(0);
        endpoint.respond(exchange -> {
            exchange.stream();
            for (String chunk : Replies.CHUNKS) {
                exchange.event(chunk);
                if (!relayed.tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new IOException("the event was not relayed");
                }
            }
            exchange.event("[DONE]");
        });

        HttpResponse<InputStream> response = open(mode, "/chat?question=1%2B1&session=" + mode);

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        try (BufferedReader lines = reader(response)) {
            for (String chunk : Replies.CHUNKS) {
                assertThat(lines.readLine()).isEqualTo("data:" + chunk);
                assertThat(lines.readLine()).isEmpty();
                EVENTS.incrementAndGet();
                relayed.release();
            }
            assertThat(lines.readLine()).isNull();
        }
        Endpoint.Request request = endpoint.request();
        assertThat(request.body()).contains("\"content\":\"1+1\"", "\"stream\":true");
        assertThat(request.headers().getFirst("authorization")).isEqualTo("Bearer " + TestKey.value());
        assertThat(request.headers().getFirst("x-session-token")).isEqualTo(TestKey.other());
        assertThat(request.headers().getFirst("cookie")).isEqualTo(TestKey.other());
        assertThat(request.headers().getFirst("x-application")).isEqualTo("it");
        assertThat(request.headers().getFirst("x-session")).isEqualTo(mode.name());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void closingThePageEndsTheExchangeWithTheEndpoint(Mode mode) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        endpoint.respond(exchange -> {
            exchange.stream();
            try {
                while (true) {
                    exchange.event(Replies.CHUNKS.get(0));
                }
            } catch (IOException e) {
                ended.countDown();
                throw e;
            }
        });

        HttpResponse<InputStream> response = open(mode, "/chat?question=1");
        try (BufferedReader lines = reader(response)) {
            assertThat(lines.readLine()).isEqualTo("data:" + Replies.CHUNKS.get(0));
        }

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        endpoint.request();
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void conversationIsStoredAndReturnedWithoutLoss(Mode mode) throws Exception {
        String conversation = "{\"messages\":" + MESSAGES + ",\"reply\":" + Replies.WHOLE + "}";
        endpoint.respond(exchange -> exchange.json(Replies.WHOLE));

        assertThat(body(mode, "POST", "/conversations/a?session=ask" + mode, MESSAGES))
                .isEqualTo(conversation);
        assertThat(body(mode, "/conversations/a")).isEqualTo(conversation);
        assertThat(body(mode, "PUT", "/conversations/b", conversation)).isEqualTo(conversation);
        assertThat(body(mode, "/conversations/b")).isEqualTo(conversation);

        Endpoint.Request request = endpoint.request();
        assertThat(request.body()).contains("\"messages\":" + MESSAGES);
        assertThat(request.headers().getFirst("x-session")).isEqualTo("ask" + mode);
        assertThat(body(mode, "/calls"))
                .contains("{\"operation\":\"createChatCompletion\",\"virtual\":" + (mode == Mode.VIRTUAL_THREADS)
                        + ",\"session\":\"ask" + mode + "\",\"outcome\":\"It is 2.\"}");
        CONVERSATIONS.addAndGet(2);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void actuatorShowsNoSecret(Mode mode) throws Exception {
        for (String page : List.of("", "/configprops", "/env", "/env/diglot.api-key", "/beans", "/health")) {
            assertThat(body(mode, "/actuator" + page))
                    .as(page)
                    .isNotEmpty()
                    .doesNotContain(TestKey.value(), TestKey.other());
            PAGES.incrementAndGet();
        }
        assertThat(body(mode, "/actuator/configprops"))
                .contains("\"apiKey\":\"******\"", "\"x-session-token\":\"******\"")
                .contains("\"baseUrl\":\"" + endpoint.url() + "\"", "\"x-application\":\"it\"");
        assertThat(body(mode, "/actuator/env"))
                .containsPattern(shown("DIGLOT_HEADERS_COOKIE", "******"))
                .containsPattern(shown("MODEL_KEY", "******"))
                .containsPattern(shown("backup.login", "******"))
                .containsPattern(shown("diglot.api-key", "******"))
                .containsPattern(shown("diglot.headers.x-session-token", "******"))
                .containsPattern(shown("diglot.base-url", endpoint.url()));
    }

    private static String shown(String property, String value) {
        return Pattern.quote("\"" + property + "\":{") + "[^{}]*" + Pattern.quote("\"value\":\"" + value + "\"");
    }

    @Test
    void wrongPropertyEndsTheProgramWithItsName() throws Exception {
        try (RunningApplication wrong = RunningApplication.start(Mode.PLAIN, "--diglot.base-url=ftp://127.0.0.1")) {
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.output())
                    .contains("The property diglot.base-url is wrong: baseUrl \"ftp://127.0.0.1\" must begin with")
                    .doesNotContain(TestKey.value());
        }
    }

    private static String body(Mode mode, String path) throws Exception {
        return body(mode, "GET", path, "");
    }

    private static String body(Mode mode, String method, String path, String json) throws Exception {
        HttpResponse<String> response = send(mode, method, path, json, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static HttpResponse<InputStream> open(Mode mode, String path) throws Exception {
        return send(mode, "GET", path, "", BodyHandlers.ofInputStream());
    }

    private static <T> HttpResponse<T> send(
            Mode mode, String method, String path, String json, HttpResponse.BodyHandler<T> handler) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(APPLICATIONS.get(mode).url() + path))
                .method(method, BodyPublishers.ofString(json))
                .header("content-type", "application/json")
                .build();
        return BROWSER.send(request, handler);
    }
}
