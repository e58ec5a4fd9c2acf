// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every script of a third-party mock server, in both dialects and all forms: the replay equals the recorded call. */
@Tag("lab")
@Timeout(300)
class RecordedAimockTest {
    private static final String PLAIN = System.getProperty("diglot.lab.aimock", "http://127.0.0.1:4310");
    private static final String LOCKED = System.getProperty("diglot.lab.aimock.locked", "http://127.0.0.1:4311");

    /** The one key that the locked server accepts. */
    private static final String RIGHT_KEY = "test-key";

    private static final int LEAST_CASES = 70;

    @TempDir
    Path folder;

    private static Set<String> scripts() throws Exception {
        JsonNode fixtures = Trees.read(Files.readAllBytes(Corpus.shared().resolve("lab/aimock/fixtures.json")));
        Set<String> scripts = new TreeSet<>(List.of("no script"));
        fixtures.get("fixtures")
                .forEach(fixture -> scripts.add(fixture.at("/match/userMessage").asText("no script")));
        return scripts;
    }

    /** Makes all calls. Those whose requests are equal are made one after another, as the order of replies matters. */
    private static Map<String, List<List<Object>>> call(FakeEndpoint endpoint, String key, Set<String> scripts)
            throws Exception {
        Map<String, List<List<Object>>> results = new ConcurrentHashMap<>();
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        RetryPolicy soon = RetryPolicy.standard().withBackoff(Duration.ZERO, Duration.ZERO);
        Cases runner = new Cases();
        try (Diglot client =
                Diglot.builder().baseUrl(endpoint.url()).apiKey(key).build()) {
            for (String script : scripts) {
                for (Dialect dialect : Dialect.values()) {
                    cases.put(dialect + " " + script, () -> {
                        List<List<Object>> ends = new ArrayList<>();
                        for (CallForm form : CallForm.values()) {
                            ends.add(summary(form.call(
                                    client,
                                    CallForm.request(dialect, script),
                                    RequestOptions.builder()
                                            .header(
                                                    "x-test-id",
                                                    UUID.randomUUID().toString())
                                            .retryPolicy(script.startsWith("err:") ? RetryPolicy.none() : soon)
                                            .build())));
                        }
                        return results.put(dialect + " " + script, ends);
                    });
                }
            }
            runner.run(cases);
        }
        return results;
    }

    private static List<Object> summary(End end) {
        List<Object> summary = new ArrayList<>(Arrays.asList(end.reply(), String.valueOf(end.failure() == null)));
        if (end.failure() != null) {
            summary.add(end.failure().getClass());
        }
        if (end.failure() instanceof ApiException e) {
            summary.addAll(Arrays.asList(e.status(), e.message(), e.code(), e.type(), e.requestId(), e.retryAfter()));
        }
        if (end.response() != null) {
            summary.addAll(Arrays.asList(end.response().status(), end.response().requestId()));
        }
        return summary;
    }

    @Test
    void aReplayEqualsTheRecordedCalls() throws Exception {
        Map<String, List<List<Object>>> recorded;
        Map<String, List<List<Object>>> replayed;
        try (FakeEndpoint endpoint = FakeEndpoint.recording(PLAIN, folder)) {
            recorded = call(endpoint, TestKey.value(), scripts());
        }
        try (FakeEndpoint endpoint = FakeEndpoint.replaying(folder)) {
            replayed = call(endpoint, TestKey.value(), scripts());
        }

        assertThat(recorded).hasSizeGreaterThanOrEqualTo(LEAST_CASES);
        assertThat(recorded.get("CHAT hello").toString()).contains("Hello! How can I help you today?");
        assertThat(recorded.get("MESSAGES err:529").toString()).contains("injected 529");
        recorded.forEach((name, ends) -> assertThat(replayed.get(name)).as(name).isEqualTo(ends));
        assertNoFileContains(TestKey.value());
    }

    @Test
    void theKeyIsInNoFile() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.recording(LOCKED, folder)) {
            assertThat(call(endpoint, RIGHT_KEY, Set.of("hello")).toString()).contains("Hello!");
        }
        assertNoFileContains(RIGHT_KEY);
        try (FakeEndpoint endpoint = FakeEndpoint.replaying(folder)) {
            assertThat(call(endpoint, TestKey.value(), Set.of("hello")).toString())
                    .contains("Hello!");
        }
    }

    private void assertNoFileContains(String key) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(20);
            for (Path file : all) {
                assertThat(Files.readString(file, ISO_8859_1)).doesNotContain(key);
            }
        }
    }
}
