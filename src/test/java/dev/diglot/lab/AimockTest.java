// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.Diglot;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ServerException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.ResponseFormat;
import dev.diglot.model.StreamOptions;
import dev.diglot.stream.StreamMode;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of a third-party mock server return what its fixtures declare, in both dialects. */
@Tag("lab")
@Timeout(120)
class AimockTest {
    /** The number of cases in the fixtures; a smaller one means that something was skipped. */
    private static final int LEAST_CASES = 202;

    private static final int CALLS_INTO_CHAOS = 30;

    /** The last user message picks the fixture. */
    private static final List<String> FIXTURES = List.of(
            "slow:drip",
            "slow:ttft",
            "hello",
            "tool:one",
            "tool:two",
            "tool:noargs",
            "tool:first",
            "tool:text",
            "reason",
            "redacted",
            "unicode",
            "length",
            "filter",
            "usage",
            "json",
            "long",
            "onechar");

    private static final String PLAIN = System.getProperty("diglot.lab.aimock", "http://127.0.0.1:4310");
    private static final String LOCKED = System.getProperty("diglot.lab.aimock.locked", "http://127.0.0.1:4311");
    private static final String CHAOS = System.getProperty("diglot.lab.aimock.chaos", "http://127.0.0.1:4312");

    /** The one key that the locked server accepts, set by the lab's {@code aimock.sh}; all other calls send ours. */
    private static final String RIGHT_KEY = "test-key";

    /** Far above the pauses of {@code slow:drip}, far below the time that it takes as a whole. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private static final Cases CASES = new Cases();

    private enum Dialect {
        CHAT,
        MESSAGES
    }

    @FunctionalInterface
    private interface Check {
        void check(Dialect dialect, StreamMode mode) throws Exception;
    }

    @AfterAll
    static void everyCaseRan() {
        CASES.countAtLeast("aimock", LEAST_CASES);
    }

    @Test
    void aFixtureReturnsWhatItDeclares() throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        for (String name : FIXTURES) {
            JsonNode response = fixture(name);
            add(cases, name, (dialect, mode) -> {
                Outcome<?, ?> outcome = read(PLAIN, TestKey.value(), dialect, mode, name);

                assertThat(outcome.failure()).isNull();
                JsonNode expected = dialect == Dialect.CHAT ? chat(response) : message(response);
                assertThat(Trees.same(ReplySummary.of(outcome.result()), expected))
                        .as("expected %s%n     but was %s", expected, ReplySummary.of(outcome.result()))
                        .isTrue();
                if (dialect == Dialect.MESSAGES) {
                    for (String opaque : opaque(response)) {
                        assertThat(((JsonModel) outcome.result()).toJson()).contains('"' + opaque + '"');
                    }
                }
            });
        }

        // This fixture requires a response_format, which the other dialect does not have.
        cases.keySet().removeIf(name -> name.startsWith("json " + Dialect.MESSAGES));
        CASES.run(cases);
    }

    @Test
    void aTruncatedStreamFailsAndKeepsThePartialResult() throws Exception {
        String whole = fixture("cut:time").path("content").asText();
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        add(cases, "cut:time", (dialect, mode) -> {
            Outcome<?, ?> outcome = read(PLAIN, TestKey.value(), dialect, mode, "cut:time");

            assertThat(outcome.failure()).isInstanceOf(StreamTruncatedException.class);
            assertThat(ReplySummary.of(outcome.partialOfFailure())).isEqualTo(ReplySummary.of(outcome.result()));
            JsonNode summary = ReplySummary.of(outcome.result());
            String text = summary.findPath("text").asText();
            assertThat(text).isNotEmpty().hasSizeLessThan(whole.length());
            assertThat(whole).startsWith(text);
        });

        CASES.run(cases);
    }

    /** The mock writes three chunks and destroys the connection at once: it sends not one byte. */
    @Test
    void aResponseCutBeforeItsHeadIsALostConnection() throws Exception {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        add(cases, "cut:chunks", (dialect, mode) -> {
            Outcome<?, ?> outcome = read(PLAIN, TestKey.value(), dialect, mode, "cut:chunks");

            assertThat(outcome.failure()).isInstanceOf(ConnectionException.class);
            assertThat(((ConnectionException) outcome.failure()).requestSent()).isTrue();
            assertThat(outcome.events()).isEmpty();
        });

        CASES.run(cases);
    }

    @Test
    void aKeyOpensAStreamAndAWrongOneDoesNot() throws Exception {
        String text = fixture("hello").path("content").asText();
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        add(cases, "right key", (dialect, mode) -> {
            Outcome<?, ?> outcome = read(LOCKED, RIGHT_KEY, dialect, mode, "hello");

            assertThat(outcome.failure()).isNull();
            assertThat(ReplySummary.of(outcome.result()).findPath("text").asText())
                    .isEqualTo(text);
        });
        add(cases, "wrong key", (dialect, mode) -> {
            Outcome<?, ?> outcome = read(LOCKED, TestKey.value(), dialect, mode, "hello");

            assertThat(outcome.failure()).isInstanceOf(AuthenticationException.class);
            assertThat(outcome.events()).isEmpty();
        });

        CASES.run(cases);
    }

