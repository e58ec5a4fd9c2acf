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
import dev.diglot.lab.Oracle.Asked;
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
 * All ways of reading what an odd server sends agree with each other and, where HTTP itself is plain, with the
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
                agree(agreed, told(way, outcome), name, differences);
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

    /** The response that the last of these requests got, if it is a good one. */
    private static @Nullable PlainResponse plain(OddCase odd, int requests) {
        PlainResponse response = requests == 0 ? null : PlainResponse.of(odd.answer(requests - 1));
        return response == null || response.status() / 100 != 2 ? null : response;
    }

    /** What the documents demand; null if the server is silent before the end, which is for the time limits to decide. */
    private static @Nullable Oracle judge(OddCase odd, PlainResponse response) {
        Oracle expected = Oracle.judge(
                odd.dialect(), Asked.PLAIN, response.contentType(), withoutKey(response.body(), odd.key()));
        return response.isSilent() && !expected.isMarked() ? null : expected;
    }

    /** The key is no word of an error, for no message may hold it. */
    private static byte[] withoutKey(byte[] body, String key) {
        String bytes = new String(body, StandardCharsets.ISO_8859_1);
        return bytes.replace(key, "").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A whole body whose framing is cut off may be refused as a broken connection, even if its JSON is whole. */
    private static boolean isCutOff(PlainResponse response, Oracle expected, Outcome outcome) {
        return response.isCut() && !expected.isStream() && outcome.failure() instanceof ConnectionException;
    }

    /** Adds what a way tells to what others have told, of which all that both tell must be the same. */
    private static void agree(ObjectNode agreed, ObjectNode told, String name, List<String> differences) {
        told.properties().forEach(fact -> {
            JsonNode other = agreed.get(fact.getKey());
            if (other == null) {
                agreed.set(fact.getKey(), fact.getValue());
            } else if (!Trees.same(other, fact.getValue())) {
                differences.add(
                        name + fact.getKey() + " is " + fact.getValue() + " but was " + other + " to another way");
            }
        });
    }

    /** All that a way tells of the end of a call. */
    private static ObjectNode told(ReadMode way, Outcome outcome) {
        ObjectNode told = Oracle.object();
        Throwable failure = outcome.failure();
        told.put("end", failure == null ? "complete" : failure.getClass().getSimpleName());
        if (failure instanceof ApiException error) {
            told.put("status", error.status());
            told.put("code", error.code());
            told.put("type", error.type());
            told.put("message", error.message());
        }
        if (failure instanceof ProtocolException error) {
            told.put("status", error.status());
        }
        if (failure instanceof DiglotException && way.isStreamed()) {
            told.set("partial", OracleCheck.partial(failure));
        }
        if (outcome.whole() != null) {
            told.set("reply", OracleCheck.canonical(ReplySummary.of(outcome.whole())));
        }
        if (outcome.warnings() != null) {
            ArrayNode warnings = told.putArray("warnings");
            outcome.warnings().forEach(warnings::add);
        }
        return told;
    }
}
