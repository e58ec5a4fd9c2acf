// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diglot.testing.TestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the guide {@code bulk.md} in a process of its own, which is killed. */
class BulkTest {
    private static final int LIMIT = 16;

    /** The exit code of a process that was ended by SIGKILL. */
    private static final int KILLED = 128 + 9;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path prompts;
    private Path replies;
    private Path failures;

    @BeforeEach
    void nameFiles() {
        prompts = folder.resolve("prompts.jsonl");
        replies = folder.resolve("replies.jsonl");
        failures = folder.resolve("failures.jsonl");
    }

    @Test
    @Tag("load")
    void eachPromptHasOneLineThoughTheProcessIsKilled() throws Exception {
        int count = 2000;
        int kills = 4;
        Random random = new Random(20261130);
        writePrompts(count);

        List<BulkEndpoint> endpoints = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            try (BulkEndpoint endpoint = new BulkEndpoint(LIMIT, 150 + random.nextInt(200), -1)) {
                endpoints.add(endpoint);
                killAfterRequests(endpoint);
            }
        }
        try (BulkEndpoint endpoint = new BulkEndpoint(LIMIT, 0, -1)) {
            endpoints.add(endpoint);
            assertThat(exitCode(start(endpoint))).isZero();
        }

        assertEachHasOneLine(count);
        assertThat(failures).isEmptyFile();
        assertThat(endpoints).extracting(BulkEndpoint::maxInFlight).containsOnly(LIMIT);
        List<Long> inPauses = endpoints.stream()
                .flatMap(endpoint -> endpoint.arrivalsInPauses().stream())
                .toList();
        assertThat(inPauses)
                .as("requests that were sent before the process had read that it should pause")
                .hasSize(2 * endpoints.size())
                .allSatisfy(arrivals -> assertThat(arrivals).isLessThan(5 * LIMIT));
        int calls = endpoints.stream().mapToInt(BulkEndpoint::calls).sum();
        assertThat(calls - count).as("calls in flight at a kill").isBetween(0, LIMIT * kills);
        System.out.printf(
                "=== bulk: %,d prompts, %d kills, %d duplicate calls, requests in pauses: %s%n",
                count, kills, calls - count, inPauses);
    }

    @Test
    void lineThatAKillCutIsWrittenAgain() throws Exception {
        writePrompts(40);
        Files.writeString(replies, line(0) + line(1));
        byte[] both = Files.readAllBytes(replies);
        Files.write(replies, Arrays.copyOf(both, both.length - 5)); // within a character

        try (BulkEndpoint endpoint = new BulkEndpoint(LIMIT, 0, -1)) {
            assertThat(exitCode(start(endpoint))).isZero();
            assertThat(endpoint.calls()).isEqualTo(39);
        }

        assertEachHasOneLine(40);
    }

    @Test
    void promptThatFailedIsSentByTheNextProcess() throws Exception {
        writePrompts(40);

        try (BulkEndpoint endpoint = new BulkEndpoint(LIMIT, 0, 7)) {
            assertThat(exitCode(start(endpoint))).isZero();
            assertThat(JSON.readTree(failures.toFile()).get("id").asText()).isEqualTo("7");
            assertThat(Files.readAllLines(replies)).hasSize(39);
        }
        try (BulkEndpoint endpoint = new BulkEndpoint(1, 0, -1)) {
            assertThat(exitCode(start(endpoint))).isZero();
            assertThat(endpoint.calls()).isEqualTo(1);
        }

        assertThat(failures).isEmptyFile();
        assertEachHasOneLine(40);
    }

    @Test
    void programHasAtMostSixtyLinesOfCode() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/java/dev/diglot/example/Bulk.java"))) {
            assertThat(lines.filter(line -> !line.isBlank() && !line.matches("(//|package|import) ?.*")))
                    .hasSizeLessThanOrEqualTo(60);
        }
    }

    private void writePrompts(int count) throws IOException {
        Files.write(
                prompts,
                IntStream.range(0, count)
                        .mapToObj(id -> "{\"id\": \"" + id + "\", \"prompt\": \"Prompt " + id + "\"}")
                        .toList());
    }

    private static String line(int id) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + BulkEndpoint.reply(id) + "\"}\n";
    }

    private Process start(BulkEndpoint endpoint) throws IOException {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Bulk.class.getName(),
                prompts.toString(),
                replies.toString(),
                String.valueOf(LIMIT));
        program.environment().put("DIGLOT_BASE_URL", endpoint.url());
        program.environment().put("DIGLOT_API_KEY", TestKey.value());
        program.redirectOutput(failures.toFile());
        program.redirectError(folder.resolve("progress.txt").toFile());
        return program.start();
    }

    private void killAfterRequests(BulkEndpoint endpoint) throws Exception {
        Process process = start(endpoint);
        try {
            endpoint.awaitRequests();
        } finally {
            process.destroyForcibly();
        }
        assertThat(exitCode(process)).isEqualTo(KILLED);
    }

    private int exitCode(Process process) throws Exception {
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private void assertEachHasOneLine(int count) throws IOException {
        assertThat(Files.readString(replies)).endsWith("\n");
        List<String> lines = Files.readAllLines(replies);
        List<String> ids = new ArrayList<>();
        for (String line : lines) {
            JsonNode json = JSON.readTree(line);
            int id = Integer.parseInt(json.get("id").asText());
            assertThat(json.get("text").asText()).isEqualTo(BulkEndpoint.reply(id));
            ids.add(json.get("id").asText());
        }
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, count).mapToObj(String::valueOf).toList());
    }
}
