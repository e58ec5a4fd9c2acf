// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.ModelNotAvailableException;
import dev.diglot.error.NotFoundException;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.PaymentRequiredException;
import dev.diglot.error.PermissionDeniedException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.RequestTooLargeException;
import dev.diglot.error.ServerException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Errors, retries, keys and chaos of a third-party mock server, in both dialects and all five forms of a call. Each
 * case has a name, under which the server keeps its script and its journal.
 */
@Tag("lab")
@Timeout(150)
class AimockCallsTest {
    /** The number of cases in the fixtures; a smaller one means that something was skipped. */
    private static final int LEAST_CASES = 210;

    private static final String PLAIN = System.getProperty("diglot.lab.aimock", "http://127.0.0.1:4310");
    private static final String LOCKED = System.getProperty("diglot.lab.aimock.locked", "http://127.0.0.1:4311");
    private static final String CHAOS = System.getProperty("diglot.lab.aimock.chaos", "http://127.0.0.1:4312");

    /** The one key that the locked server accepts, set by the lab's {@code aimock.sh}; all other calls send ours. */
    private static final String RIGHT_KEY = "test-key";

    private static final int CALLS_INTO_CHAOS = 5_000;
    private static final int CALLS_AT_ONCE = 16;
    private static final Duration TIME_FOR_CHAOS = Duration.ofMinutes(2);

    private static final Map<Integer, Class<? extends ApiException>> CLASSES = Map.ofEntries(
            Map.entry(400, InvalidRequestException.class),
            Map.entry(401, AuthenticationException.class),
            Map.entry(402, PaymentRequiredException.class),
            Map.entry(403, ModelNotAvailableException.class),
            Map.entry(404, NotFoundException.class),
            Map.entry(408, ServerException.class), // its code, timeout, is that of a 504
            Map.entry(409, ApiException.class),
            Map.entry(413, RequestTooLargeException.class),
            Map.entry(422, InvalidRequestException.class),
            Map.entry(429, RateLimitException.class),
            Map.entry(500, ServerException.class),
            Map.entry(502, ServerException.class),
            Map.entry(503, ServiceUnavailableException.class),
            Map.entry(504, ServerException.class),
            Map.entry(529, OverloadedException.class));

    private static final String RUN = UUID.randomUUID().toString();
    private static final HttpClient JOURNALS = HttpClient.newHttpClient();
    private static final Cases CASES = new Cases();

    @FunctionalInterface
    private interface Check {
        void check(CallForm form, Dialect dialect, String name) throws Exception;
    }

    @AfterAll
    static void everyCaseRan() {
        CASES.countAtLeast("aimock, calls", LEAST_CASES);
    }

    private static void add(Map<String, Callable<?>> cases, String name, Check check) {
        for (Dialect dialect : Dialect.values()) {
            for (CallForm form : CallForm.values()) {
                String all = name + " " + dialect + " " + form;
                cases.put(all, () -> {
                    check.check(form, dialect, RUN + all.replaceAll("\\W", "-"));
                    return null;
                });
            }
        }
    }

    private static Diglot.Builder client(String url, RetryPolicy policy) {
        return Diglot.builder()
                .baseUrl(url)
                .responseTimeout(Duration.ofSeconds(30))
                .idleTimeout(Duration.ofSeconds(30))
                .retryPolicy(policy);
    }

    /** Makes a call under this name; the user message selects the server's script. */
    private static End call(Diglot client, CallForm form, Dialect dialect, String script, String name)
            throws Exception {
        return form.call(
                client,
                CallForm.request(dialect, script),
                RequestOptions.builder().header("x-test-id", name).build());
    }

