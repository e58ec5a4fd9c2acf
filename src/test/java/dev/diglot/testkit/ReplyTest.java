// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.json.JsonModel;
import dev.diglot.json.JsonReplyMode;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.ModelInfo;
import dev.diglot.model.ModelList;
import dev.diglot.model.StopReason;
import dev.diglot.model.TextBlock;
import dev.diglot.model.ThinkingBlock;
import dev.diglot.model.ToolUseBlock;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Examples;
import dev.diglot.testing.TestRequests;
import dev.diglot.testing.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reply arrives as it was scripted, in all forms of a call and both dialects. */
@Tag("thorough")
class ReplyTest {
    private static final String CALLS = "dev.diglot.testing.CallForm#calls";
    private static final String WEATHER = "{\"city\": \"Beijing\", \"days\": 3}";

    record City(String name, String country) {}

    /** Makes one call and returns its end. */
    private static CallForm.End call(Reply reply, CallForm form, Dialect dialect) throws Exception {
        return call(reply, form, CallForm.request(dialect, "hi"), builder -> builder);
    }

    private static CallForm.End call(
            Reply reply, CallForm form, JsonModel request, UnaryOperator<Diglot.Builder> settings) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                Diglot client = settings.apply(endpoint.client()).build()) {
            return form.call(client, request, RequestOptions.none());
        }
    }

    /** Returns the pieces of the reply's text that arrive in a stream. */
    private static List<String> deltas(Reply reply, Dialect dialect) {
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                Diglot client = endpoint.client().build();
                var stream = dialect == Dialect.CHAT
                        ? client.chat().stream(TestRequests.CHAT)
                        : client.messages().stream(TestRequests.MESSAGES)) {
            return stream.text().toList();
        }
    }

    private static List<ChatCompletionChunk> chunks(Reply reply) {
        return events(reply, Dialect.CHAT).stream()
                .map(ChatCompletionChunk::fromJson)
                .toList();
    }

    /** Returns the data of the events of a stream, as sent. */
    private static List<String> events(Reply reply, Dialect dialect) {
        String body = Http.post(reply, dialect, "{\"model\":\"m\",\"stream\":true}");
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** Returns the values of a member of the deltas, wherever they are. */
    private static List<String> values(Reply reply, Dialect dialect, String pointer) {
        List<String> values = new ArrayList<>();
        for (String event : events(reply, dialect)) {
            JsonNode value = Trees.read(event).at(pointer);
            if (value.isTextual()) {
                values.add(value.textValue());
            }
        }
        return values;
    }

    // Text.

    @ParameterizedTest
    @MethodSource(CALLS)
    void textIsJoined(CallForm form, Dialect dialect) throws Exception {
        assertThat(call(Reply.text("It ", "is ", "sunny."), form, dialect).text())
                .isEqualTo("It is sunny.");
    }

    @ParameterizedTest
    @EnumSource
    void textIsStreamedInTheGivenPieces(Dialect dialect) {
        String[] pieces = {"I", "t is", " su", "nny.\n", " ", "\uD83D\uDE00", "\"}\\"};

        assertThat(deltas(Reply.text(pieces), dialect)).containsExactly(pieces);
    }

    @ParameterizedTest
    @EnumSource
    void singlePieceIsStreamedWordByWord(Dialect dialect) {
        assertThat(deltas(Reply.text(" It  is\nsunny. "), dialect)).containsExactly(" ", "It  ", "is\n", "sunny. ");
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void emptyTextIsAnEmptyReply(CallForm form, Dialect dialect) throws Exception {
        assertThat(call(Reply.text(""), form, dialect).text()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void longTextIsComplete(CallForm form, Dialect dialect) throws Exception {
        String text = "word ".repeat(50_000);

        assertThat(call(Reply.text(text), form, dialect).text()).isEqualTo(text);
    }

    // Reasoning.

    @ParameterizedTest
    @MethodSource(CALLS)
    void reasoningIsBesideTheText(CallForm form, Dialect dialect) throws Exception {
        CallForm.End end = call(Reply.text("No.").reasoning("Seven ", "times ", "13."), form, dialect);

        assertThat(end.text()).isEqualTo("No.");
        assertThat(reasoning(end)).isEqualTo("Seven times 13.");
    }

    private static String reasoning(CallForm.End end) {
        return end.reply() instanceof ChatCompletion chat
                ? chat.reasoning()
                : end.message().thinking();
    }

    @ParameterizedTest
    @CsvSource({"CHAT, /choices/0/delta/reasoning_content", "MESSAGES, /delta/thinking"})
    void reasoningIsStreamedInTheGivenPieces(Dialect dialect, String pointer) {
        assertThat(values(Reply.text("No.").reasoning("Se", "ven"), dialect, pointer))
                .containsExactly("Se", "ven");
        assertThat(values(Reply.text("No.").reasoning("Seven times"), dialect, pointer))
                .containsExactly("Seven ", "times");
    }

    @ParameterizedTest
    @EnumSource
    void reasoningIsABlockWithASignatureBeforeTheText(CallForm form) throws Exception {
        List<ContentBlock> content = call(Reply.text("No.").reasoning("Seven"), form, Dialect.MESSAGES)
                .message()
                .content();

        assertThat(content).hasSize(2);
        assertThat(((ThinkingBlock) content.get(0)).signature()).isNotEmpty();
        assertThat(content.get(1)).isInstanceOf(TextBlock.class);
    }

    @Test
    void reasoningIsStreamedBeforeTheText() {
        List<ChatCompletionChunk> chunks = chunks(Reply.text("No.").reasoning("Seven"));

        assertThat(chunks.stream()
                        .map(chunk -> chunk.reasoning() + chunk.text())
                        .filter(text -> !text.isEmpty()))
                .containsExactly("Seven", "No.");
    }

    // Tool calls.

    private record Call(String name, String arguments) {}

    private static List<Call> toolCalls(CallForm.End end) {
        if (end.reply() instanceof ChatCompletion chat) {
            return chat.toolCalls().stream()
                    .map(ChatToolCall::function)
                    .map(function -> new Call(function.name(), function.arguments()))
                    .toList();
        }
        return end.message().toolUses().stream()
                .map(use -> new Call(use.name(), Trees.write(use.input())))
                .toList();
    }

    private static List<String> toolCallIds(CallForm.End end) {
        return end.reply() instanceof ChatCompletion chat
                ? chat.toolCalls().stream().map(ChatToolCall::id).toList()
                : end.message().toolUses().stream().map(ToolUseBlock::id).toList();
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void toolCallHasItsArguments(CallForm form, Dialect dialect) throws Exception {
        CallForm.End end = call(Reply.toolCall("get_weather", WEATHER), form, dialect);

        assertThat(toolCalls(end)).singleElement().satisfies(call -> {
            assertThat(call.name).isEqualTo("get_weather");
            assertThat(Trees.same(call.arguments, WEATHER)).isTrue();
        });
        assertThat(end.text()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void toolCallsHaveDifferentIds(CallForm form, Dialect dialect) throws Exception {
        Reply reply = Reply.text("Let me look.").andToolCall("a", "{\"x\": 1}").andToolCall("b", "{\"y\":", " [2]}");

        CallForm.End end = call(reply, form, dialect);

        assertThat(end.text()).isEqualTo("Let me look.");
        assertThat(toolCalls(end)).extracting(Call::name).containsExactly("a", "b");
        assertThat(Trees.same(toolCalls(end).get(0).arguments, "{\"x\":1}")).isTrue();
        assertThat(Trees.same(toolCalls(end).get(1).arguments, "{\"y\":[2]}")).isTrue();
        assertThat(toolCallIds(end)).doesNotHaveDuplicates().doesNotContainNull();
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void toolCallIdsDifferBetweenReplies(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.toolCall("a", "{}"));
                Diglot client = endpoint.client().build()) {
            List<String> ids = new ArrayList<>(toolCallIds(form.call(client, dialect)));
            ids.addAll(toolCallIds(form.call(client, dialect)));

            assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource({"CHAT, /choices/0/delta/tool_calls/0/function/arguments", "MESSAGES, /delta/partial_json"})
    void argumentsAreStreamedInTheGivenPieces(Dialect dialect, String pointer) {
        String[] pieces = {"{\"ci", "ty\": ", "\"Beijing\"", "}"};

        assertThat(values(Reply.toolCall("get_weather", pieces), dialect, pointer))
                .filteredOn(piece -> !piece.isEmpty())
                .containsExactly(pieces);
    }

    @ParameterizedTest
    @CsvSource({"CHAT, /choices/0/delta/tool_calls/0/function/arguments", "MESSAGES, /delta/partial_json"})
    void singlePieceOfArgumentsIsStreamedInPiecesOfEightCharacters(Dialect dialect, String pointer) {
        assertThat(values(Reply.toolCall("f", "{\"a\":\"1234567890\"}"), dialect, pointer))
                .filteredOn(piece -> !piece.isEmpty())
                .containsExactly("{\"a\":\"12", "34567890", "\"}");
    }

    /** A character beyond 16 bits must not be split. */
    @ParameterizedTest
    @CsvSource({"CHAT, /choices/0/delta/tool_calls/0/function/arguments", "MESSAGES, /delta/partial_json"})
    void characterIsNotSplit(Dialect dialect, String pointer) {
        for (int spaces = 0; spaces < 9; spaces++) {
            String json = "{\"a\":\"" + "x".repeat(spaces) + "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\"}";

            List<String> pieces = values(Reply.toolCall("f", json), dialect, pointer);

            assertThat(pieces).allSatisfy(piece -> assertThat(piece).doesNotMatch("(?s).*[\uD83D]"));
            assertThat(Trees.same(String.join("", pieces), json)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void toolWithoutArgumentsHasNone(CallForm form, Dialect dialect) throws Exception {
        for (Reply reply : List.of(Reply.toolCall("f"), Reply.toolCall("f", ""), Reply.toolCall("f", "{}"))) {
            assertThat(toolCalls(call(reply, form, dialect)))
                    .singleElement()
                    .satisfies(call -> assertThat(call.arguments).isIn("", "{}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void chatKeepsArgumentsThatAreNotJson(CallForm form) throws Exception {
        assertThat(toolCalls(call(Reply.toolCall("f", "{\"a\":"), form, Dialect.CHAT)))
                .containsExactly(new Call("f", "{\"a\":"));
    }

    // JSON.

    @ParameterizedTest
    @MethodSource(CALLS)
    void jsonIsTheText(CallForm form, Dialect dialect) throws Exception {
        assertThat(call(Reply.json("{\"a\": [1, 2]}"), form, dialect).text()).isEqualTo("{\"a\": [1, 2]}");
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void jsonIsBoundToARecord(CallForm form, Dialect dialect) throws Exception {
        CallForm.End end = call(
                Reply.json("{\"name\":\"Paris\",\"country\":\"FR\"}"), form, jsonRequest(dialect), builder -> builder);

        assertThat(city(end)).isEqualTo(new City("Paris", "FR"));
        assertThat(end.text()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void jsonIsTheArgumentsOfTheForcedTool(CallForm form) throws Exception {
        CallForm.End end = call(
                Reply.json("{\"name\":\"Paris\",\"country\":\"FR\"}"),
                form,
                jsonRequest(Dialect.MESSAGES),
                builder -> builder.jsonReplyMode(JsonReplyMode.FORCED_TOOL));

        assertThat(city(end)).isEqualTo(new City("Paris", "FR"));
        assertThat(end.message().toolUses()).hasSize(1);
        assertThat(end.text()).isEmpty();
    }

    private static JsonModel jsonRequest(Dialect dialect) {
        return dialect == Dialect.CHAT
                ? ChatCompletionRequest.builder("m", List.of(ChatMessage.user("Where?")))
                        .jsonReply(City.class)
                        .build()
                : MessageRequest.builder("m", List.of(MessageParam.user("Where?")))
                        .jsonReply(City.class)
                        .build();
    }

    private static City city(CallForm.End end) {
        return end.reply() instanceof ChatCompletion chat
                ? chat.as(City.class)
                : end.message().as(City.class);
    }

    // Usage, choices, refusals, stop reasons.

    @ParameterizedTest
    @MethodSource(CALLS)
    void usageIsCounted(CallForm form, Dialect dialect) throws Exception {
        CallForm.End end = call(
                Reply.text("Hi").usage(12, 4),
                form,
                CallForm.request(dialect, "hi"),
                builder -> builder.streamUsage(true));

        assertThat(tokens(end)).containsExactly(12L, 4L);
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void usageIsTenAndFiveByDefault(CallForm form, Dialect dialect) throws Exception {
        CallForm.End end =
                call(Reply.text("Hi"), form, CallForm.request(dialect, "hi"), builder -> builder.streamUsage(true));

        assertThat(tokens(end)).containsExactly(10L, 5L);
    }

    private static List<Long> tokens(CallForm.End end) {
        var counts = end.reply() instanceof ChatCompletion chat
                ? chat.tokenCounts()
                : end.message().tokenCounts();
        return Arrays.asList(counts.input(), counts.output());
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "PUBLISH"})
    void chatStreamHasNoUsageUnlessItIsRequested(CallForm form) throws Exception {
        assertThat(call(Reply.text("Hi"), form, Dialect.CHAT).chat().usage()).isNull();
    }

    @Test
    void tokensAreCounted() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hi").usage(12, 4));
                Diglot client = endpoint.client().build()) {
            assertThat(client.messages()
                            .countTokens(TestRequests.MESSAGES.toTokenCountRequest())
                            .inputTokens())
                    .isEqualTo(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void choicesAreIndexed(CallForm form) throws Exception {
        Reply reply = Reply.choices(
                Reply.text("One").usage(7, 8),
                Reply.text("Tw", "o").stopReason(StopReason.MAX_TOKENS),
                Reply.toolCall("f", "{\"a\":1}"));
        JsonModel request = TestRequests.CHAT.toBuilder().n(3).build();

        ChatCompletion chat =
                call(reply, form, request, builder -> builder.streamUsage(true)).chat();

        assertThat(chat.choices()).extracting(choice -> choice.index()).containsExactly(0, 1, 2);
        assertThat(chat.choices().get(0).message().text()).isEqualTo("One");
        assertThat(chat.choices().get(1).message().text()).isEqualTo("Two");
        assertThat(chat.choices().get(2).message().toolCalls()).hasSize(1);
        assertThat(chat.finishReasons()).containsExactly("stop", "length", "tool_calls");
        assertThat(chat.usage().promptTokens()).isEqualTo(7);
        assertThat(chat.usage().completionTokens()).isEqualTo(8);
        assertThat(chat.usage().totalTokens()).isEqualTo(15);
    }

    @ParameterizedTest
    @EnumSource
    void refusalInChatIsAMemberOfTheMessage(CallForm form) throws Exception {
        ChatCompletion chat =
                call(Reply.refusal("I would rather not."), form, Dialect.CHAT).chat();

        assertThat(chat.message().refusal()).isEqualTo("I would rather not.");
        assertThat(chat.text()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusalInMessagesIsAStopReasonWithAnExplanation(CallForm form) throws Exception {
        Message message = call(Reply.refusal("I would rather not."), form, Dialect.MESSAGES)
                .message();

        assertThat(message.stopReason()).isEqualTo(StopReason.REFUSAL);
        assertThat(message.stopDetails().explanation()).isEqualTo("I would rather not.");
    }

    static Stream<Arguments> stopReasons() {
        return Stream.of(
                Arguments.of(StopReason.END_TURN, "stop"),
                Arguments.of(StopReason.STOP_SEQUENCE, "stop"),
                Arguments.of(StopReason.MAX_TOKENS, "length"),
                Arguments.of(StopReason.TOOL_USE, "tool_calls"),
                Arguments.of(StopReason.REFUSAL, "content_filter"),
                Arguments.of(StopReason.of("sensitive"), "sensitive"));
    }

    @ParameterizedTest
    @MethodSource("stopReasons")
    void stopReasonIsThatOfTheDialect(StopReason reason, String finishReason) throws Exception {
        Reply reply = Reply.text("Hi").stopReason(reason);
        for (CallForm form : CallForm.values()) {
            assertThat(call(reply, form, Dialect.CHAT).chat().finishReasons()).containsExactly(finishReason);
            assertThat(call(reply, form, Dialect.MESSAGES).message().stopReason())
                    .isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopReasonFollowsFromTheReply(CallForm form) throws Exception {
        assertThat(call(Reply.text("Hi"), form, Dialect.CHAT).chat().finishReasons())
                .containsExactly("stop");
        assertThat(call(Reply.toolCall("f", "{}"), form, Dialect.CHAT).chat().finishReasons())
                .containsExactly("tool_calls");
        assertThat(call(Reply.text("Hi"), form, Dialect.MESSAGES).message().stopReason())
                .isEqualTo(StopReason.END_TURN);
        assertThat(call(Reply.toolCall("f", "{}"), form, Dialect.MESSAGES)
                        .message()
                        .stopReason())
                .isEqualTo(StopReason.TOOL_USE);
    }

    // Metadata.

    @ParameterizedTest
    @EnumSource
    void replyHasTheModelOfTheRequestAndAnId(Dialect dialect) throws Exception {
        for (CallForm form : CallForm.values()) {
            JsonModel reply = call(Reply.text("Hi"), form, dialect).reply();
            JsonNode json = Trees.read(reply.toJson());

            assertThat(json.path("model").asText()).isEqualTo("m");
            assertThat(json.path("id").asText()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void responseHasAnIdAndTheHeadersOfTheScript(Dialect dialect) throws Exception {
        var response = call(
                        Reply.text("Hi").header("x-ratelimit-remaining", "9").header("X-Ratelimit-Remaining", "8"),
                        CallForm.CREATE_WITH_RESPONSE,
                        dialect)
                .response();

        assertThat(response.requestId()).isEqualTo("req-1");
        assertThat(response.headers().get("x-ratelimit-remaining")).containsExactly("8");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void headerCanBeReplaced(CallForm form, Dialect dialect) throws Exception {
        ApiException error = call(
                        Reply.error(ErrorKind.NOT_FOUND)
                                .header("X-Request-Id", "mine")
                                .header("Request-Id", "mine"),
                        form,
                        dialect)
                .failure(ApiException.class);

        assertThat(error.requestId()).isEqualTo("mine");
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void errorHasTheMessageOfTheScript(CallForm form, Dialect dialect) throws Exception {
        for (ErrorKind kind : ErrorKind.values()) {
            ApiException error = call(
                            Reply.error(kind, "no \"luck\""),
                            form,
                            CallForm.request(dialect, "hi"),
                            builder -> builder.retryPolicy(RetryPolicy.none()))
                    .failure(ApiException.class);

            assertThat(error.message()).isEqualTo("no \"luck\"");
        }
    }

    @Test
    void modelsAreListed() {
        ModelList models = ModelList.fromJson("{\"object\":\"list\",\"data\":[{\"id\":\"glm-5\"}]}");
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.of(models));
                Diglot client = endpoint.client().build()) {
            assertThat(client.models().list().data()).extracting(ModelInfo::id).containsExactly("glm-5");
        }
    }

    // Models and events as they are.

    private static final ChatCompletion CHAT = ChatCompletion.fromJson("""
            {"id":"c1","object":"chat.completion","created":5,"model":"glm-5","system_fingerprint":"fp","new":[1],
             "choices":[{"index":0,"message":{"role":"assistant","content":"It is sunny.","refusal":null,"x":{"y":1}},
                         "finish_reason":"stop","z":true},
                        {"index":1,"message":{"role":"assistant","content":null,"tool_calls":[
                           {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"b\\": 1}"}}]},
                         "finish_reason":"tool_calls"}],
             "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""");

    private static final Message MESSAGE = Message.fromJson("""
            {"id":"m1","type":"message","role":"assistant","model":"minimax-m2.7","new":[1],
             "content":[{"type":"thinking","thinking":"Hm, hm.","signature":"c2ln"},
                        {"type":"redacted_thinking","data":"b3Bh"},
                        {"type":"text","text":"It is sunny.","citations":[{"type":"char_location","cited_text":"s"}]},
                        {"type":"tool_use","id":"t","name":"f","input":{"a":[1,{"b":"c d e f g h i j"}]}},
                        {"type":"newer_block","x":[1]}],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":9,"output_tokens":4,"cache_read_input_tokens":2}}""");

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "CREATE_WITH_RESPONSE", "CREATE_ASYNC"})
    void modelIsSentAsItIs(CallForm form) throws Exception {
        assertThat(call(Reply.of(CHAT), form, Dialect.CHAT).chat()).isEqualTo(CHAT);
        assertThat(call(Reply.of(MESSAGE), form, Dialect.MESSAGES).message()).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "PUBLISH"})
    void modelIsSplitIntoEventsThatAccumulateToIt(CallForm form) throws Exception {
        CallForm.End chat =
                call(Reply.of(CHAT), form, CallForm.request(Dialect.CHAT, "hi"), builder -> builder.streamUsage(true));

        assertSame(streamable(chat.chat().toJson()), streamable(CHAT.toJson()));
        assertSame(
                streamable(call(Reply.of(MESSAGE), form, Dialect.MESSAGES)
                        .message()
                        .toJson()),
                streamable(MESSAGE.toJson()));
    }

    @ParameterizedTest
    @EnumSource
    void eventsAreStreamedAsTheyAre(Dialect dialect) {
        String example = dialect == Dialect.CHAT ? "chat-tool-stream.sse" : "messages-thinking-stream.sse";
        List<String> events = Corpus.payloads(Examples.bytes(example));

        List<String> sent = events(Reply.events(models(dialect, events)), dialect);

        assertThat(sent).hasSameSizeAs(events);
        for (int i = 0; i < sent.size(); i++) {
            assertSame(sent.get(i), events.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void eventsAreAccumulatedForAWholeReply(CallForm form, Dialect dialect) throws Exception {
        String example = dialect == Dialect.CHAT ? "chat-tool-stream" : "messages-thinking-stream";
        List<String> events = Corpus.payloads(Examples.bytes(example + ".sse"));

        CallForm.End end = call(Reply.events(models(dialect, events)), form, dialect);

        end.text();
        assertSame(end.reply().toJson(), Examples.text(example + ".folded.json"));
    }

    private static List<? extends JsonModel> models(Dialect dialect, List<String> events) {
        return dialect == Dialect.CHAT
                ? events.stream().map(ChatCompletionChunk::fromJson).toList()
                : events.stream().map(MessageStreamEvent::fromJson).toList();
    }

    private static void assertSame(String actual, String expected) {
        if (!Trees.same(actual, expected)) {
            assertThat(Trees.read(actual).toPrettyString())
                    .isEqualTo(Trees.read(expected).toPrettyString());
        }
    }

    // The same reply in all forms.

    static Stream<Reply> replies() {
        return Stream.of(
                Reply.text("It is sunny."),
                Reply.text("It ", "is ").reasoning("Hm, ", "hm."),
                Reply.text(""),
                Reply.toolCall("f", WEATHER),
                Reply.toolCall("f"),
                Reply.text("Look: ").andToolCall("f", WEATHER).andToolCall("g", "{}"),
                Reply.json("{\"a\":1}"),
                Reply.refusal("I would rather not."),
                Reply.text("It").stopReason(StopReason.MAX_TOKENS));
    }

    /** The JSON of a stream's result is that of the whole reply. */
    @ParameterizedTest
    @MethodSource("replies")
    void allFormsReturnTheSameReply(Reply reply) throws Exception {
        for (Dialect dialect : Dialect.values()) {
            JsonModel request = CallForm.request(dialect, "hi");
            UnaryOperator<Diglot.Builder> withUsage = builder -> builder.streamUsage(true);
            CallForm.End whole = call(reply, CallForm.CREATE, request, withUsage);
            whole.text();
            for (CallForm form : CallForm.values()) {
                CallForm.End end = call(reply, form, request, withUsage);
                end.text();
                assertSame(end.reply().toJson(), whole.reply().toJson());
            }
        }
    }

    // Examples of the spec.

    static Stream<String> exampleNames() {
        return Examples.names().stream()
                .filter(name -> name.endsWith("-response.json") || name.endsWith("-stream.sse"))
                .filter(name -> name.startsWith("chat-") || name.startsWith("messages-"))
                .filter(name -> !name.contains("-error-"))
                .map(name -> name.replaceAll("-(response\\.json|stream\\.sse)$", ""))
                .distinct();
    }

    private static Dialect dialectOf(String example) {
        return example.startsWith("chat") ? Dialect.CHAT : Dialect.MESSAGES;
    }

    private static boolean exists(String file) {
        return Examples.names().contains(file);
    }

    /** The file is sent byte for byte in its own form. */
    @ParameterizedTest
    @MethodSource("exampleNames")
    void exampleIsSentAsItIs(String name) {
        if (exists(name + "-response.json")) {
            assertThat(Http.post(Reply.example(name), dialectOf(name), "{}"))
                    .isEqualTo(Examples.text(name + "-response.json"));
        }
        if (exists(name + "-stream.sse")) {
            assertThat(Http.post(Reply.example(name), dialectOf(name), "{\"stream\":true}"))
                    .isEqualTo(Examples.text(name + "-stream.sse"));
        }
    }

    /** In the other form it has the same content: what a stream accumulates to is the whole reply. */
    @ParameterizedTest
    @MethodSource("exampleNames")
    void exampleIsServedInBothForms(String name) throws Exception {
        for (CallForm form : CallForm.values()) {
            String expected = name + (form.isStreamed() ? "-stream.folded.json" : "-response.json");
            if (!exists(expected)) {
                expected = name + (form.isStreamed() ? "-response.json" : "-stream.folded.json");
            }
            CallForm.End end = call(
                    Reply.example(name),
                    form,
                    CallForm.request(dialectOf(name), "hi"),
                    builder -> builder.streamUsage(true));
            end.text();
            assertSame(streamable(end.reply().toJson()), streamable(Examples.text(expected)));
        }
    }

    /**
     * Without what a chat stream does not carry: nulls and empty lists; the index of a choice or a tool call and the kind of
     * the object, which chunks must have although this whole reply does not.
     */
    private static String streamable(String json) {
        JsonNode reply = Trees.read(json);
        withoutEmpty(reply);
        if (reply.has("choices")) {
            ((ObjectNode) reply).remove("object");
            for (JsonNode choice : reply.path("choices")) {
                ((ObjectNode) choice).remove("index");
                for (JsonNode call : choice.at("/message/tool_calls")) {
                    ((ObjectNode) call).remove("index");
                }
            }
        }
        return reply.toString();
    }

    private static void withoutEmpty(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(member -> isEmpty(member.getValue()));
        }
        node.forEach(ReplyTest::withoutEmpty);
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isNull() || (node.isArray() && node.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("errorNames")
    void exampleOfAnErrorHasItsStatusInAllForms(String name) throws Exception {
        for (CallForm form : CallForm.values()) {
            ApiException error = call(
                            Reply.example(name),
                            form,
                            CallForm.request(dialectOf(name), "hi"),
                            builder -> builder.retryPolicy(RetryPolicy.none()))
                    .failure(ApiException.class);

            String number = name.replaceFirst(".*-error-", "");
            assertThat(error.status()).isEqualTo(number.equals("model") ? 403 : Integer.parseInt(number));
            assertThat(error.bodyText()).isEqualTo(Examples.text(name + "-response.json"));
        }
    }

    static Stream<String> errorNames() {
        return Examples.names().stream()
                .filter(name -> name.contains("-error-") && name.endsWith("-response.json"))
                .map(name -> name.replace("-response.json", ""))
                .filter(name -> !name.contains("tool-error"));
    }

    /** A whole reply of it is not documented; its stream ends with the error. */
    @ParameterizedTest
    @EnumSource
    void exampleOfAStreamThatEndsWithAnErrorFailsInAllForms(CallForm form) throws Exception {
        ApiException error = call(
                        Reply.example("messages-error"),
                        form,
                        CallForm.request(Dialect.MESSAGES, "hi"),
                        builder -> builder.retryPolicy(RetryPolicy.none()))
                .failure(ApiException.class);

        assertThat(error.type()).isEqualTo("overloaded_error");
    }

    @Test
    void exampleOfModelsIsListed() {
        for (String name : List.of("models-chat", "models-messages", "models-list")) {
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.example(name));
                    Diglot client = endpoint.client().build()) {
                assertSame(client.models().list().toJson(), Examples.text(name + "-response.json"));
            }
        }
    }

    @Test
    void exampleOfATokenCountIsCounted() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.example("count-tool"));
                Diglot client = endpoint.client().build()) {
            assertSame(
                    client.messages()
                            .countTokens(TestRequests.MESSAGES.toTokenCountRequest())
                            .toJson(),
                    Examples.text("count-tool-response.json"));
        }
    }

    // A reply is a value.

    @Test
    void methodsReturnNewReplies() throws Exception {
        Reply text = Reply.text("Hi");
        Reply changed = text.reasoning("Hm.")
                .andToolCall("f", "{}")
                .usage(1, 2)
                .stopReason(StopReason.MAX_TOKENS)
                .header("x-a", "b")
                .errorAfterEvents(0, ErrorKind.SERVER);

        ChatCompletion chat = call(text, CallForm.CREATE, Dialect.CHAT).chat();

        assertThat(changed).isNotSameAs(text);
        assertThat(chat.reasoning()).isEmpty();
        assertThat(chat.toolCalls()).isEmpty();
        assertThat(chat.usage().promptTokens()).isEqualTo(10);
        assertThat(chat.finishReasons()).containsExactly("stop");
    }

    @Test
    void changedReplyKeepsItsDelivery() throws Exception {
        var response = call(
                        Reply.text("Hi").header("x-a", "b").usage(1, 2), CallForm.CREATE_WITH_RESPONSE, Dialect.CHAT)
                .response();

        assertThat(response.headers().get("x-a")).containsExactly("b");
    }

    /** Pieces that a piece of another text equals are not mixed up. */
    @Test
    void samePiecesOfOtherTextsStayApart() {
        Reply reply = Reply.text("It ", "is").reasoning("It is");

        assertThat(values(reply, Dialect.CHAT, "/choices/0/delta/reasoning_content"))
                .containsExactly("It ", "is");
        assertThat(deltas(reply, Dialect.CHAT)).containsExactly("It ", "is");
    }

    // Wrong use.

    private static String message(Reply reply, CallForm form, Dialect dialect) throws Exception {
        return call(reply, form, dialect).failure(InvalidRequestException.class).message();
    }

    @ParameterizedTest
    @EnumSource
    void messagesHaveNoChoices(CallForm form) throws Exception {
        assertThat(message(Reply.choices(Reply.text("a"), Reply.text("b")), form, Dialect.MESSAGES))
                .contains("messages have no choices");
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void replyOfTheOtherDialectIsNamed(CallForm form, Dialect dialect) throws Exception {
        boolean isChat = dialect == Dialect.CHAT;

        assertThat(message(Reply.of(isChat ? MESSAGE : CHAT), form, dialect))
                .contains(isChat ? "a Message" : "a ChatCompletion");
        assertThat(message(Reply.example(isChat ? "messages-hello" : "chat-hello"), form, dialect))
                .contains(isChat ? "messages-hello" : "chat-hello");
    }

    @ParameterizedTest
    @MethodSource(CALLS)
    void eventsOfTheOtherDialectAreAnInvalidRequest(CallForm form, Dialect dialect) throws Exception {
        Dialect other = dialect == Dialect.CHAT ? Dialect.MESSAGES : Dialect.CHAT;
        String example = other == Dialect.CHAT ? "chat-tool-stream.sse" : "messages-tool-stream.sse";
        List<String> events = Corpus.payloads(Examples.bytes(example));

        assertThat(message(Reply.events(models(other, events)), form, dialect)).contains("script");
    }

    @ParameterizedTest
    @EnumSource
    void argumentsInMessagesMustBeJson(CallForm form) throws Exception {
        assertThat(message(Reply.toolCall("f", "{\"a\":"), form, Dialect.MESSAGES))
                .contains("{\"a\":");
        assertThat(message(Reply.toolCall("f", "[1]"), form, Dialect.MESSAGES)).contains("[1]");
    }

    @ParameterizedTest
    @EnumSource
    void failureAfterTheEndOfAStreamIsNamed(Dialect dialect) throws Exception {
        assertThat(message(Reply.text("Hi").cutAfterEvents(99, Cut.CLOSE), CallForm.STREAM, dialect))
                .contains("99");
        assertThat(message(Reply.text("Hi").cutAfterBytes(99_999, Cut.CLOSE), CallForm.CREATE, dialect))
                .contains("99999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-nothing", "", "../chat-hello", "chat-hello-response.json"})
    void unknownExampleIsRejectedWhereItIsScripted(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.example(name))
                .withMessageContaining(name);
    }

    @Test
    void onlyACompletionCanBeChanged() {
        for (Reply reply : List.of(Reply.error(ErrorKind.SERVER), Reply.garbage(), Reply.of(CHAT))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> reply.usage(1, 2))
                    .withMessageContaining("model");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Reply.choices(Reply.text("a"), reply))
                    .withMessageContaining("model");
        }
    }

    @Test
    void negativeCountIsRejectedWhereItIsScripted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.text("Hi").cutAfterEvents(-1, Cut.CLOSE))
                .withMessageContaining("-1");
    }

    @Test
    void noChoicesAreRejectedWhereTheyAreScripted() {
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.choices());
    }

    @Test
    void negativeTimesAreRejectedWhereTheyAreScripted() {
        Duration negative = Duration.ofMillis(-1);

        assertThatIllegalArgumentException().isThrownBy(() -> Reply.text("Hi").delay(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.text("Hi").pace(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.text("Hi").retryAfter(negative));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb"})
    void headerWithALineBreakIsRejectedWhereItIsScripted(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Reply.text("Hi").header("x-a", value));
    }

    @Test
    void modelsNeedAModelAsReply() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hi"));
                Diglot client = endpoint.client().build()) {
            assertThat(catchThrowableOfType(
                                    InvalidRequestException.class,
                                    () -> client.models().list())
                            .message())
                    .contains("Reply.of(model)");
        }
    }
}
