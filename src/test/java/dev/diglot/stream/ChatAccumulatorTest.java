// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.FinishReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link ChatAccumulator} makes of chunks, of the documented form and of the forms that endpoints send. */
class ChatAccumulatorTest {
    private static ChatAccumulator accumulate(String... chunks) {
        ChatAccumulator accumulator = new ChatAccumulator();
        for (String chunk : chunks) {
            accumulator.accept(ChatCompletionChunk.fromJson(chunk));
        }
        return accumulator;
    }

    private static ChatCompletion resultOf(String... chunks) {
        return accumulate(chunks).result();
    }

    /** Accumulates these deltas of the first choice. */
    private static ChatAssistantMessage messageOf(String... deltas) {
        String[] chunks = new String[deltas.length];
        for (int i = 0; i < deltas.length; i++) {
            chunks[i] = "{\"choices\":[{\"index\":0,\"delta\":" + deltas[i] + "}]}";
        }
        return resultOf(chunks).message();
    }

    private static List<ChatToolCall> toolCallsOf(String... toolCalls) {
        String[] deltas = new String[toolCalls.length];
        for (int i = 0; i < toolCalls.length; i++) {
            deltas[i] = "{\"tool_calls\":[" + toolCalls[i] + "]}";
        }
        return messageOf(deltas).toolCalls();
    }

    private static void assertCalls(List<ChatToolCall> calls, String... idNameArguments) {
        assertThat(calls)
                .extracting(call -> call.id() + " " + call.function().name() + " "
                        + call.function().arguments())
                .containsExactly(idNameArguments);
    }

    private static Object parse(String json) throws Exception {
        return Json.parse(json);
    }