    /** The server's journal of the calls under a name. */
    private static List<JsonNode> journal(String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(PLAIN + "/__aimock/journal?testId=" + name))
                .build();
        HttpResponse<byte[]> response = JOURNALS.send(request, HttpResponse.BodyHandlers.ofByteArray());
        List<JsonNode> entries = new ArrayList<>();
        Trees.read(response.body()).forEach(entries::add);
        return entries;
    }

    private static void assertJournal(String name, Dialect dialect, Integer... statuses) throws Exception {
        List<JsonNode> entries = journal(name);
        assertThat(entries)
                .extracting(entry -> entry.at("/response/status").asInt())
                .containsExactly(statuses);
        assertThat(entries)
                .extracting(entry -> entry.get("path").asText())
                .containsOnly(dialect == Dialect.CHAT ? "/v1/chat/completions" : "/v1/messages");
    }

    /** The milliseconds between the attempts of a name, by the server's clock. */
    private static List<Long> gaps(String name) throws Exception {
        List<JsonNode> entries = journal(name);
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < entries.size(); i++) {
            gaps.add(entries.get(i).get("timestamp").asLong()
                    - entries.get(i - 1).get("timestamp").asLong());
        }
        return gaps;
    }

    private static List<JsonNode> errors() throws IOException {
        JsonNode fixtures = Trees.read(Files.readAllBytes(Corpus.shared().resolve("lab/aimock/fixtures.json")));
        return StreamSupport.stream(fixtures.get("fixtures").spliterator(), false)
                .filter(fixture -> script(fixture).startsWith("err:"))
                .toList();
    }

    private static String script(JsonNode fixture) {
        return fixture.at("/match/userMessage").asText();
    }

    @Test
    void anErrorIsTypedAndSentOnce() throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        try (Diglot client =
                client(PLAIN, RetryPolicy.none()).apiKey(TestKey.value()).build()) {
            for (JsonNode fixture : errors()) {
                JsonNode response = fixture.get("response");
                int status = response.get("status").asInt();
                add(cases, script(fixture), (form, dialect, name) -> {
                    ApiException e =
                            call(client, form, dialect, script(fixture), name).failure(ApiException.class);

                    // the mock sends no codes on messages, and this type may mean another 403
                    boolean mayBeAnother = status == 403 && dialect == Dialect.MESSAGES;
                    assertThat(e)
                            .isExactlyInstanceOf(mayBeAnother ? PermissionDeniedException.class : CLASSES.get(status));
                    assertThat(e.status()).isEqualTo(status);
                    assertThat(e.message())
                            .isEqualTo(response.at("/error/message").asText());
                    assertThat(List.of(String.valueOf(e.code()), String.valueOf(e.type())))
                            .contains(response.at("/error/type").asText());
                    assertThat(e.requestId()).isNotBlank();
                    assertThat(e.isRetryable())
                            .isEqualTo(status == 408 || status == 409 || status == 429 || status >= 500);
                    assertThat(e.retryAfter()).isEqualTo(status == 429 ? Duration.ofSeconds(7) : null);
                    assertJournal(name, dialect, status);
                });
            }

            assertThat(cases).hasSize(CLASSES.size() * 10);
            CASES.run(cases);
        }
    }

    @Test
    void theEndpointsWaitIsKept() throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        try (Diglot client =
                client(PLAIN, RetryPolicy.standard()).apiKey(TestKey.value()).build()) {
            add(cases, "retry:429once", (form, dialect, name) -> {
                End end = call(client, form, dialect, "retry:429once", name);

                assertThat(end.text()).isEqualTo("after one retry");
                assertAttempts(end, 2);
                assertJournal(name, dialect, 429, 200);
                assertThat(gaps(name)).allMatch(gap -> gap >= 990);
            });

            CASES.run(cases);
        }
    }

    @Test
    void ownWaitsDouble() throws Exception {
        RetryPolicy policy = RetryPolicy.standard().withBackoff(Duration.ofMillis(200), Duration.ofSeconds(1));
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        try (Diglot client = client(PLAIN, policy).apiKey(TestKey.value()).build()) {
            add(cases, "retry:503twice", (form, dialect, name) -> {
                End end = call(client, form, dialect, "retry:503twice", name);

                assertThat(end.text()).isEqualTo("after two retries");
                assertAttempts(end, 3);
                assertJournal(name, dialect, 503, 503, 200);
                // 200 and 400 ms, cut by chance by up to a half
                assertThat(gaps(name).get(0)).isGreaterThanOrEqualTo(95);
                assertThat(gaps(name).get(1)).isGreaterThanOrEqualTo(195);
            });

            CASES.run(cases);
        }
    }

    @Test
    void withoutRetriesTheFirstFailureIsThrown() throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        try (Diglot client =
                client(PLAIN, RetryPolicy.none()).apiKey(TestKey.value()).build()) {
            add(cases, "retry:503twice, none", (form, dialect, name) -> {
                call(client, form, dialect, "retry:503twice", name).failure(ServiceUnavailableException.class);

                assertJournal(name, dialect, 503);
            });

            CASES.run(cases);
        }
    }

    private static void assertAttempts(End end, int attempts) {
        if (end.response() != null) {
            assertThat(end.response().attempts()).isEqualTo(attempts);
        }
    }

    @Test
    void theRightKeyOpensAndAWrongOneOrNoneDoesNot() throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        RetryPolicy policy = RetryPolicy.standard(); // which never sends a wrong key again
        try (Diglot right = client(LOCKED, policy).apiKey(RIGHT_KEY).build();
                Diglot wrong = client(LOCKED, policy).apiKey(TestKey.value()).build();
                Diglot none = client(LOCKED, policy).build()) {
            add(
                    cases,
                    "right key",
                    (form, dialect, name) -> assertThat(
                                    call(right, form, dialect, "hello", name).text())
                            .isEqualTo("Hello! How can I help you today?"));
            for (Diglot client : List.of(wrong, none)) {
                add(cases, client == wrong ? "wrong key" : "no key", (form, dialect, name) -> {
                    AuthenticationException e =
                            call(client, form, dialect, "hello", name).failure(AuthenticationException.class);

                    assertThat(e.status()).isEqualTo(401);
                    assertThat(e.message()).isNotBlank();
                    assertThat(e.getMessage() + e.bodyText()).doesNotContain(TestKey.value());
                    assertThat(e.getSuppressed()).isEmpty();
                });
            }

            CASES.run(cases);
        }
    }

    @Test
    void everyCallIntoChaosEndsInTheReplyOrADocumentedException() throws Exception {
        RetryPolicy soon = RetryPolicy.standard().withBackoff(Duration.ofMillis(2), Duration.ofMillis(10));
        ExecutorService threads = Executors.newFixedThreadPool(CALLS_AT_ONCE);
        Map<String, Integer> kinds = new TreeMap<>();
        long begin = System.nanoTime();
        try (Diglot once = client(CHAOS, RetryPolicy.none())
                        .apiKey(TestKey.value())
                        .build();
                Diglot again = client(CHAOS, soon).apiKey(TestKey.value()).build()) {
            List<CallForm> forms = List.of(CallForm.values());
            List<Dialect> dialects = List.of(Dialect.values());
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS_INTO_CHAOS; i++) {
                CallForm form = forms.get(i % 5);
                Dialect dialect = dialects.get(i / 5 % 2);
                boolean repeats = i / 10 % 2 == 1;
                calls.add(() -> (repeats ? "with retries, " : "without, ")
                        + kind(call(repeats ? again : once, form, dialect, "hello", RUN)));
            }
            List<Future<String>> ends = threads.invokeAll(calls, TIME_FOR_CHAOS.toSeconds(), TimeUnit.SECONDS);
            for (Future<String> end : ends) {
                kinds.merge(end.isCancelled() ? "HANGS" : end.get(), 1, Integer::sum);
            }
        } finally {
            threads.shutdownNow();
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        System.out.println("chaos: " + CALLS_INTO_CHAOS + " calls in " + time.toMillis() + " ms: " + kinds);

        assertThat(kinds.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(CALLS_INTO_CHAOS);
        for (String retries : List.of("without, ", "with retries, ")) {
            assertThat(kinds)
                    .containsKeys(
                            retries + "the reply",
                            retries + "RateLimitException",
                            retries + "ServerException",
                            retries + "ConnectionException",
                            retries + "ProtocolException");
        }
        assertThat(kinds).hasSize(10);
        assertThat(kinds.get("with retries, the reply")).isGreaterThan(kinds.get("without, the reply"));
    }

    private static String kind(End end) {
        if (end.failure() == null) {
            return end.text().equals("Hello! How can I help you today?") ? "the reply" : "ANOTHER REPLY";
        }
        boolean isDocumented = List.of(
                        RateLimitException.class,
                        ServerException.class,
                        ConnectionException.class,
                        ProtocolException.class)
                .contains(end.failure().getClass());
        return isDocumented ? end.failure().getClass().getSimpleName() : "UNDOCUMENTED " + end.failure();
    }
}