    @Test
    void eachCallToAnUnreliableServerReturnsTheReplyOrATypedFailure() throws Exception {
        String text = fixture("hello").path("content").asText();
        ConcurrentLinkedQueue<Boolean> good = new ConcurrentLinkedQueue<>();
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        for (int i = 0; i < CALLS_INTO_CHAOS; i++) {
            add(cases, "chaos " + i, (dialect, mode) -> {
                Outcome<?, ?> outcome = read(CHAOS, TestKey.value(), dialect, mode, "hello");

                good.add(outcome.failure() == null);
                if (outcome.failure() == null) {
                    assertThat(ReplySummary.of(outcome.result())
                                    .findPath("text")
                                    .asText())
                            .isEqualTo(text);
                } else {
                    assertThat(outcome.failure())
                            .isInstanceOfAny(
                                    RateLimitException.class,
                                    ServerException.class,
                                    ConnectionException.class,
                                    ProtocolException.class);
                }
            });
        }

        CASES.run(cases);

        assertThat(good).contains(true, false);
    }

    private static void add(Map<String, Callable<?>> cases, String name, Check check) {
        for (Dialect dialect : Dialect.values()) {
            for (StreamMode mode : StreamMode.values()) {
                cases.put(name + " " + dialect + " " + mode, () -> {
                    check.check(dialect, mode);
                    return null;
                });
            }
        }
    }

    private static Outcome<?, ?> read(String server, String key, Dialect dialect, StreamMode mode, String fixture)
            throws Exception {
        try (Diglot client =
                Diglot.builder().baseUrl(server).apiKey(key).idleTimeout(IDLE).build()) {
            if (dialect == Dialect.MESSAGES) {
                return mode.read(
                        client,
                        MessageRequest.builder("m", List.of(MessageParam.user(fixture)))
                                .maxTokens(100)
                                .build());
            }
            ChatCompletionRequest.Builder request =
                    ChatCompletionRequest.builder("m", List.of(ChatMessage.user(fixture)));
            if (fixture.equals("json")) {
                request.responseFormat(ResponseFormat.jsonObject());
            }
            if (fixture.equals("usage")) {
                request.streamOptions(StreamOptions.builder().includeUsage(true).build());
            }
            return mode.read(client, request.build());
        }
    }

    /** The response that the fixture of this user message declares. */
    private static JsonNode fixture(String name) throws IOException {
        JsonNode fixtures = Trees.read(Files.readAllBytes(Corpus.shared().resolve("lab/aimock/fixtures.json")));
        for (JsonNode fixture : fixtures.get("fixtures")) {
            if (fixture.path("match").path("userMessage").asText().equals(name)) {
                return fixture.get("response");
            }
        }
        throw new AssertionError("no fixture for " + name);
    }

    /** The chat completion that a response declares, in the form of {@link ReplySummary}. */
    private static JsonNode chat(JsonNode response) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        ObjectNode choice = summary.putArray("choices").addObject();
        choice.put("text", text(response));
        choice.put("reasoning", response.path("reasoning").asText(""));
        ArrayNode calls = choice.putArray("calls");
        for (JsonNode call : calls(response)) {
            calls.addObject()
                    .put("id", call.get("id").asText())
                    .put("name", call.get("name").asText())
                    .put("arguments", call.get("arguments").toString());
        }
        choice.put("finish", response.path("finishReason").asText(calls.isEmpty() ? "stop" : "tool_calls"));
        ObjectNode usage = summary.putObject("usage");
        if (response.has("usage")) {
            usage.setAll((ObjectNode) response.get("usage"));
            usage.remove("prompt_tokens_details"); // the mock does not send it
        }
        return summary;
    }

    /** The message that a response declares, in the form of {@link ReplySummary}. */
    private static JsonNode message(JsonNode response) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("text", text(response));
        summary.put("reasoning", response.path("reasoning").asText(""));
        ArrayNode kinds = summary.putArray("blocks");
        if (response.has("reasoning")) {
            kinds.add("thinking");
        }
        if (response.has("redactedThinking")) {
            kinds.add("redacted_thinking");
        }
        if (response.has("content")) {
            kinds.add("text");
        }
        for (JsonNode block : response.path("blocks")) {
            kinds.add(block.get("type").asText().equals("text") ? "text" : "tool_use");
        }
        for (int i = 0; i < response.path("toolCalls").size(); i++) {
            kinds.add("tool_use");
        }
        ArrayNode calls = summary.putArray("calls");
        for (JsonNode call : calls(response)) {
            ObjectNode one = calls.addObject().put("type", "tool_use");
            one.set("id", call.get("id"));
            one.set("name", call.get("name"));
            one.set("input", call.get("arguments"));
        }
        String finish = response.path("finishReason").asText(calls.isEmpty() ? "end_turn" : "tool_use");
        summary.put("finish", finish.equals("length") ? "max_tokens" : finish);
        JsonNode usage = response.path("usage");
        summary.putObject("usage")
                .put("input_tokens", usage.path("prompt_tokens").asInt())
                .put("output_tokens", usage.path("completion_tokens").asInt());
        return summary;
    }

    private static String text(JsonNode response) {
        StringBuilder text = new StringBuilder();
        JsonNode content = response.path("content");
        text.append(content.isObject() ? content.toString() : content.asText(""));
        for (JsonNode block : response.path("blocks")) {
            text.append(block.path("text").asText(""));
        }
        return text.toString();
    }

    private static List<JsonNode> calls(JsonNode response) {
        List<JsonNode> calls = new ArrayList<>();
        response.path("toolCalls").forEach(calls::add);
        response.path("blocks").forEach(block -> {
            if (block.has("arguments")) {
                calls.add(block);
            }
        });
        return calls;
    }

    /** Texts that a message carries for its sender. */
    private static List<String> opaque(JsonNode response) {
        List<String> texts = new ArrayList<>();
        response.path("redactedThinking").forEach(text -> texts.add(text.asText()));
        if (response.has("reasoningSignature")) {
            texts.add(response.get("reasoningSignature").asText());
        }
        return texts;
    }
}
