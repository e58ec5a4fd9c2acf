// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.json.JsonModel;
import dev.diglot.lab.DifferentialInputs.Input;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.EventStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All ways of reading one response agree, with each other and with the {@link Oracle}: text, reasoning, tool calls,
 * finish reasons, usage, warnings, the exception and what it holds.
 */
@Timeout(300)
class DifferentialTest {
    /** The ways of reading that no two of them share all code of. */
    enum Way {
        CREATE,
        CREATE_WITH_RESPONSE,
        CREATE_ASYNC,
        PUBLISH,
        EVENTS,
        TEXT,
        RESULT;

        /** Whether the reply is asked for as a stream, by a thread that reads it. */
        private boolean isRead() {
            return this == EVENTS || this == TEXT || this == RESULT;
        }
    }

    /**
     * What one way of reading made of a response.
     *
     * @param whole the reply, or what there was of it
     * @param text the text as it came in pieces, or null if the way gives none
     * @param warnings what was odd, or null if the way does not say
     */
    private record Reading(
            @Nullable Object whole,
            @Nullable String text,
            @Nullable List<String> warnings,
            @Nullable Throwable failure) {}

    static Stream<Input> inputs() {
        return DifferentialInputs.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void allWaysOfReadingAgreeWithTheDocuments(Input input) throws Exception {
        assertThat(differences(input)).as("%s%n%s", input, input.text()).isEmpty();
    }

    @Test
    @Tag("shared")
    void allWaysOfReadingARecordingAgree() throws Exception {
        List<String> differences = new ArrayList<>();
        int count = 0;
        for (Corpus.Exchange exchange : Corpus.exchanges()) {
            if (exchange.status() < 300) {
                differences.addAll(differences(DifferentialInputs.of(exchange)));
                count++;
            }
        }
        System.out.println("differential: " + count + " recordings read in " + Way.values().length + " ways");
        assertThat(differences).isEmpty();
        assertThat(count).isGreaterThan(100);
    }

    private static List<String> differences(Input input) throws Exception {
        Oracle expected = Oracle.judge(input.dialect(), input.asked(), input.body());
        List<String> differences = new ArrayList<>();
        try (RawServer server = RawServer.start(exchange -> answer(exchange, input));
                Diglot client = Diglot.builder()
                        .baseUrl(server.url())
                        .apiKey(TestKey.value())
                        .retryPolicy(RetryPolicy.none())
                        .build()) {
            for (Way way : Way.values()) {
                Reading reading = read(client, input, way);
                String difference = difference(input, way, expected, reading);
                if (difference != null) {
                    differences.add(input + ", " + way + ": " + difference);
                }
            }
        }
        return differences;
    }

    private static void answer(RawServer.Exchange exchange, Input input) throws IOException {
        exchange.head(input.contentType());
        exchange.send(input.body());
        if (input.isCut()) {
            exchange.cut();
        } else {
            exchange.end();
        }
    }

    // Reading.

    private static Reading read(Diglot client, Input input, Way way) throws Exception {
        if (way.isRead()) {
            return input.request() instanceof MessageRequest request
                    ? stream(() -> client.messages().stream(request), way)
                    : stream(() -> client.chat().stream((ChatCompletionRequest) input.request()), way);
        }
        End end = CallForm.valueOf(way.name()).call(client, input.request(), RequestOptions.none());
        return new Reading(end.answer(), null, null, end.failure());
    }

    private interface Opener {
        EventStream<?, ?> open();
    }

    private static Reading stream(Opener opener, Way way) {
        try (EventStream<?, ?> stream = opener.open()) {
            StringBuilder text = new StringBuilder();
            Throwable failure = null;
            try {
                read(stream, way, text);
            } catch (RuntimeException e) {
                failure = e;
            }
            return new Reading(
                    stream.partial(), way == Way.RESULT ? null : text.toString(), stream.warnings(), failure);
        } catch (DiglotException e) {
            return new Reading(null, null, null, e);
        }
    }

    private static void read(EventStream<?, ?> stream, Way way, StringBuilder text) {
        if (way == Way.TEXT) {
            stream.text().forEach(text::append);
        } else if (way == Way.EVENTS) {
            for (Object event : stream) {
                text.append(textOf(event));
            }
        }
        JsonModel result = (JsonModel) stream.result();
        assertThat(result).as("result() and partial()").isEqualTo(stream.partial());
    }

    private static String textOf(Object event) {
        if (event instanceof ChatCompletionChunk chunk) {
            return chunk.text();
        }
        JsonNode json = Trees.read(((JsonModel) event).toJson());
        boolean isBlock = json.path("content_block").path("type").asText().equals("text");
        JsonNode piece = json.path(isBlock ? "content_block" : "delta");
        return piece.path("text").asText("");
    }

    // Judging.

    private static @Nullable String difference(Input input, Way way, Oracle expected, Reading reading) {
        String end = endDifference(expected, reading.failure());
        if (end != null) {
            return end;
        }
        JsonNode told = canonical(expected.told());
        if (expected.end() == Oracle.End.COMPLETE || (keepsPartial(way, reading) && expected.events() > 0)) {
            JsonNode read = canonical(Told.of(reading.whole()));
            if (!Trees.same(read, told)) {
                return "expected " + told + " but read " + read;
            }
        }
        JsonNode held = partial(reading.failure());
        if (held != null && expected.events() > 0 && !Trees.same(canonical(held), told)) {
            return "expected " + told + " in the exception, which holds " + held;
        }
        String text = told.has("text")
                ? told.get("text").asText()
                : told.path("choices").path(0).path("text").asText();
        if (reading.text() != null
                && isTextInPieces(input, way, expected)
                && !reading.text().equals(text)) {
            return "expected the text \"" + text + "\" but read \"" + reading.text() + '"';
        }
        if (reading.warnings() != null
                && expected.isStream()
                && expected.end() == Oracle.End.COMPLETE
                && reading.warnings().isEmpty() == expected.warns()) {
            return "expected " + (expected.warns() ? "a warning" : "no warning") + " but " + reading.warnings();
        }
        return null;
    }

    /** A whole message in place of a stream has no event of which a text could be told. */
    private static boolean isTextInPieces(Input input, Way way, Oracle expected) {
        return way == Way.TEXT || expected.isStream() || input.dialect() == Dialect.CHAT;
    }

    private static boolean keepsPartial(Way way, Reading reading) {
        return (way.isRead() || way == Way.PUBLISH) && reading.whole() != null;
    }

    private static @Nullable String endDifference(Oracle expected, @Nullable Throwable failure) {
        return switch (expected.end()) {
            case COMPLETE -> failure == null ? null : "expected complete but " + failure;
            case TRUNCATED -> failure instanceof StreamTruncatedException ? null : "expected truncated but " + failure;
            case NOT_THE_DIALECT ->
                failure instanceof ProtocolException ? null : "expected a ProtocolException but " + failure;
            case ERROR ->
                failure instanceof ApiException error
                        ? errorDifference(expected, error)
                        : "expected the error " + expected.errorCode() + " " + expected.errorMessage() + " but "
                                + failure;
        };
    }

    private static @Nullable String errorDifference(Oracle expected, ApiException error) {
        boolean sameCode = expected.errorCode() == null || expected.errorCode().equals(error.code());
        boolean sameMessage = error.message().contains(expected.errorMessage());
        return sameCode && sameMessage
                ? null
                : "expected the error " + expected.errorCode() + " \"" + expected.errorMessage() + "\" but "
                        + error.code() + " \"" + error.message() + '"';
    }

    private static @Nullable JsonNode partial(@Nullable Throwable failure) {
        Object partial = null;
        if (failure instanceof StreamTruncatedException cut) {
            partial = cut.partial();
        } else if (failure instanceof ApiException error) {
            partial = error.partial();
        }
        return partial == null ? null : Told.of(partial);
    }

    /** Arguments as trees where they are JSON, for blanks in them are nobody's; what is empty is as good as absent. */
    private static JsonNode canonical(JsonNode told) {
        JsonNode copy = told.deepCopy();
        for (JsonNode choice : copy.path("choices")) {
            for (JsonNode call : choice.path("calls")) {
                ObjectNode members = (ObjectNode) call;
                members.properties()
                        .removeIf(member -> member.getValue().asText("").isEmpty());
                members.replace(
                        "arguments", Oracle.treeOrText(call.path("arguments").asText("")));
            }
        }
        return copy;
    }
}
