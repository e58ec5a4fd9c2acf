// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.Dialect;
import dev.diglot.stream.StreamMode;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.TestKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recorded stream, served by the lab's replay server in many ways, is read as its bytes say. */
@Tag("lab")
@Timeout(300)
class ReplayTest {
    /** The number of cases in the recordings; a smaller one means that something was skipped. */
    private static final int LEAST_CASES = 2014;

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final String SERVER = System.getProperty("diglot.lab.replay", "http://127.0.0.1:4330");

    private static final Cases CASES = new Cases();

    @AfterAll
    static void everyCaseRan() {
        CASES.countAtLeast("replay", LEAST_CASES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "byte1", "rand", "crlf+bom+ping", "noevent", "gzip", "nodone"})
    void aStreamThatArrivesInFull(String mode) throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        for (Corpus.Exchange recording : recordings()) {
            for (StreamMode reader : StreamMode.values()) {
                cases.put(recording + " " + reader, () -> check(recording, mode, reader, recording.responseBytes()));
            }
        }

        CASES.run(cases);
    }

    @ParameterizedTest
    @CsvSource({
        "end,10", "end,50", "end,90", "cut,10", "cut,50", "cut,90", "fin,10", "fin,50", "fin,90", "hang,10", "hang,50",
        "hang,90"
    })
    void aStreamThatEndsTooEarly(String how, int percent) throws Exception {
        // A reset discards what the server has not sent yet; small pieces with pauses leave nothing behind.
        String mode = how + percent + (how.equals("cut") ? "+byte4096+gap2" : "");
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        for (Corpus.Exchange recording : recordings()) {
            byte[] body = recording.responseBytes();
            byte[] sent = Arrays.copyOf(body, (int) (body.length * (long) percent / 100));
            for (StreamMode reader : StreamMode.values()) {
                cases.put(recording + " " + reader, () -> check(recording, mode, reader, sent));
            }
        }

        CASES.run(cases);
    }

    /** Reads the recording in one mode and compares the outcome with the bytes that were sent. */
    private static Void check(Corpus.Exchange recording, String mode, StreamMode reader, byte[] sent) throws Exception {
        Oracle expected = Oracle.judge(dialect(recording), Oracle.Requested.PLAIN, "text/event-stream", sent);

        Outcome<?, ?> outcome;
        try (Diglot client = client(recording, mode)) {
            outcome = recording.endpoint().equals("chat") ? reader.read(client, CHAT) : reader.read(client, MESSAGES);
        }

        switch (expected.end()) {
            case COMPLETE -> assertThat(outcome.failure()).isNull();
            case ERROR -> {
                assertThat(outcome.failure()).isInstanceOf(ApiException.class);
                ApiException error = (ApiException) outcome.failure();
                assertThat(error.message()).contains(expected.errorWords());
                assertThat(error.code()).isEqualTo(expected.errorCode());
                assertThat(error.type()).isEqualTo(expected.errorType());
                assertThat(error instanceof InvalidRequestException)
                        .as("the class of its type")
                        .isEqualTo(expected.errorType().equals("invalid_request_error"));
                assertSame(expected, outcome.partialOfFailure());
            }
            case TRUNCATED -> {
                if (mode.startsWith("hang")) {
                    assertThat(outcome.failure()).isInstanceOf(CallTimeoutException.class);
                    assertThat(((CallTimeoutException) outcome.failure()).phase())
                            .isEqualTo(CallTimeoutException.Phase.IDLE);
                } else {
                    assertThat(outcome.failure()).isInstanceOf(StreamTruncatedException.class);
                    assertThat(outcome.failure().getCause() == null)
                            .as("no cause, because the body is complete")
                            .isEqualTo(!mode.startsWith("cut") && !mode.startsWith("fin"));
                    assertSame(expected, outcome.partialOfFailure());
                }
            }
            case NOT_THE_DIALECT -> fail("no recording has what is not of its dialect");
        }
        assertThat(outcome.events()).as("events").hasSize(expected.events());
        assertSame(expected, outcome.result());
        return null;
    }

    private static Dialect dialect(Corpus.Exchange recording) {
        return recording.endpoint().equals("chat") ? Dialect.CHAT : Dialect.MESSAGES;
    }

    private static void assertSame(Oracle expected, Object whole) {
        assertThat(OracleCheck.agree(expected.summary(), ReplySummary.of(whole)))
                .as("expected %s%n     but was %s", expected.summary(), ReplySummary.of(whole))
                .isTrue();
    }

    private static Diglot client(Corpus.Exchange recording, String mode) {
        return Diglot.builder()
                .baseUrl(SERVER + "/x/" + recording + ";mode=" + mode)
                .apiKey(TestKey.value())
                .responseTimeout(LONG)
                .idleTimeout(mode.startsWith("hang") ? SHORT : LONG)
                .build();
    }

    private static List<Corpus.Exchange> recordings() {
        return Corpus.exchanges().stream().filter(Corpus.Exchange::streamed).toList();
    }
}
