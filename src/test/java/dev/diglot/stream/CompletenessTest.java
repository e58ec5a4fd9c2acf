// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.END;
import static dev.diglot.stream.SseFixtures.START;
import static dev.diglot.stream.SseFixtures.STOP;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.stream.SseFixtures.textDelta;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.api.ApiResponse;
import dev.diglot.error.ApiException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Message;
import dev.diglot.model.StreamOptions;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream is complete if all that was requested was received; DESIGN.md has the rule. */
@Timeout(60)
class CompletenessTest {
    private static final String USAGE =
            data("{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");

    private static ChatCompletionRequest request(int choices, boolean usage) {
        ChatCompletionRequest.Builder request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")))
                .n(choices);
        if (usage) {
            request.streamOptions(StreamOptions.builder().includeUsage(true).build());
        }
        return request.build();
    }

    private static String choice(int index, String text) {
        return data("{\"choices\":[{\"index\":" + index + ",\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":\"stop\"}]}");
    }

    private static Outcome<ChatCompletionChunk, ChatCompletion> stream(
            ChatCompletionRequest request, String events, StreamEndTest.Stop stop) throws Exception {
        try (RawServer server = stop.after(events);
                Diglot client = TestClients.client(server)) {
            return StreamMode.BLOCKING.read(client, request);
        }
    }

    private static Outcome<ChatCompletionChunk, ChatCompletion> stream(String events) throws Exception {
        return stream(request(1, false), events, StreamEndTest.Stop.END);
    }

    /** Returns the text of all events. */
    private static String text(Outcome<ChatCompletionChunk, ?> outcome) {
        return outcome.events().stream().map(ChatCompletionChunk::text).collect(Collectors.joining());
    }

    @ParameterizedTest
    @EnumSource(StreamEndTest.Stop.class)
    void withoutDoneEveryRequestedChoiceIsNeeded(StreamEndTest.Stop stop) throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> one = stream(request(2, false), choice(0, "a"), stop);
        Outcome<ChatCompletionChunk, ChatCompletion> both =
                stream(request(2, false), choice(0, "a") + choice(1, "b"), stop);

