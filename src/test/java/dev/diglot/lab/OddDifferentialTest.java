// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.lab.Oracle.Requested;
import dev.diglot.lab.ReadMode.Outcome;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.Trees;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All modes of reading what an {@link OddServer} sends agree with each other and, where HTTP itself is plain, with the
 * {@link Oracle}. Servers that are silent, drip or reset are no exception: their time limits are far apart.
 */
class OddDifferentialTest {
    /** Most of the time is the servers' silence. */
    private static final int CASES_AT_ONCE = 6;

    private final AtomicInteger judged = new AtomicInteger();

    @Test
    @Tag("shared")
    @Timeout(300)
    void allWaysOfReadingAnOddServerAgree(@TempDir Path folder) throws Exception {
        SSLContext identity = Certificate.create(folder).identity();
        List<OddCase> cases = OddCase.all();
        List<String> differences = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CASES_AT_ONCE);
        try {
            List<Future<List<String>>> running = new ArrayList<>();
            cases.forEach(odd -> running.add(threads.submit(() -> differences(odd, identity))));
            for (Future<List<String>> one : running) {
                differences.addAll(one.get());
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println(
                "differential: " + cases.size() + " odd cases, " + judged + " of them judged by the oracle too");
        assertThat(differences).isEmpty();
        assertThat(cases).hasSizeGreaterThan(400);
        assertThat(judged).hasValueGreaterThan(200);
    }

    private List<String> differences(OddCase odd, SSLContext identity) throws Exception {
        List<String> differences = new ArrayList<>();
        ObjectNode agreed = Oracle.object();
        boolean isJudged = false;
        for (ReadMode way : odd.ways()) {
            String name = odd + ", " + way + ": ";
            try (OddServer server = OddServer.start(odd, identity);
                    Diglot client = odd.client(server.address())) {
                Outcome outcome = read(odd, way, client);
                agree(agreed, summary(way, outcome), name, differences);
                PlainResponse response = plain(odd, server.requests());
                Oracle expected = response == null ? null : judge(odd, response);
                if (response == null || expected == null) {
                    continue;
                }
                isJudged = true;
                String difference = OracleCheck.difference(odd.dialect(), way, expected, outcome);
                if (difference != null && !isCutOff(response, expected, outcome)) {
                    differences.add(name + difference);
                }
            }
        }
        if (isJudged) {
            judged.incrementAndGet();
        }
        return differences;
    }

    private static Outcome read(OddCase odd, ReadMode way, Diglot client) throws Exception {
        for (int i = 1; i < odd.calls(); i++) {
            way.read(client, odd.request());
            TimeUnit.MILLISECONDS.sleep(odd.pauseMillis()); // which the case prescribes
        }
        return way.read(client, odd.request());
    }

    /** The response to the last of these requests, if it is a 2xx. */
    private static @Nullable PlainResponse plain(OddCase odd, int requests) {
        PlainResponse response = requests == 0 ? null : PlainResponse.of(odd.response(requests - 1));
        return response == null || response.status() / 100 != 2 ? null : response;
    }

    /** What the documents demand; null if the server stalls before the end, where the timeouts decide. */
    private static @Nullable Oracle judge(OddCase odd, PlainResponse response) {
        Oracle expected = Oracle.judge(
                odd.dialect(), Requested.PLAIN, response.contentType(), withoutKey(response.body(), odd.key()));
        return response.isSilent() && !expected.isMarked() ? null : expected;
    }

    /** The key is not expected in the message of an error, because no message may hold it. */
    private static byte[] withoutKey(byte[] body, String key) {
        String bytes = new String(body, StandardCharsets.ISO_8859_1);
        return bytes.replace(key, "").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A body with truncated framing may fail as a broken connection, even if its JSON is complete. */
    private static boolean isCutOff(PlainResponse response, Oracle expected, Outcome outcome) {
        return response.isCut() && !expected.isStream() && outcome.failure() instanceof ConnectionException;
    }

    /** Merges the summary of one mode into that of the others; what both contain must be equal. */
    private static void agree(ObjectNode agreed, ObjectNode summary, String name, List<String> differences) {
        summary.properties().forEach(fact -> {
            JsonNode other = agreed.get(fact.getKey());
            if (other == null) {
                agreed.set(fact.getKey(), fact.getValue());
            } else if (!Trees.same(other, fact.getValue())) {
                differences.add(
                        name + fact.getKey() + " is " + fact.getValue() + " but was " + other + " to another way");
            }
        });
    }

    /** All that a mode reports of the end of a call. */
    private static ObjectNode summary(ReadMode way, Outcome outcome) {
        ObjectNode summary = Oracle.object();
        Throwable failure = outcome.failure();
        summary.put("end", failure == null ? "complete" : failure.getClass().getSimpleName());
        if (failure instanceof ApiException error) {
            summary.put("status", error.status());
            summary.put("code", error.code());
            summary.put("type", error.type());
            summary.put("message", error.message());
        }
        if (failure instanceof ProtocolException error) {
            summary.put("status", error.status());
        }
        if (failure instanceof DiglotException && way.isStreamed()) {
            summary.set("partial", OracleCheck.partial(failure));
        }
        if (outcome.whole() != null) {
            summary.set("reply", OracleCheck.canonical(ReplySummary.of(outcome.whole())));
        }
        if (outcome.warnings() != null) {
            ArrayNode warnings = summary.putArray("warnings");
            outcome.warnings().forEach(warnings::add);
        }
        return summary;
    }
}
