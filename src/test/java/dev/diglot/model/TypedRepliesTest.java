// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.json.JsonBinding;
import dev.diglot.json.JsonBindingException;
import dev.diglot.json.JsonBindingException.Problem;
import dev.diglot.json.JsonType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedRepliesTest {
    record Forecast(String city, List<Integer> highs) {}

    private static final String JSON = "{\"city\":\"Beijing\",\"highs\":[5,7]}";
    private static final Forecast FORECAST = new Forecast("Beijing", List.of(5, 7));

    private static String quoted(String text) {
        return JsonBinding.write(text);
    }

    /** A reply with a text, and the reason why it ended. */
    private static ChatCompletion chat(String text, String reason) {
        return ChatCompletion.fromJson("{\"choices\":[{\"index\":0,\"finish_reason\":" + quoted(reason)
                + ",\"message\":{\"role\":\"assistant\",\"content\":" + quoted(text) + "}}]}");
    }

    private static Message message(String text, String reason) {
        return Message.fromJson("{\"role\":\"assistant\",\"stop_reason\":" + quoted(reason)
                + ",\"content\":[{\"type\":\"text\",\"text\":" + quoted(text) + "}]}");
    }

    /** The three ways to convert a reply, in both dialects. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private enum Way {
        CHAT_CLASS(Way::chat, text -> chatOf(text).as(Forecast.class)),
        CHAT_TYPE(Way::chat, text -> chatOf(text).as(new JsonType<Forecast>() {})),
        CHAT_BINDER(Way::chat, text -> chatOf(text).as(Way::bind)),
        MESSAGE_CLASS(Way::message, text -> messageOf(text).as(Forecast.class)),
        MESSAGE_TYPE(Way::message, text -> messageOf(text).as(new JsonType<Forecast>() {})),
        MESSAGE_BINDER(Way::message, text -> messageOf(text).as(Way::bind));

        private final Function<String[], String> json;
        private final Function<String, Forecast> conversion;

        Way(Function<String[], String> json, Function<String, Forecast> conversion) {
            this.json = json;
            this.conversion = conversion;
        }

        private static String chat(String... textAndReason) {
            return TypedRepliesTest.chat(textAndReason[0], textAndReason[1]).toJson();
        }

        private static String message(String... textAndReason) {
            return TypedRepliesTest.message(textAndReason[0], textAndReason[1]).toJson();
        }

        private static ChatCompletion chatOf(String json) {
            return ChatCompletion.fromJson(json);
        }

        private static Message messageOf(String json) {
            return Message.fromJson(json);
        }

        private static Forecast bind(String json) {
            return JsonBinding.read(json, JsonType.of(Forecast.class));
        }

        boolean isChat() {
            return name().startsWith("CHAT");
        }

        Forecast convert(String text) {
            return convert(text, isChat() ? "stop" : "end_turn");
        }

        Forecast convert(String text, String reason) {
            return conversion.apply(json.apply(new String[] {text, reason}));
        }

        JsonBindingException failure(String text) {
            return catchThrowableOfType(JsonBindingException.class, () -> convert(text));
        }

        JsonBindingException failure(String text, String reason) {
            return catchThrowableOfType(JsonBindingException.class, () -> convert(text, reason));
        }

        List<String> limits() {
            return isChat() ? List.of("length") : List.of("max_tokens", "model_context_window_exceeded");
        }

        List<String> refusals() {
            return isChat() ? List.of("content_filter", "sensitive") : List.of("refusal");
        }
    }

    static Stream<Way> ways() {
        return Stream.of(Way.values());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void plainJsonIsConverted(Way way) {
        assertThat(way.convert(JSON)).isEqualTo(FORECAST);
        assertThat(way.convert("\n  " + JSON + " \n")).isEqualTo(FORECAST);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void codeFenceIsSkipped(Way way) {
        assertThat(way.convert("```json\n" + JSON + "\n```")).isEqualTo(FORECAST);
        assertThat(way.convert("```\n" + JSON + "```\n")).isEqualTo(FORECAST);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void textAroundTheJsonIsSkipped(Way way) {
        assertThat(way.convert("Here is the {forecast} you asked for:\n" + JSON + "\nHave a nice day [in Beijing]!"))
                .isEqualTo(FORECAST);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void longestJsonIsConverted(Way way) {
        assertThat(way.convert("The format is {\"city\":\"x\"}, so: " + JSON + ". The last one was [5,7].\n{\"a\":{}}"))
                .isEqualTo(FORECAST);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void bracketsInTextsAreNoEnd(Way way) {
        assertThat(way.convert("{\"city\":\"} ] \\\" }\",\"highs\":[]} }"))
                .isEqualTo(new Forecast("} ] \" }", List.of()));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void replyThatWasCutOffIsNamedSo(Way way) {
        for (String reason : way.limits()) {
            for (String text : List.of("{\"city\":\"Bei", "", "Let me think.", "{\"city\":\"Beijing\"} {", "[1]")) {
                JsonBindingException failure = way.failure(text, reason);

                assertThat(failure.problem()).isEqualTo(Problem.CUT_OFF);
                assertThat(failure)
                        .hasMessage(
                                "the reply was cut off at the limit of tokens, so its JSON is not complete; allow more"
                                        + " tokens");
                assertThat(failure.rawText()).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void completeJsonIsConvertedThoughTheReplyWasCutOff(Way way) {
        for (String reason : way.limits()) {
            assertThat(way.convert("```json\n" + JSON + "\n```\nI hope this", reason))
                    .isEqualTo(FORECAST);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusalKeepsItsWords(Way way) {
        for (String refusal : way.refusals()) {
            JsonBindingException failure = way.failure("I can't help with that.", refusal);

            assertThat(failure.problem()).as(refusal).isEqualTo(Problem.REFUSED);
            assertThat(failure)
                    .hasMessage("the model refused to reply, or its reply was withheld; rawText() returns its words");
            assertThat(failure.rawText()).isEqualTo("I can't help with that.");
        }
    }

    @Test
    void replyWithoutAReasonIsConverted() {
        ChatCompletion completion = ChatCompletion.fromJson("{\"choices\": [{\"message\": {\"content\": \"{}\"}}]}");
        Message message = Message.fromJson("{\"content\": [{\"type\": \"text\", \"text\": \"{}\"}]}");

        String ofCompletion = completion.as(json -> json);
        String ofMessage = message.as(json -> json);

        assertThat(ofCompletion).isEqualTo("{}");
        assertThat(ofMessage).isEqualTo("{}");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void textWithoutJsonIsNotJson(Way way) {
        for (String text : List.of("", "Sorry.", "5", "\"text\"", "{city: Beijing}", "{\"city\":\"Bei", "[")) {
            JsonBindingException failure = way.failure(text);

            assertThat(failure.problem()).isEqualTo(Problem.NOT_JSON);
            assertThat(failure).hasMessage("the reply contains no JSON object or array; rawText() returns it");
            assertThat(failure.rawText()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void mismatchTellsItsPlace(Way way) {
        JsonBindingException failure = way.failure("So: {\"city\":\"Beijing\",\"highs\":[5,\"7\"]}");

        assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
        assertThat(failure.path()).isEqualTo("$.highs[1]");
        assertThat(failure.rawText()).isEqualTo("{\"city\":\"Beijing\",\"highs\":[5,\"7\"]}");
    }

    @Nested
    class OfChat {
        @Test
        void refusalOfTheMessageIsRefused() {
            ChatCompletion reply = ChatCompletion.fromJson("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":"
                    + "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I can't.\"}}]}");

            JsonBindingException failure =
                    catchThrowableOfType(JsonBindingException.class, () -> reply.as(Forecast.class));

            assertThat(failure.problem()).isEqualTo(Problem.REFUSED);
            assertThat(failure.rawText()).isEqualTo("I can't.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "\"\"", "\" \""})
        void blankRefusalIsNone(String refusal) {
            ChatCompletion reply =
                    ChatCompletion.fromJson("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":"
                            + quoted(JSON) + ",\"refusal\":" + refusal + "}}]}");

            assertThat(reply.as(Forecast.class)).isEqualTo(FORECAST);
        }

        @Test
        void replyWithoutAChoiceIsNotJson() {
            JsonBindingException failure = catchThrowableOfType(
                    JsonBindingException.class,
                    () -> ChatCompletion.fromJson("{\"choices\":[]}").as(Forecast.class));

            assertThat(failure.problem()).isEqualTo(Problem.NOT_JSON);
        }

        @Test
        void textIsNotChanged() {
            String text = "\n```json\n" + JSON + "\n```\n ";

            assertThat(chat(text, "stop").text()).isEqualTo(text);
        }
    }

    @Nested
    class OfMessages {
        private static Message withUse(String name, String input, String reason) {
            return Message.fromJson("{\"role\":\"assistant\",\"stop_reason\":" + quoted(reason)
                    + ",\"content\":[{\"type\":\"text\",\"text\":\"Here: [1]\"},"
                    + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"other\",\"input\":{\"a\":1}},"
                    + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":" + quoted(name) + input + "}]}");
        }

        @Test
        void inputOfTheReplyToolIsConverted() {
            assertThat(withUse("json_reply", ",\"input\":" + JSON, "tool_use").as(Forecast.class))
                    .isEqualTo(FORECAST);
        }

        @Test
        void inputOfAnotherToolIsNot() {
            JsonBindingException failure = catchThrowableOfType(
                    JsonBindingException.class,
                    () -> withUse("get_weather", ",\"input\":" + JSON, "tool_use")
                            .as(Forecast.class));

            assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
            assertThat(failure.actual()).isEqualTo("[1]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",\"input\":{}", ",\"input\":{\"city\":\"Bei\"}"})
        void inputThatWasCutOffIsNamedSo(String input) {
            JsonBindingException failure = catchThrowableOfType(
                    JsonBindingException.class,
                    () -> withUse("json_reply", input, "max_tokens").as(Forecast.class));

            assertThat(failure.problem()).isEqualTo(Problem.CUT_OFF);
        }

        @Test
        void inputAsTextIsConverted() {
            assertThat(withUse("json_reply", ",\"input\":" + quoted(JSON), "tool_use")
                            .as(Forecast.class))
                    .isEqualTo(FORECAST);
        }

        @Test
        void refusalBesideAnInputIsRefused() {
            JsonBindingException failure = catchThrowableOfType(
                    JsonBindingException.class,
                    () -> withUse("json_reply", ",\"input\":{}", "refusal").as(Forecast.class));

            assertThat(failure.problem()).isEqualTo(Problem.REFUSED);
        }

        @Test
        void textIsNotChanged() {
            String text = "\n```json\n" + JSON + "\n```\n ";

            assertThat(message(text, "end_turn").text()).isEqualTo(text);
        }
    }

    record Options(@Nullable String city) {}

    @Nested
    class OfToolCalls {
        /** The arguments of a call, in both dialects: a member of JSON, or nothing. */
        static Stream<Function<@Nullable String, Options>> conversions() {
            return Stream.of(
                    value -> chatCall(value).arguments(Options.class),
                    value -> chatCall(value).arguments(new JsonType<Options>() {}),
                    value -> chatCall(value).arguments(OfToolCalls::bind),
                    value -> use(value).input(Options.class),
                    value -> use(value).input(new JsonType<Options>() {}),
                    value -> use(value).input(OfToolCalls::bind));
        }

        private static Options bind(String json) {
            return JsonBinding.read(json, JsonType.of(Options.class));
        }

        private static ChatToolCall chatCall(@Nullable String arguments) {
            String member = arguments == null ? "" : ",\"arguments\":" + arguments;
            return ChatToolCall.fromJson(
                    "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\"" + member + "}}");
        }

        private static ToolUseBlock use(@Nullable String input) {
            String member = input == null ? "" : ",\"input\":" + input;
            return ToolUseBlock.fromJson("{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\"" + member + "}");
        }

        @ParameterizedTest
        @MethodSource("conversions")
        void argumentsInATextAreConverted(Function<@Nullable String, Options> conversion) {
            assertThat(conversion.apply("\"{\\\"city\\\":\\\"Beijing\\\"}\"")).isEqualTo(new Options("Beijing"));
        }

        @ParameterizedTest
        @MethodSource("conversions")
        void missingArgumentsAreAnEmptyObject(Function<@Nullable String, Options> conversion) {
            assertThat(conversion.apply(null)).isEqualTo(new Options(null));
            assertThat(conversion.apply("null")).isEqualTo(new Options(null));
        }

        @ParameterizedTest
        @MethodSource("conversions")
        void blankArgumentsAreAnEmptyObject(Function<@Nullable String, Options> conversion) {
            assertThat(conversion.apply("\"\"")).isEqualTo(new Options(null));
            assertThat(conversion.apply("\" \\n\"")).isEqualTo(new Options(null));
        }

        @ParameterizedTest
        @MethodSource("conversions")
        void argumentsThatAreNotJsonAreNamedSo(Function<@Nullable String, Options> conversion) {
            JsonBindingException failure = catchThrowableOfType(
                    JsonBindingException.class, () -> conversion.apply("\"{\\\"city\\\":\\\"Bei\""));

            assertThat(failure.problem()).isEqualTo(Problem.NOT_JSON);
            assertThat(failure.rawText()).isEqualTo("{\"city\":\"Bei");
        }

        @ParameterizedTest
        @MethodSource("conversions")
        void argumentsThatDoNotFitTellThePlace(Function<@Nullable String, Options> conversion) {
            JsonBindingException failure =
                    catchThrowableOfType(JsonBindingException.class, () -> conversion.apply("\"{\\\"city\\\":5}\""));

            assertThat(failure).hasMessage("$.city must be string, but is 5");
        }

        @Test
        void argumentsThatAreAnObjectAreConverted() {
            assertThat(use("{\"city\":\"Beijing\"}").input(Options.class)).isEqualTo(new Options("Beijing"));
            assertThat(chatCall("{\"city\":\"Beijing\"}").arguments(Options.class))
                    .isEqualTo(new Options("Beijing"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"5", "[]", "true"})
        void argumentsOfAnotherTypeDoNotFit(String arguments) {
            JsonBindingException inMessages = catchThrowableOfType(
                    JsonBindingException.class, () -> use(arguments).input(Options.class));
            JsonBindingException inChat = catchThrowableOfType(
                    JsonBindingException.class, () -> chatCall(arguments).arguments(Options.class));

            assertThat(inMessages).hasMessage("$ must be object (Options), but is " + arguments);
            assertThat(inChat).hasMessage("$ must be object (Options), but is " + arguments);
        }

        @Test
        void callWithoutAFunctionHasNoArguments() {
            assertThat(ChatToolCall.fromJson("{\"id\":\"c\",\"type\":\"custom\"}")
                            .arguments(Options.class))
                    .isEqualTo(new Options(null));
        }

        @Test
        void otherTypesThanRecordsAreConverted() {
            assertThat(use("{\"a\":1}").input(new JsonType<Map<String, Integer>>() {}))
                    .isEqualTo(Map.of("a", 1));
        }
    }
}