        assertThat(one.failure())
                .isInstanceOf(StreamTruncatedException.class)
                .hasMessageContaining("1 of 2 requested choices");
        assertThat(((StreamTruncatedException) one.failure()).partial()).isEqualTo(one.result());
        assertThat(both.failure()).isNull();
        assertThat(both.result().choices()).hasSize(2);
    }

    @Test
    void withDoneAMissingChoiceIsAWarning() throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> outcome =
                stream(request(2, false), choice(0, "a") + DONE, StreamEndTest.Stop.END);

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.warnings()).containsExactly("[DONE] was received without 1 of 2 requested choices");
    }

    @ParameterizedTest
    @EnumSource(StreamEndTest.Stop.class)
    void withoutDoneRequestedUsageIsNeeded(StreamEndTest.Stop stop) throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> none = stream(request(1, true), choice(0, "a"), stop);
        Outcome<ChatCompletionChunk, ChatCompletion> some = stream(request(1, true), choice(0, "a") + USAGE, stop);

        assertThat(none.failure()).isInstanceOf(StreamTruncatedException.class);
        assertThat(((StreamTruncatedException) none.failure()).missing()).isEqualTo("usage");
        assertThat(some.failure()).isNull();
        assertThat(some.result().usage().totalTokens()).isEqualTo(3);
    }

    @Test
    void withDoneMissingUsageIsAWarning() throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> outcome =
                stream(request(1, true), choice(0, "a") + DONE, StreamEndTest.Stop.END);

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.warnings()).containsExactly("[DONE] was received without usage");
    }

    @Test
    void resetAfterACompleteResponseIsNamedInAWarning() throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> outcome =
                stream(request(1, false), choice(0, "a"), StreamEndTest.Stop.RESET);

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.warnings()).singleElement().asString().contains("[DONE] is missing", "broke");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ": ping\n\n", "data: {\"choices\":[]}\n\n", "data: {\"id\":\"a\"}\n\n"})
    void doneBeforeAnyChoiceIsTruncated(String before) throws Exception {
        assertThat(stream(before + DONE).failure())
                .isInstanceOf(StreamTruncatedException.class)
                .hasMessageContaining("a choice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"[DONE]\"", "DONE", "[done]", "<|done|>", " [DONE] "})
    void endMarkerMayBeMisspelt(String end) throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> outcome =
                stream(choice(0, "a") + "data: " + end + "\n\n" + choice(0, "more"));

        assertThat(outcome.failure()).isNull();
        assertThat(text(outcome)).isEqualTo("a");
    }

    @Test
    void commentsWrappedIntoDataAreSkipped() throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> outcome =
                stream("data: : WAITING\n\n" + says("a") + "data: : WAITING\n\n" + choice(0, "b") + DONE);

        assertThat(outcome.failure()).isNull();
        assertThat(text(outcome)).isEqualTo("ab");
        assertThat(outcome.warnings()).isEmpty();
    }

    @Test
    void eventsSeparatedBySingleNewlinesAreRead() throws Exception {
        String events = says("a") + says("b") + choice(0, "c") + DONE;

        Outcome<ChatCompletionChunk, ChatCompletion> outcome = stream(events.replace("\n\n", "\n"));

        assertThat(outcome.failure()).isNull();
        assertThat(text(outcome)).isEqualTo("abc");
    }

    @Test
    void errorAfterATruncatedPayloadInTheSameEventIsFound() throws Exception {
        String event = """
                data: {"choices":[{"index":0,"delta":{"con
                data: {"error":{"message":"the worker died","code":500}}

                """;

        Outcome<ChatCompletionChunk, ChatCompletion> outcome = stream(says("a") + event);

        assertThat(outcome.failure()).isInstanceOf(ApiException.class).hasMessageContaining("the worker died");
        assertThat(((ApiException) outcome.failure()).partial()).isEqualTo(outcome.result());
        assertThat(outcome.result().text()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error: {\"code\":400,\"message\":\"too long\"}\n\n", "{\"error\":\"too long\"}\n"})
    void errorOnALineOfItsOwnIsFound(String line) throws Exception {
        assertThat(stream(line + DONE).failure())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("too long");
        assertThat(stream(says("a") + line).failure()).isInstanceOf(ApiException.class);
    }

    @Test
    void messageAfterDeltasOfAnOnlyChoiceIsNotReadAgain() throws Exception {
        String events = data("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"a\"}}]}")
                + data("{\"choices\":[{\"index\":1,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}")
                + DONE;

        assertThat(stream(events).result().text()).isEqualTo("a");
    }

    @Test
    void onlyChoiceMayHaveAnyIndex() throws Exception {
        String events = data("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"a\"}}]}") + choice(1, "b") + DONE;

        Outcome<ChatCompletionChunk, ChatCompletion> outcome = stream(events);

        assertThat(outcome.failure()).isNull();
        assertThat(text(outcome)).isEqualTo("ab").isEqualTo(outcome.result().text());
        assertThat(outcome.warnings()).containsExactly("the only choice has index 1; it is read as choice 0");
    }

    @Test
    void textIsThatOfTheFirstOfTwoChoices() throws Exception {
        Outcome<ChatCompletionChunk, ChatCompletion> outcome =
                stream(request(2, false), choice(1, "b") + choice(0, "a") + DONE, StreamEndTest.Stop.END);

        assertThat(text(outcome)).isEqualTo("a").isEqualTo(outcome.result().text());
        assertThat(outcome.result().choices().get(1).message().text()).isEqualTo("b");
    }

    @Test
    void messageInsteadOfADeltaIsRead() throws Exception {
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ab\"},"
                + "\"finish_reason\":\"stop\"}]}";

        Outcome<ChatCompletionChunk, ChatCompletion> alone = stream(data(whole) + DONE);
        Outcome<ChatCompletionChunk, ChatCompletion> afterDeltas = stream(says("a") + says("b") + data(whole) + DONE);

        assertThat(text(alone)).isEqualTo("ab").isEqualTo(alone.result().text());
        assertThat(text(afterDeltas))
                .as("what was received so far, repeated")
                .isEqualTo("ab")
                .isEqualTo(afterDeltas.result().text());
    }

    @Test
    void textOfAStreamEqualsTheTextOfItsResult() throws Exception {
        String events = data("{\"choices\":[{\"index\":1,\"message\":{\"content\":\"a\"}}]}") + choice(1, "b") + DONE;
        try (RawServer server = RawServer.streaming(events);
                Diglot client = TestClients.client(server);
                ChatStream stream = client.chat().stream(request(1, false))) {
            List<String> pieces = new ArrayList<>(stream.text().toList());

            assertThat(String.join("", pieces))
                    .isEqualTo(stream.result().text())
                    .isEqualTo("ab");
        }
    }

    @ParameterizedTest
    @CsvSource({"{\"x\":1}, false", "'', false", "{\"x\":, true", "{\"x\":1}{\"x\":1}, true"})
    void malformedArgumentsAreAWarning(String arguments, boolean warns) throws Exception {
        String call = "{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\""
                + arguments.replace("\"", "\\\"") + "\"}}";
        String streamed = data("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call
                + "]},\"finish_reason\":\"tool_calls\"}]}");
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"tool_calls\":[" + call
                + "]},\"finish_reason\":\"tool_calls\"}]}";

        assertThat(stream(streamed + DONE).warnings()).hasSize(warns ? 1 : 0);
        try (RawServer server = RawServer.responding(200, "application/json", whole);
                Diglot client = TestClients.client(server)) {
            ApiResponse<ChatCompletion> response = client.chat().createWithResponse(request(1, false));
            assertThat(response.warnings()).hasSize(warns ? 1 : 0);
            assertThat(response.body().toolCalls().get(0).function().arguments())
                    .isEqualTo(arguments);
        }
    }

    @Test
    void wholeResponseWithTooFewChoicesIsAWarning() throws Exception {
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
        try (RawServer server = RawServer.responding(200, "application/json", whole);
                Diglot client = TestClients.client(server)) {
            assertThat(client.chat().createWithResponse(request(2, false)).warnings())
                    .containsExactly("the response has 1 of 2 requested choices");
        }
    }

    /** An integer in another spelling is an index; text is one too, with a warning; anything else is only a warning. */
    @ParameterizedTest
    @CsvSource({"0, false", "0.0, false", "'\"0\"', true", "0.5, true"})
    void indexThatIsNotAnIntegerIsAWarning(String index, boolean warns) throws Exception {
        String choice =
                "{\"choices\":[{\"index\":" + index + ",\"%s\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
        List<String> expected = warns ? List.of("a choice has an index that is not an integer") : List.of();

        assertThat(stream(data(choice.formatted("delta")) + DONE).warnings()).isEqualTo(expected);
        try (RawServer server = RawServer.responding(200, "application/json", choice.formatted("message"));
                Diglot client = TestClients.client(server)) {
            assertThat(client.chat().createWithResponse(request(1, false)).warnings())
                    .isEqualTo(expected);
        }
    }

    // Messages

    private static Throwable messageEnd(String events) throws Exception {
        try (RawServer server = RawServer.streaming(events);
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            return catchThrowable(stream::result);
        }
    }

    @Test
    void messageStopAloneIsTruncated() throws Exception {
        assertThat(messageEnd(STOP)).isInstanceOf(StreamTruncatedException.class);
        assertThat(messageEnd(data("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}") + STOP))
                .isInstanceOf(StreamTruncatedException.class);
    }

    @Test
    void secondMessageInTheSameStreamIsAProtocolException() throws Exception {
        String other = START.replace("\"m1\"", "\"m2\"");

        Throwable end = messageEnd(START
                + SseFixtures.begins(0, SseFixtures.TEXT)
                + textDelta(0, "a")
                + other
                + SseFixtures.begins(0, SseFixtures.TEXT)
                + textDelta(0, "b")
                + END
                + STOP);

        assertThat(end).isInstanceOf(ProtocolException.class);
        assertThat(((Message) ((ProtocolException) end).partial()).text()).isEqualTo("a");
        assertThat(((Message) ((ProtocolException) end).partial()).id()).isEqualTo("m1");
    }

    @Test
    void repeatedMessageStartAddsNothing() throws Exception {
        String again = START.replace("\"content\":[]", "\"content\":[{\"type\":\"text\",\"text\":\"a\"}]");
        try (RawServer server = RawServer.streaming(messages("a").replace(END, again + END));
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }

    @Test
    void contentOfMessageStartAsTextIsRead() throws Exception {
        String start = START.replace("\"content\":[]", "\"content\":\"a\"");
        try (RawServer server = RawServer.streaming(start + END + STOP);
                Diglot client = TestClients.client(server);
                MessageStream stream = client.messages().stream(MESSAGES)) {
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }
}
