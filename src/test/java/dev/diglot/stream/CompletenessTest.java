// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.Calls.DONE;
import static dev.diglot.stream.Calls.END;
import static dev.diglot.stream.Calls.START;
import static dev.diglot.stream.Calls.STOP;
import static dev.diglot.stream.Calls.data;
import static dev.diglot.stream.Calls.messages;
import static dev.diglot.stream.Calls.says;
import static dev.diglot.stream.Calls.textDelta;
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
import dev.diglot.testing.RawServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream is complete if all that was requested has come; DESIGN.md has the rule. */
@Timeout(60)
class CompletenessTest {
    private static final String USAGE =
            data("{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");

    /**
     * How a chat stream ended.
     *
     * @param end the exception, or null if the stream is complete
     * @param text the text of the events
     * @param partial what has arrived
     * @param warnings the warnings
     */
    private record Outcome(Throwable end, String text, ChatCompletion partial, List<String> warnings) {}

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

    private static Outcome stream(ChatCompletionRequest request, String events, StreamEndTest.Stop stop)
            throws Exception {
        try (RawServer server = stop.after(events);
                Diglot client = Calls.client(server);
                ChatStream stream = client.chat().stream(request)) {
            StringBuilder text = new StringBuilder();
            for (ChatCompletionChunk chunk : Calls.read(stream)) {
                text.append(chunk.text());
            }
            Throwable end = catchThrowable(stream::result);
            return new Outcome(end, text.toString(), stream.partial(), stream.warnings());
        }
    }

    private static Outcome stream(String events) throws Exception {
        return stream(request(1, false), events, StreamEndTest.Stop.END);
    }

    @ParameterizedTest
    @EnumSource(StreamEndTest.Stop.class)
    void withoutDoneEveryRequestedChoiceMustCome(StreamEndTest.Stop stop) throws Exception {
        Outcome one = stream(request(2, false), choice(0, "a"), stop);
        Outcome both = stream(request(2, false), choice(0, "a") + choice(1, "b"), stop);

        assertThat(one.end())
                .isInstanceOf(StreamTruncatedException.class)
                .hasMessageContaining("1 of 2 requested choices");
        assertThat(((StreamTruncatedException) one.end()).partial()).isEqualTo(one.partial());
        assertThat(both.end()).isNull();
        assertThat(both.partial().choices()).hasSize(2);
    }

    @Test
    void behindDoneAMissingChoiceIsAWarning() throws Exception {
        Outcome outcome = stream(request(2, false), choice(0, "a") + DONE, StreamEndTest.Stop.END);

        assertThat(outcome.end()).isNull();
        assertThat(outcome.warnings()).containsExactly("[DONE] was received without 1 of 2 requested choices");
    }

    @ParameterizedTest
    @EnumSource(StreamEndTest.Stop.class)
    void withoutDoneRequestedUsageMustCome(StreamEndTest.Stop stop) throws Exception {
        Outcome none = stream(request(1, true), choice(0, "a"), stop);
        Outcome some = stream(request(1, true), choice(0, "a") + USAGE, stop);

        assertThat(none.end()).isInstanceOf(StreamTruncatedException.class);
        assertThat(((StreamTruncatedException) none.end()).missing()).isEqualTo("usage");
        assertThat(some.end()).isNull();
        assertThat(some.partial().usage().totalTokens()).isEqualTo(3);
    }

    @Test
    void behindDoneMissingUsageIsAWarning() throws Exception {
        Outcome outcome = stream(request(1, true), choice(0, "a") + DONE, StreamEndTest.Stop.END);

        assertThat(outcome.end()).isNull();
        assertThat(outcome.warnings()).containsExactly("[DONE] was received without usage");
    }