    @Test
    void resultEqualsTheResponseWithoutAStream() throws Exception {
        ChatCompletion completion = resultOf(
                "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"system_fingerprint\":\"f\","
                        + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");

        assertThat(parse(completion.toJson()))
                .isEqualTo(parse("{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"m\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
                        + "\"finish_reason\":\"stop\"}],\"system_fingerprint\":\"f\","
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}"));
    }

    @Test
    void noChunkMakesAnEmptyCompletion() {
        ChatAccumulator accumulator = new ChatAccumulator();

        assertThat(accumulator.result().choices()).isEmpty();
        assertThat(accumulator.result().text()).isEmpty();
        assertThat(accumulator.result().message().toolCalls()).isEmpty();
        assertThat(accumulator.missing()).isEqualTo("a choice");
    }

    @Test
    void laterChunksDoNotChangeAnEarlierResult() {
        ChatAccumulator accumulator = accumulate("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
        ChatCompletion early = accumulator.result();
        accumulator.accept(ChatCompletionChunk.fromJson("{\"choices\":[{\"delta\":{\"content\":\"b\"}}]}"));

        assertThat(early.text()).isEqualTo("a");
        assertThat(accumulator.result().text()).isEqualTo("ab");
    }

    @Test
    void choicesAreMatchedByIndexAndSorted() {
        ChatAccumulator accumulator = accumulate(
                "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"B\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}");

        assertThat(accumulator.result().choices())
                .extracting(choice -> choice.index() + choice.message().text())
                .containsExactly("0Aa", "1Bb");
        assertThat(accumulator.missing()).isEqualTo("a finish_reason for choice [1]");
    }

    @Test
    void choicesWithoutIndexAreMatchedByPosition() {
        ChatCompletion completion = resultOf(
                "{\"choices\":[{\"delta\":{\"content\":\"A\"}},{\"delta\":{\"content\":\"B\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"b\"}}]}");

        assertThat(completion.choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("Aa", "Bb");
    }

    @Test
    void toolCallPiecesAreMatchedByIndex() {
        assertCalls(
                toolCallsOf(
                        "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                        "{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}",
                        "{\"index\":1,\"function\":{\"arguments\":\"}\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"1}\"}}"),
                "a f {\"x\":1}",
                "b g {}");
    }

    @Test
    @DisplayName("tool-index-absent: pieces are matched by id")
    void toolCallPiecesWithoutIndexAreMatchedById() {
        assertCalls(
                toolCallsOf(
                        "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"[\"}}",
                        "{\"id\":\"a\",\"function\":{\"arguments\":\"}\"}}",
                        "{\"id\":\"b\",\"function\":{\"arguments\":\"]\"}}"),
                "a f {}",
                "b f []");
    }

    @Test
    @DisplayName("tool-index-absent: complete calls without index and id stay separate")
    void completeToolCallsWithoutIndexAndIdStaySeparate() {
        String call = "{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";

        assertCalls(toolCallsOf(call, call), "null f {}", "null f {}");
        assertCalls(toolCallsOf(call + "," + call), "null f {}", "null f {}");
        assertCalls(
                toolCallsOf("{\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}", call),
                "null f ",
                "null f {}");
    }

    @Test
    @DisplayName("tool-index-absent: pieces without index and id are matched by position, otherwise to the last call")
    void toolCallPiecesWithoutIndexAndIdAreMatchedByPosition() {
        String more = "{\"function\":{\"arguments\":\"1\"}}";

        assertCalls(toolCallsOf("{\"function\":{\"name\":\"f\",\"arguments\":\"0\"}}", more, more), "null f 011");
        assertCalls(
                toolCallsOf(
                        "{\"function\":{\"name\":\"f\"}},{\"function\":{\"name\":\"g\"}}",
                        "{\"function\":{\"arguments\":\"F\"}},{\"function\":{\"arguments\":\"G\"}}",
                        more),
                "null f F",
                "null g G1");
        assertCalls(toolCallsOf(more + "," + more), "null null 1", "null null 1");
    }

    @Test
    @DisplayName("tool-index-absent: calls that all have index 0 stay separate")
    void callsThatAllHaveIndexZeroStaySeparate() {
        assertCalls(
                toolCallsOf(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"}\"}}"),
                "a f {}",
                "b f {}");
        assertCalls(
                toolCallsOf(
                        "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":0,\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"),
                "null f {}",
                "null g {}");
    }

    @Test
    @DisplayName("tool-name-empty-first")
    void laterNameReplacesAnEmptyFirstName() {
        assertCalls(
                toolCallsOf(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                "a f {}");
        assertCalls(
                toolCallsOf(
                        "{\"id\":\"a\",\"function\":{\"name\":\"\"}}",
                        "{\"function\":{\"name\":\"f\"}}",
                        "{\"function\":{\"name\":null,\"arguments\":\"{}\"}}"),
                "a f {}");
    }

    @Test
    @DisplayName("tool-name-empty-later")
    void laterEmptyNamesAndIdsReplaceNothing() {
        assertCalls(
                toolCallsOf(
                        "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"index\":0,\"id\":\"\",\"type\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"id\":null,\"type\":null,\"function\":{\"name\":null,\"arguments\":\"}\"}}",
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":null}}"),
                "a f {}");
    }

    @Test
    @DisplayName("tool-args-object: an object becomes its JSON text")
    void objectArgumentsBecomeText() throws Exception {
        List<ChatToolCall> calls =
                toolCallsOf("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":[1]}}}");

        assertCalls(calls, "a f {\"x\":[1]}");
        assertThat(parse(calls.get(0).toJson()))
                .isEqualTo(
                        parse(
                                "{\"type\":\"function\",\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":[1]}\"}}"));
    }

    @Test
    @DisplayName("tool-args-empty: empty arguments stay empty, missing arguments become {}")
    void emptyArgumentsStayEmptyAndMissingOnesDoNot() {
        assertCalls(toolCallsOf("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}"), "a f ");
        assertCalls(toolCallsOf("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}"), "a f {}");
    }

    @Test
    void unknownMembersOfToolCallsAreKept() {
        ChatToolCall call = toolCallsOf(
                        "{\"index\":0,\"id\":\"a\",\"extra_content\":{\"s\":\"1\"},\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"extra_content\":{\"t\":2},\"function\":{\"arguments\":\"{}\",\"note\":true}}")
                .get(0);

        assertThat(call.additionalProperties()).isEqualTo(Map.of("extra_content", Map.of("s", "1", "t", 2)));
        assertThat(call.function().additionalProperties()).isEqualTo(Map.of("note", true));
    }

    @Test
    void piecesOfADeprecatedFunctionCallAreJoined() {
        ChatAssistantMessage message = messageOf(
                "{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"function_call\":{\"arguments\":\"{}\"}}");

        assertThat(message.functionCall().name()).isEqualTo("f");
        assertThat(message.functionCall().arguments()).isEqualTo("{}");
    }

    @Test
    @DisplayName("finish-empty-string, finish-absent")
    void emptyOrMissingFinishReasonDoesNotFinishAChoice() {
        ChatAccumulator accumulator = accumulate(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}");
        assertThat(accumulator.missing()).contains("finish_reason");

        accumulator.accept(
                ChatCompletionChunk.fromJson("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"));
        accumulator.accept(
                ChatCompletionChunk.fromJson("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"\"}]}"));

        assertThat(accumulator.missing()).isNull();
        assertThat(accumulator.result().choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    @DisplayName("finish-unknown")
    void unknownFinishReasonIsKept() {
        ChatAccumulator accumulator =
                accumulate("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"null\"}]}");

        assertThat(accumulator.result().choices().get(0).finishReason()).isEqualTo(FinishReason.of("null"));
        assertThat(accumulator.missing()).isNull();
    }

    @Test
    @DisplayName("choices-empty, choices-null-or-missing, message-null")
    void chunksWithoutChoicesOrDeltaAddNoText() {
        ChatCompletion completion = resultOf(
                "{\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}",
                "{\"choices\":null}",
                "{}",
                "{\"choices\":[{\"index\":0}]}",
                "{\"choices\":[{\"index\":0,\"delta\":null}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}");

        assertThat(completion.text()).isEqualTo("a");
        assertThat(completion.additionalProperties()).containsEntry("prompt_filter_results", List.of(Map.of("x", 1)));
    }

    @Test
    @DisplayName("meta-fields-missing: an empty value does not count")
    void metaFieldsMayBeMissingInSomeChunks() {
        ChatCompletion completion = resultOf(
                "{\"id\":\"\",\"model\":\"\",\"created\":null,\"choices\":[]}",
                "{\"id\":\"c1\",\"model\":\"m\",\"created\":5,\"choices\":[]}",
                "{\"choices\":[]}");

        assertThat(completion.id()).isEqualTo("c1");
        assertThat(completion.model()).isEqualTo("m");
        assertThat(completion.created()).isEqualTo(5);
    }

    @Test
    @DisplayName("role-empty")
    void emptyRoleBecomesAssistant() throws Exception {
        ChatAssistantMessage message =
                messageOf("{\"role\":\"\",\"content\":\"a\"}", "{\"role\":null,\"content\":\"b\"}");

        assertThat(parse(message.toJson())).isEqualTo(parse("{\"role\":\"assistant\",\"content\":\"ab\"}"));
    }

    @Test
    @DisplayName("usage-null-members: a later null replaces no number, a later zero does")
    void latestTokenCountWins() {
        ChatCompletion completion = resultOf(
                "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":4}}}",
                "{\"usage\":null}",
                "{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":2,\"prompt_tokens_details\":null,\"cost\":0.5}}",
                "{\"usage\":{\"prompt_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}}}");

        assertThat(completion.usage().promptTokens()).isZero();
        assertThat(completion.usage().completionTokens()).isEqualTo(2);
        assertThat(completion.usage().cachedTokens()).isZero();
        assertThat(completion.usage().promptTokensDetails().audioTokens()).isZero();
        assertThat(completion.usage().additionalProperties()).containsEntry("cost", 0.5);
    }

    @Test
    void usageInsideAChoiceIsUsedIfThereIsNoOther() {
        String inChoice = "{\"choices\":[{\"index\":0,\"delta\":{},\"usage\":{\"prompt_tokens\":5}}]}";

        assertThat(resultOf(inChoice).usage().promptTokens()).isEqualTo(5);
        assertThat(resultOf(inChoice, "{\"usage\":{\"prompt_tokens\":6}}")
                        .usage()
                        .promptTokens())
                .isEqualTo(6);
    }

    @Test
    @DisplayName("reasoning-names: each name is kept, and its text is returned once")
    void reasoningIsKeptUnderEachNameAndReturnedOnce() {
        ChatAssistantMessage message = messageOf(
                "{\"reasoning\":\"Let \",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Let \",\"index\":0}]}",
                "{\"reasoning\":\"me\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"me\",\"index\":0,\"signature\":\"s\"}]}",
                "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}]}",
                "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"y\",\"index\":0}]}");

        assertThat(message.reasoning()).isEqualTo("Let me");
        assertThat(message.reasoningDetails())
                .extracting(
                        detail -> detail.type() + " " + detail.text() + " " + detail.signature() + " " + detail.data())
                .containsExactly(
                        "reasoning.text Let me s null",
                        "reasoning.encrypted null null x",
                        "reasoning.encrypted null null y");
        assertThat(messageOf("{\"reasoning_content\":\"a\"}", "{\"reasoning_content\":\"b\"}")
                        .reasoningContent())
                .isEqualTo("ab");
        assertThat(messageOf("{\"reasoning_content\":\"\"}").reasoningContent()).isEmpty();
    }

    @Test
    @DisplayName("reasoning-must-return: the next request contains the accumulated message unchanged")
    void accumulatedMessageCanBeSentBack() throws Exception {
        ChatAssistantMessage message = messageOf(
                "{\"role\":\"assistant\",\"reasoning_content\":\"hm\",\"x_secret\":\"s\"}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}");
        ChatCompletionRequest next =
                ChatCompletionRequest.builder("m", List.of(message)).build();

        assertThat(parse(next.toJson()))
                .isEqualTo(parse("{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":null,"
                        + "\"reasoning_content\":\"hm\",\"x_secret\":\"s\",\"tool_calls\":[{\"type\":\"function\",\"id\":\"a\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]}"));
    }

    @Test
    @DisplayName("content-list: parts are kept; text parts are the text, thinking parts the reasoning")
    void partsAreAppendedToTheLastPartOfTheirType() throws Exception {
        ChatAssistantMessage message = messageOf(
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Let \"}]}]}",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"me\"}],\"closed\":true}]}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"Fo\"}]}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"ur\"},{\"type\":\"reference\",\"reference_ids\":[1]}]}",
                "{\"content\":\"\"}",
                "{\"content\":\"!\"}");

        assertThat(message.text()).isEqualTo("Four!");
        assertThat(message.reasoning()).isEqualTo("Let me");
        assertThat(parse(message.content().toJson()))
                .isEqualTo(parse(
                        "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Let me\"}],\"closed\":true},"
                                + "{\"type\":\"text\",\"text\":\"Four\"},{\"type\":\"reference\",\"reference_ids\":[1]},"
                                + "{\"type\":\"text\",\"text\":\"!\"}]"));
    }

    @Test
    void textBeforeAListOfPartsIsKept() {
        ChatAssistantMessage message = messageOf(
                "{\"content\":\"a\"}", "{\"content\":[{\"type\":\"text\",\"text\":\"b\"}]}", "{\"content\":\"c\"}");

        assertThat(message.text()).isEqualTo("abc");
        assertThat(message.content().asList()).hasSize(1);
    }

    @Test
    void imagesStaySeparate() {
        String image = "{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:\"}}]}";

        assertThat(messageOf(image, image).content().asList()).hasSize(2);
    }

    @Test
    void logprobsAndRefusalsAreAppended() {
        ChatCompletion completion = resultOf(
                "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I \"},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1}],"
                        + "\"refusal\":null}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"can't\"},\"logprobs\":null}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1}],"
                        + "\"refusal\":[{\"token\":\"r\",\"logprob\":-2}]}}]}");

        assertThat(completion.message().refusal()).isEqualTo("I can't");
        assertThat(completion.choices().get(0).logprobs().content()).hasSize(2);
        assertThat(completion.choices().get(0).logprobs().refusal()).hasSize(1);
    }

    @Test
    @DisplayName(
            "extra-top-members: unknown members are kept; lists are concatenated, of other values the last one wins")
    void unknownMembersAreKept() {
        ChatCompletion completion = resultOf(
                "{\"provider\":\"p\",\"obfuscation\":\"x\",\"citations\":[1],\"x_groq\":{\"id\":\"g\"},"
                        + "\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[1]},\"native_finish_reason\":null}]}",
                "{\"obfuscation\":\"y\",\"citations\":[1],\"x_groq\":{\"usage\":1},"
                        + "\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[2]},\"native_finish_reason\":\"end\"}]}",
                "{\"citations\":[1,2],\"provider\":null,\"choices\":[{\"index\":0,\"delta\":{},\"native_finish_reason\":null}]}");

        assertThat(completion.additionalProperties())
                .containsEntry("provider", "p")
                .containsEntry("obfuscation", "y")
                .containsEntry("citations", List.of(1, 2))
                .containsEntry("x_groq", Map.of("id", "g", "usage", 1));
        assertThat(completion.choices().get(0).additionalProperties()).containsEntry("native_finish_reason", "end");
        assertThat(completion.message().additionalProperties()).containsEntry("annotations", List.of(1, 2));
    }

    @Test
    @DisplayName("error-json-when-streaming: a whole response as one chunk is the result")
    void wholeResponseAsOneChunkIsTheResult() throws Exception {
        String response =
                "{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"Hello\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"total_tokens\":3}}";
        ChatAccumulator accumulator = accumulate(response);

        assertThat(parse(accumulator.result().toJson())).isEqualTo(parse(response));
        assertThat(accumulator.missing()).isNull();
    }

    @Test
    void surrogatePairMayBeSplitBetweenChunks() {
        assertThat(messageOf("{\"content\":\"\\ud83d\"}", "{\"content\":\"\\ude00\"}")
                        .text())
                .isEqualTo("\ud83d\ude00");
        assertThat(messageOf("{\"content\":\"\\ud83d\"}").text()).isEqualTo("\ud83d");
    }

    @Test
    void repeatedNameStartsNoSecondCall() {
        ChatAccumulator calls = new ChatAccumulator();
        for (String piece : new String[] {
            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
            "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
            "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}"
        }) {
            calls.accept(ChatCompletionChunk.fromJson(
                    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + piece + "]}}]}"));
        }

        assertThat(calls.result().toolCalls()).hasSize(1);
        assertThat(calls.result().toolCalls().get(0).function().arguments()).isEqualTo("{}");
    }
}
