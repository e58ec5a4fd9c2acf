// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatAnnotation;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatAudio;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.FinishReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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

    /** Accumulates deltas of the first choice. */
    private static ChatAssistantMessage accumulateDeltas(String... deltas) {
        String[] chunks = new String[deltas.length];
        for (int i = 0; i < deltas.length; i++) {
            chunks[i] = "{\"choices\":[{\"index\":0,\"delta\":" + deltas[i] + "}]}";
        }
        return resultOf(chunks).message();
    }

    private static List<ChatToolCall> accumulateCalls(String... toolCalls) {
        String[] deltas = new String[toolCalls.length];
        for (int i = 0; i < toolCalls.length; i++) {
            deltas[i] = "{\"tool_calls\":[" + toolCalls[i] + "]}";
        }
        return accumulateDeltas(deltas).toolCalls();
    }

    private static void assertCalls(List<ChatToolCall> calls, String... idNameArguments) {
        assertThat(calls)
                .extracting(call -> call.id() + " " + call.function().name() + " "
                        + call.function().arguments())
                .containsExactly(idNameArguments);
    }

    private static Object tree(String json) throws Exception {
        return Json.parse(json);
    }

    @Test
    void theResultIsTheJsonOfTheSameReplyWithoutStreaming() throws Exception {
        ChatCompletion whole = resultOf(
                "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"system_fingerprint\":\"f\","
                        + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}");

        assertThat(tree(whole.toJson()))
                .isEqualTo(tree("{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"m\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
                        + "\"finish_reason\":\"stop\"}],\"system_fingerprint\":\"f\","
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}"));
    }

    @Test
    void nothingAccumulatesToAnEmptyCompletion() {
        ChatAccumulator accumulator = new ChatAccumulator();

        assertThat(accumulator.result().choices()).isEmpty();
        assertThat(accumulator.result().text()).isEmpty();
        assertThat(accumulator.result().message().toolCalls()).isEmpty();
        assertThat(accumulator.missing()).isEqualTo("a choice");
    }

    @Test
    void aResultIsNotChangedByWhatFollows() {
        ChatAccumulator accumulator = accumulate("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
        ChatCompletion early = accumulator.result();
        accumulator.accept(ChatCompletionChunk.fromJson("{\"choices\":[{\"delta\":{\"content\":\"b\"}}]}"));

        assertThat(early.text()).isEqualTo("a");
        assertThat(accumulator.result().text()).isEqualTo("ab");
    }

    @Test
    void severalChoicesAreKeptApartAndInOrder() {
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
    void choicesWithoutIndexAreDistinguishedByPlace() {
        ChatCompletion whole = resultOf(
                "{\"choices\":[{\"delta\":{\"content\":\"A\"}},{\"delta\":{\"content\":\"B\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"b\"}}]}");

        assertThat(whole.choices())
                .extracting(choice -> choice.message().text())
                .containsExactly("Aa", "Bb");
    }

    @Test
    void toolCallsAreJoinedByIndex() {
        assertCalls(
                accumulateCalls(
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
    void toolCallsWithoutIndexAreJoinedById() {
        assertCalls(
                accumulateCalls(
                        "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"[\"}}",
                        "{\"id\":\"a\",\"function\":{\"arguments\":\"}\"}}",
                        "{\"id\":\"b\",\"function\":{\"arguments\":\"]\"}}"),
                "a f {}",
                "b f []");
    }

    @Test
    @DisplayName("tool-index-absent: complete calls without index and id stay separate")
    void wholeToolCallsWithoutIndexAndIdNeverMerge() {
        String call = "{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";

        assertCalls(accumulateCalls(call, call), "null f {}", "null f {}");
        assertCalls(accumulateCalls(call + "," + call), "null f {}", "null f {}");
        assertCalls(
                accumulateCalls("{\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}", call),
                "null f ",
                "null f {}");
    }

    @Test
    @DisplayName("tool-index-absent: pieces without index and id are matched by position, otherwise to the last call")
    void piecesWithoutIndexAndIdGoToTheOpenCall() {
        String more = "{\"function\":{\"arguments\":\"1\"}}";

        assertCalls(accumulateCalls("{\"function\":{\"name\":\"f\",\"arguments\":\"0\"}}", more, more), "null f 011");
        assertCalls(
                accumulateCalls(
                        "{\"function\":{\"name\":\"f\"}},{\"function\":{\"name\":\"g\"}}",
                        "{\"function\":{\"arguments\":\"F\"}},{\"function\":{\"arguments\":\"G\"}}",
                        more),
                "null f F",
                "null g G1");
        assertCalls(accumulateCalls(more + "," + more), "null null 1", "null null 1");
    }

    @Test
    @DisplayName("tool-index-absent: calls that all have index 0 stay separate")
    void callsThatAllSayIndexZeroAreKeptApart() {
        assertCalls(
                accumulateCalls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"}\"}}"),
                "a f {}",
                "b f {}");
        assertCalls(
                accumulateCalls(
                        "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                        "{\"index\":0,\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"),
                "null f {}",
                "null g {}");
    }

    @Test
    @DisplayName("tool-name-empty-first")
    void anEmptyFirstNameIsFilledLater() {
        assertCalls(
                accumulateCalls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                "a f {}");
        assertCalls(
                accumulateCalls(
                        "{\"id\":\"a\",\"function\":{\"name\":\"\"}}",
                        "{\"function\":{\"name\":\"f\"}}",
                        "{\"function\":{\"name\":null,\"arguments\":\"{}\"}}"),
                "a f {}");
    }

    @Test
    @DisplayName("tool-name-empty-later")
    void emptyNamesAndIdsLaterEraseNothing() {
        assertCalls(
                accumulateCalls(
                        "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}",
                        "{\"index\":0,\"id\":\"\",\"type\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"id\":null,\"type\":null,\"function\":{\"name\":null,\"arguments\":\"}\"}}",
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":null}}"),
                "a f {}");
    }

    @Test
    @DisplayName("tool-args-object: an object becomes its JSON text")
    void argumentsThatAreAnObjectBecomeText() throws Exception {
        List<ChatToolCall> calls =
                accumulateCalls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":[1]}}}");

        assertCalls(calls, "a f {\"x\":[1]}");
        assertThat(tree(calls.get(0).toJson()))
                .isEqualTo(
                        tree(
                                "{\"type\":\"function\",\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":[1]}\"}}"));
    }

    @Test
    @DisplayName("tool-args-empty: empty arguments stay empty, missing arguments become {}")
    void emptyArgumentsStayEmpty() {
        assertCalls(
                accumulateCalls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}"), "a f ");
        assertCalls(accumulateCalls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}"), "a f {}");
    }

    @Test
    void unknownMembersOfToolCallsAreKept() {
        ChatToolCall call = accumulateCalls(
                        "{\"index\":0,\"id\":\"a\",\"extra_content\":{\"s\":\"1\"},\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
                        "{\"index\":0,\"extra_content\":{\"t\":2},\"function\":{\"arguments\":\"{}\",\"note\":true}}")
                .get(0);

        assertThat(call.additionalProperties()).isEqualTo(Map.of("extra_content", Map.of("s", "1", "t", 2)));
        assertThat(call.function().additionalProperties()).isEqualTo(Map.of("note", true));
    }

    @Test
    void theOldFunctionCallIsJoined() {
        ChatAssistantMessage message = accumulateDeltas(
                "{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}",
                "{\"function_call\":{\"arguments\":\"{}\"}}");

        assertThat(message.functionCall().name()).isEqualTo("f");
        assertThat(message.functionCall().arguments()).isEqualTo("{}");
    }

    @Test
    @DisplayName("finish-empty-string, finish-absent")
    void anEmptyOrAbsentFinishReasonIsNone() {
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
    void anUnknownFinishReasonKeepsItsText() {
        ChatAccumulator accumulator =
                accumulate("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"null\"}]}");

        assertThat(accumulator.result().choices().get(0).finishReason()).isEqualTo(FinishReason.of("null"));
        assertThat(accumulator.missing()).isNull();
    }

    @Test
    @DisplayName("choices-empty, choices-null-or-missing, message-null")
    void chunksWithoutChoicesOrDeltaAddNothingWrong() {
        ChatCompletion whole = resultOf(
                "{\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}",
                "{\"choices\":null}",
                "{}",
                "{\"choices\":[{\"index\":0}]}",
                "{\"choices\":[{\"index\":0,\"delta\":null}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}");

        assertThat(whole.text()).isEqualTo("a");
        assertThat(whole.additionalProperties()).containsEntry("prompt_filter_results", List.of(Map.of("x", 1)));
    }

    @Test
    @DisplayName("meta-fields-missing: an empty value does not count")
    void metaFieldsComeFromTheFirstChunkThatHasThem() {
        ChatCompletion whole = resultOf(
                "{\"id\":\"\",\"model\":\"\",\"created\":null,\"choices\":[]}",
                "{\"id\":\"c1\",\"model\":\"m\",\"created\":5,\"choices\":[]}",
                "{\"choices\":[]}");

        assertThat(whole.id()).isEqualTo("c1");
        assertThat(whole.model()).isEqualTo("m");
        assertThat(whole.created()).isEqualTo(5);
    }

    @Test
    @DisplayName("role-empty")
    void anEmptyRoleIsNone() throws Exception {
        ChatAssistantMessage message =
                accumulateDeltas("{\"role\":\"\",\"content\":\"a\"}", "{\"role\":null,\"content\":\"b\"}");

        assertThat(tree(message.toJson())).isEqualTo(tree("{\"role\":\"assistant\",\"content\":\"ab\"}"));
    }

    @Test
    @DisplayName("usage-null-members: a later null replaces no number, a later zero does")
    void usageIsMerged() {
        ChatCompletion whole = resultOf(
                "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":4}}}",
                "{\"usage\":null}",
                "{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":2,\"prompt_tokens_details\":null,\"x_cost\":0.5}}",
                "{\"usage\":{\"prompt_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}}}");

        assertThat(whole.usage().promptTokens()).isZero();
        assertThat(whole.usage().completionTokens()).isEqualTo(2);
        assertThat(whole.usage().cachedTokens()).isZero();
        assertThat(whole.usage().promptTokensDetails().audioTokens()).isZero();
        assertThat(whole.usage().additionalProperties()).containsEntry("x_cost", 0.5);
    }

    @Test
    void usageInsideAChoiceCountsIfThereIsNoOther() {
        String inChoice = "{\"choices\":[{\"index\":0,\"delta\":{},\"usage\":{\"prompt_tokens\":5}}]}";

        assertThat(resultOf(inChoice).usage().promptTokens()).isEqualTo(5);
        assertThat(resultOf(inChoice, "{\"usage\":{\"prompt_tokens\":6}}")
                        .usage()
                        .promptTokens())
                .isEqualTo(6);
    }

    @Test
    @DisplayName("reasoning-names: each name is kept, and its text is returned once")
    void reasoningIsKeptUnderEachNameAndSaidOnce() {
        ChatAssistantMessage message = accumulateDeltas(
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
        assertThat(accumulateDeltas("{\"reasoning_content\":\"a\"}", "{\"reasoning_content\":\"b\"}")
                        .reasoningContent())
                .isEqualTo("ab");
        assertThat(accumulateDeltas("{\"reasoning_content\":\"\"}").reasoningContent())
                .isEmpty();
    }

    @Test
    @DisplayName("reasoning-must-return: an accumulated message is sent back unchanged")
    void anAccumulatedMessageIsSentBackUnchanged() throws Exception {
        ChatAssistantMessage message = accumulateDeltas(
                "{\"role\":\"assistant\",\"reasoning_content\":\"hm\",\"x_secret\":\"s\"}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}");
        ChatCompletionRequest next =
                ChatCompletionRequest.builder("m", List.of(message)).build();

        assertThat(tree(next.toJson()))
                .isEqualTo(tree("{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":null,"
                        + "\"reasoning_content\":\"hm\",\"x_secret\":\"s\",\"tool_calls\":[{\"type\":\"function\",\"id\":\"a\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]}"));
    }

    @Test
    @DisplayName("content-list: parts are kept, text parts are the text, thinking parts the reasoning")
    void listsOfPartsAreJoined() throws Exception {
        ChatAssistantMessage message = accumulateDeltas(
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Let \"}]}]}",
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"me\"}],\"closed\":true}]}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"Fo\"}]}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"ur\"},{\"type\":\"reference\",\"reference_ids\":[1]}]}",
                "{\"content\":\"\"}",
                "{\"content\":\"!\"}");

        assertThat(message.text()).isEqualTo("Four!");
        assertThat(message.reasoning()).isEqualTo("Let me");
        assertThat(tree(message.content().toJson()))
                .isEqualTo(tree(
                        "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Let me\"}],\"closed\":true},"
                                + "{\"type\":\"text\",\"text\":\"Four\"},{\"type\":\"reference\",\"reference_ids\":[1]},"
                                + "{\"type\":\"text\",\"text\":\"!\"}]"));
    }

    @Test
    void textBeforeAListOfPartsIsNotLost() {
        ChatAssistantMessage message = accumulateDeltas(
                "{\"content\":\"a\"}", "{\"content\":[{\"type\":\"text\",\"text\":\"b\"}]}", "{\"content\":\"c\"}");

        assertThat(message.text()).isEqualTo("abc");
        assertThat(message.content().asList()).hasSize(1);
    }

    @Test
    void imagesDoNotMerge() {
        String image = "{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:\"}}]}";

        assertThat(accumulateDeltas(image, image).content().asList()).hasSize(2);
    }

    @Test
    void soundAndItsTranscriptAreJoined() {
        ChatAudio audio = accumulateDeltas(
                        "{\"audio\":{\"id\":\"a1\",\"transcript\":\"Hel\"}}",
                        "{\"audio\":{\"id\":\"a1\",\"data\":\"UklG\"}}",
                        "{\"audio\":{\"data\":\"Rg==\",\"transcript\":\"lo\",\"expires_at\":5}}")
                .audio();

        assertThat(audio.toJson())
                .isEqualTo("{\"id\":\"a1\",\"data\":\"UklGRg==\",\"transcript\":\"Hello\",\"expires_at\":5}");
    }

    @Test
    void annotationsAreCollected() {
        assertThat(accumulateDeltas("{\"annotations\":[{\"type\":\"a\"}]}", "{\"annotations\":[{\"type\":\"b\"}]}")
                        .annotations())
                .extracting(ChatAnnotation::type)
                .containsExactly("a", "b");
    }

    @Test
    void logprobsAndRefusalsAreJoined() {
        ChatCompletion whole = resultOf(
                "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I \"},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1}],"
                        + "\"refusal\":null}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"can't\"},\"logprobs\":null}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1}],"
                        + "\"refusal\":[{\"token\":\"r\",\"logprob\":-2}]}}]}");

        assertThat(whole.message().refusal()).isEqualTo("I can't");
        assertThat(whole.choices().get(0).logprobs().content()).hasSize(2);
        assertThat(whole.choices().get(0).logprobs().refusal()).hasSize(1);
    }

    @Test
    @DisplayName("extra-top-members: unknown members are kept, lists grow, else the last one wins")
    void unknownMembersAreKept() {
        ChatCompletion whole = resultOf(
                "{\"provider\":\"p\",\"x_letter\":\"x\",\"citations\":[1],\"x_groq\":{\"id\":\"g\"},"
                        + "\"choices\":[{\"index\":0,\"delta\":{\"x_notes\":[1]},\"native_finish_reason\":null}]}",
                "{\"x_letter\":\"y\",\"citations\":[1],\"x_groq\":{\"usage\":1},"
                        + "\"choices\":[{\"index\":0,\"delta\":{\"x_notes\":[2]},\"native_finish_reason\":\"end\"}]}",
                "{\"citations\":[1,2],\"provider\":null,\"choices\":[{\"index\":0,\"delta\":{},\"native_finish_reason\":null}]}");

        assertThat(whole.additionalProperties())
                .containsEntry("provider", "p")
                .containsEntry("x_letter", "y")
                .containsEntry("citations", List.of(1, 2))
                .containsEntry("x_groq", Map.of("id", "g", "usage", 1));
        assertThat(whole.choices().get(0).additionalProperties()).containsEntry("native_finish_reason", "end");
        assertThat(whole.message().additionalProperties()).containsEntry("x_notes", List.of(1, 2));
    }

    @Test
    @DisplayName("error-json-when-streaming: a whole completion as one chunk is the result")
    void aCompletionAsOneChunkIsTheResult() throws Exception {
        String completion =
                "{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"Hello\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"total_tokens\":3}}";
        ChatAccumulator accumulator = accumulate(completion);

        assertThat(tree(accumulator.result().toJson())).isEqualTo(tree(completion));
        assertThat(accumulator.missing()).isNull();
    }

    @Test
    void halvesOfASurrogatePairMeet() {
        assertThat(accumulateDeltas("{\"content\":\"\\ud83d\"}", "{\"content\":\"\\ude00\"}")
                        .text())
                .isEqualTo("\ud83d\ude00");
        assertThat(accumulateDeltas("{\"content\":\"\\ud83d\"}").text()).isEqualTo("\ud83d");
    }

    @Test
    void aNameSaidOnceMoreBeginsNoSecondCall() {
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