    @Test
    void aResetBehindACompleteResponseIsAWarningThatNamesIt() throws Exception {
        Outcome outcome = stream(request(1, false), choice(0, "a"), StreamEndTest.Stop.RESET);

        assertThat(outcome.end()).isNull();
        assertThat(outcome.warnings()).singleElement().asString().contains("[DONE] is missing", "broke");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ": ping\n\n", "data: {\"choices\":[]}\n\n", "data: {\"id\":\"a\"}\n\n"})
    void doneBeforeAnyChoiceIsTruncated(String before) throws Exception {
        assertThat(stream(before + DONE).end())
                .isInstanceOf(StreamTruncatedException.class)
                .hasMessageContaining("a choice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"[DONE]\"", "DONE", "[done]", "<|done|>", " [DONE] "})
    void theEndMayBeMisspelt(String end) throws Exception {
        Outcome outcome = stream(choice(0, "a") + "data: " + end + "\n\n" + choice(0, "more"));

        assertThat(outcome.end()).isNull();
        assertThat(outcome.text()).isEqualTo("a");
    }

    @Test
    void commentsWrappedIntoDataAreSkipped() throws Exception {
        Outcome outcome = stream("data: : WAITING\n\n" + says("a") + "data: : WAITING\n\n" + choice(0, "b") + DONE);

        assertThat(outcome.end()).isNull();
        assertThat(outcome.text()).isEqualTo("ab");
        assertThat(outcome.warnings()).isEmpty();
    }

    @Test
    void eventsDividedBySingleNewlinesAreRead() throws Exception {
        String events = says("a") + says("b") + choice(0, "c") + DONE;

        Outcome outcome = stream(events.replace("\n\n", "\n"));

        assertThat(outcome.end()).isNull();
        assertThat(outcome.text()).isEqualTo("abc");
    }

    @Test
    void anErrorBehindHalfAPayloadInTheSameEventIsFound() throws Exception {
        String event = """
                data: {"choices":[{"index":0,"delta":{"con
                data: {"error":{"message":"the worker died","code":500}}

                """;

        Outcome outcome = stream(says("a") + event);

        assertThat(outcome.end()).isInstanceOf(ApiException.class).hasMessageContaining("the worker died");
        assertThat(((ApiException) outcome.end()).partial()).isEqualTo(outcome.partial());
        assertThat(outcome.partial().text()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error: {\"code\":400,\"message\":\"too long\"}\n\n", "{\"error\":\"too long\"}\n"})
    void anErrorOnALineOfItsOwnIsFound(String line) throws Exception {
        assertThat(stream(line + DONE).end()).isInstanceOf(ApiException.class).hasMessageContaining("too long");
        assertThat(stream(says("a") + line).end()).isInstanceOf(ApiException.class);
    }

    @Test
    void theOnlyChoiceMayHaveAnyIndex() throws Exception {
        String events = data("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"a\"}}]}") + choice(1, "b") + DONE;

        Outcome outcome = stream(events);

        assertThat(outcome.end()).isNull();
        assertThat(outcome.text()).isEqualTo("ab").isEqualTo(outcome.partial().text());
        assertThat(outcome.warnings()).containsExactly("the only choice has index 1; it is read as choice 0");
    }

    @Test
    void ofTwoRequestedChoicesOnlyTheFirstIsTheText() throws Exception {
        Outcome outcome = stream(request(2, false), choice(1, "b") + choice(0, "a") + DONE, StreamEndTest.Stop.END);

        assertThat(outcome.text()).isEqualTo("a").isEqualTo(outcome.partial().text());
        assertThat(outcome.partial().choices().get(1).message().text()).isEqualTo("b");
    }

    @Test
    void aMessageInPlaceOfADeltaIsRead() throws Exception {
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ab\"},"
                + "\"finish_reason\":\"stop\"}]}";

        Outcome alone = stream(data(whole) + DONE);
        Outcome behindDeltas = stream(says("a") + says("b") + data(whole) + DONE);

        assertThat(alone.text()).isEqualTo("ab").isEqualTo(alone.partial().text());
        assertThat(behindDeltas.text())
                .as("what came so far, once more")
                .isEqualTo("ab")
                .isEqualTo(behindDeltas.partial().text());
    }

    @Test
    void theTextOfAStreamIsThatOfItsResult() throws Exception {
        String events = data("{\"choices\":[{\"index\":1,\"message\":{\"content\":\"a\"}}]}") + choice(1, "b") + DONE;
        try (RawServer server = RawServer.streaming(events);
                Diglot client = Calls.client(server);
                ChatStream stream = client.chat().stream(request(1, false))) {
            List<String> pieces = new ArrayList<>(stream.text().toList());

            assertThat(String.join("", pieces))
                    .isEqualTo(stream.result().text())
                    .isEqualTo("ab");
        }
    }

    @ParameterizedTest
    @CsvSource({"{\"x\":1}, false", "'', false", "{\"x\":, true", "{\"x\":1}{\"x\":1}, true"})
    void argumentsThatAreNotJsonAreAWarning(String arguments, boolean warns) throws Exception {
        String call = "{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\""
                + arguments.replace("\"", "\\\"") + "\"}}";
        String streamed = data("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call
                + "]},\"finish_reason\":\"tool_calls\"}]}");
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"tool_calls\":[" + call
                + "]},\"finish_reason\":\"tool_calls\"}]}";

        assertThat(stream(streamed + DONE).warnings()).hasSize(warns ? 1 : 0);
        try (RawServer server = RawServer.answering(200, "application/json", whole);
                Diglot client = Calls.client(server)) {
            ApiResponse<ChatCompletion> response = client.chat().createWithResponse(request(1, false));
            assertThat(response.warnings()).hasSize(warns ? 1 : 0);
            assertThat(response.body().toolCalls().get(0).function().arguments())
                    .isEqualTo(arguments);
        }
    }

    @Test
    void aWholeResponseWithTooFewChoicesIsAWarning() throws Exception {
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
        try (RawServer server = RawServer.answering(200, "application/json", whole);
                Diglot client = Calls.client(server)) {
            assertThat(client.chat().createWithResponse(request(2, false)).warnings())
                    .containsExactly("the response has 1 of 2 requested choices");
        }
    }

    /** A number in another spelling is one; text, or what is no integer, is told, though text is read. */
    @ParameterizedTest
    @CsvSource({"0, false", "0.0, false", "'\"0\"', true", "0.5, true"})
    void anIndexThatIsNoIntegerIsAWarning(String index, boolean warns) throws Exception {
        String choice =
                "{\"choices\":[{\"index\":" + index + ",\"%s\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
        List<String> expected = warns ? List.of("a choice has an index that is not an integer") : List.of();

        assertThat(stream(data(choice.formatted("delta")) + DONE).warnings()).isEqualTo(expected);
        try (RawServer server = RawServer.answering(200, "application/json", choice.formatted("message"));
                Diglot client = Calls.client(server)) {
            assertThat(client.chat().createWithResponse(request(1, false)).warnings())
                    .isEqualTo(expected);
        }
    }

    // Messages

    private static Throwable messageEnd(String events) throws Exception {
        try (RawServer server = RawServer.streaming(events);
                Diglot client = Calls.client(server);
                MessageStream stream = client.messages().stream(Calls.MESSAGES)) {
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
    void anotherMessageInTheSameStreamIsAProtocolError() throws Exception {
        String other = START.replace("\"m1\"", "\"m2\"");

        Throwable end = messageEnd(START
                + Calls.begins(0, Calls.TEXT)
                + textDelta(0, "a")
                + other
                + Calls.begins(0, Calls.TEXT)
                + textDelta(0, "b")
                + END
                + STOP);

        assertThat(end).isInstanceOf(ProtocolException.class);
        assertThat(((Message) ((ProtocolException) end).partial()).text()).isEqualTo("a");
        assertThat(((Message) ((ProtocolException) end).partial()).id()).isEqualTo("m1");
    }

    @Test
    void theSameMessageAgainDoublesNothing() throws Exception {
        String again = START.replace("\"content\":[]", "\"content\":[{\"type\":\"text\",\"text\":\"a\"}]");
        try (RawServer server = RawServer.streaming(messages("a").replace(END, again + END));
                Diglot client = Calls.client(server);
                MessageStream stream = client.messages().stream(Calls.MESSAGES)) {
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }

    @Test
    void contentOfMessageStartAsTextIsRead() throws Exception {
        String start = START.replace("\"content\":[]", "\"content\":\"a\"");
        try (RawServer server = RawServer.streaming(start + END + STOP);
                Diglot client = Calls.client(server);
                MessageStream stream = client.messages().stream(Calls.MESSAGES)) {
            assertThat(stream.result().text()).isEqualTo("a");
        }
    }
}
