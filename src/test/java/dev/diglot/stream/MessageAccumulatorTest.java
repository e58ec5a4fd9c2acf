// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.StopReason;
import dev.diglot.model.TextBlock;
import dev.diglot.model.ToolUseBlock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAccumulatorTest {
    private static final String START = "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
            + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":0,\"output_tokens\":1}}}";
    private static final String STOP = "{\"type\":\"message_stop\"}";

    private static MessageAccumulator accumulate(String... events) {
        MessageAccumulator accumulator = new MessageAccumulator();
        for (String event : events) {
            accumulator.accept(MessageStreamEvent.fromJson(event));
        }
        accumulator.finish(false, null);
        return accumulator;
    }

    private static String begins(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}";
    }

    private static String text(int index, String text) {
        return delta(index, "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
    }

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static String ends(int index) {
        return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
    }

    private static String json(int index, String partialJson) {
        return delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":" + Json.write(partialJson) + "}");
    }

    private static Object tree(String json) throws Exception {
        return Json.parse(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"text_delta\"}", "{\"type\":\"text_delta\",\"text\":null}"})
    void aPieceWithoutTextAddsNone(String piece) {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"text\",\"text\":\"\"}"),
                text(0, "a"),
                delta(0, piece),
                text(0, "b"),
                STOP);

        assertThat(accumulator.result().text()).isEqualTo("ab");
    }

    @Test
    void theResultIsTheJsonOfTheSameReplyWithoutStreaming() throws Exception {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                "{\"type\":\"ping\"}",
                delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Let \"}"),
                delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"me\"}"),
                delta(0, "{\"type\":\"signature_delta\",\"signature\":\"sig\"}"),
                ends(0),
                begins(1, "{\"type\":\"text\",\"text\":\"\"}"),
                text(1, "Hel"),
                text(1, "lo"),
                ends(1),
                begins(2, "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}"),
                json(2, ""),
                json(2, "{\"city\": \"Ro"),
                json(2, "me\"}"),
                ends(2),
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},"
                        + "\"usage\":{\"output_tokens\":9}}",
                STOP);

        assertThat(tree(accumulator.result().toJson()))
                .isEqualTo(
                        tree("{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":["
                                + "{\"type\":\"thinking\",\"thinking\":\"Let me\",\"signature\":\"sig\"},"
                                + "{\"type\":\"text\",\"text\":\"Hello\"},"
                                + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"city\":\"Rome\"}}],"
                                + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null,"
                                + "\"usage\":{\"input_tokens\":0,\"output_tokens\":9}}"));
        assertThat(accumulator.warnings()).isEmpty();
        assertThat(accumulator.missing()).isNull();
        assertThat(tree(accumulator.result().toParam().toJson()))
                .isEqualTo(tree("{\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"thinking\",\"thinking\":\"Let me\",\"signature\":\"sig\"},"
                        + "{\"type\":\"text\",\"text\":\"Hello\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"city\":\"Rome\"}}]}"));
    }

    @Test
    void nothingAccumulatesToAnEmptyMessage() throws Exception {
        MessageAccumulator accumulator = new MessageAccumulator();

        assertThat(tree(accumulator.result().toJson()))
                .isEqualTo(tree("{\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}"));
        assertThat(accumulator.missing()).isEqualTo("message_start");
    }

    @Test
    void aResultIsNotChangedByWhatFollows() {
        MessageAccumulator accumulator =
                accumulate(START, begins(0, "{\"type\":\"text\",\"text\":\"\"}"), text(0, "a"));
        Message early = accumulator.result();
        accumulator.accept(MessageStreamEvent.fromJson(text(0, "b")));

        assertThat(early.text()).isEqualTo("a");
        assertThat(accumulator.result().text()).isEqualTo("ab");
    }

    @Test
    void piecesOfTwoTextsInTurnStayApart() throws Exception {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"text\",\"text\":\"\"}"),
                begins(1, "{\"type\":\"text\",\"text\":\"\"}"),
                text(0, "a"),
                text(0, "b"),
                text(1, "c"),
                text(0, "d"),
                text(1, "e"),
                STOP);

        assertThat(tree(accumulator.result().toJson()).toString()).contains("text=abd", "text=ce");
    }

    @Test
    void anUnknownMemberOfALaterPieceIsKept() throws Exception {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"text\",\"text\":\"\"}"),
                text(0, "a"),
                text(0, "b"),
                delta(0, "{\"type\":\"text_delta\",\"text\":\"c\",\"logprob\":-1}"),
                text(0, "d"),
                STOP);

        assertThat(tree(accumulator.result().toJson()).toString()).contains("text=abcd", "logprob=-1");
    }

    @Test
    @DisplayName("block-index-wrong: a delta whose block never started is added to the last block, with one warning")
    void aDeltaForABlockThatNeverBeganGoesToTheLastOne() {
        MessageAccumulator accumulator = accumulate(
                START, begins(1, "{\"type\":\"text\",\"text\":\"\"}"), text(0, "Hel"), text(0, "lo"), ends(1), STOP);

        assertThat(accumulator.result().text()).isEqualTo("Hello");
        assertThat(accumulator.result().content()).hasSize(1);
        assertThat(accumulator.warnings())
                .containsExactly(
                        "a delta names content block 0, which never started; it is added to the block that started last");
    }

    @Test
    @DisplayName("block-index-wrong: start 2, delta 3, then start 3, delta 3")
    void aWrongIndexDoesNotSpoilTheNextBlock() {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(2, "{\"type\":\"text\",\"text\":\"\"}"),
                text(3, "a"),
                begins(3, "{\"type\":\"text\",\"text\":\"\"}"),
                text(3, "b"),
                STOP);

        assertThat(accumulator.result().content())
                .extracting(block -> ((TextBlock) block).text())
                .containsExactly("a", "b");
        assertThat(accumulator.warnings()).hasSize(1);
    }

    @Test
    void aDeltaOfAnotherKindDoesNotGoIntoTheLastBlock() {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"thinking\",\"thinking\":\"\"}"),
                delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}"),
                text(1, "a"),
                text(1, "b"),
                json(2, "{}"),
                STOP);

        assertThat(accumulator.result().thinking()).isEqualTo("hm");
        assertThat(accumulator.result().text()).isEqualTo("ab");
        assertThat(accumulator.result().toolUses()).hasSize(1);
        assertThat(accumulator.warnings()).hasSize(2).allMatch(warning -> warning.endsWith("a new block is assumed"));
    }

    @Test
    void indicesMayBeMissing() {
        MessageAccumulator accumulator = accumulate(
                START,
                "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
                "{\"type\":\"content_block_delta\"}",
                "{\"type\":\"content_block_stop\"}",
                STOP);

        assertThat(accumulator.result().text()).isEqualTo("a");
    }

    @Test
    void blocksMayInterleave() {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"text\",\"text\":\"\"}"),
                begins(1, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                text(0, "a"),
                json(1, "{\"x\":"),
                text(0, "b"),
                json(1, "1}"),
                STOP);

        assertThat(accumulator.result().text()).isEqualTo("ab");
        assertThat(accumulator.result().toolUses().get(0).input()).isEqualTo(Map.of("x", 1));
        assertThat(accumulator.warnings()).isEmpty();
    }

    @Test
    void twoBlocksOfOneIndexAreBothKept() {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"text\",\"text\":\"\"}"),
                text(0, "a"),
                begins(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                json(0, "{}"),
                STOP);

        assertThat(accumulator.result().text()).isEqualTo("a");
        assertThat(accumulator.result().toolUses()).hasSize(1);
        assertThat(accumulator.result().content()).hasSize(2);
    }

    @Test
    @DisplayName("block-unknown: unknown blocks and deltas are kept in place")
    void unknownBlocksAndDeltasAreKept() throws Exception {
        MessageAccumulator accumulator = accumulate(
                START,
                begins(0, "{\"type\":\"other_example\",\"from\":{\"model\":\"a\"}}"),
                ends(0),
                begins(1, "{\"type\":\"example\",\"content\":null}"),
                delta(1, "{\"type\":\"example_delta\",\"content\":\"The \",\"parts\":[1]}"),
                delta(1, "{\"type\":\"example_delta\",\"content\":\"end\",\"parts\":[2],\"done\":true}"),
                ends(1),
                begins(2, "{\"type\":\"text\",\"text\":\"\"}"),
                text(2, "a"),
                "{\"type\":\"brand_new_event\",\"x\":1}",
                STOP);

        List<ContentBlock> content = accumulator.result().content();
        assertThat(tree(content.get(0).toJson()))
                .isEqualTo(tree("{\"type\":\"other_example\",\"from\":{\"model\":\"a\"}}"));
        assertThat(tree(content.get(1).toJson()))
                .isEqualTo(tree("{\"type\":\"example\",\"content\":\"The end\",\"parts\":[1,2],\"done\":true}"));
        assertThat(accumulator.result().text()).isEqualTo("a");
        assertThat(accumulator.warnings()).isEmpty();
    }

    @Test
    @DisplayName("start-missing: an empty message is assumed, with a warning")
    void anEmptyMessageIsAssumedWithoutAStart() throws Exception {
        MessageAccumulator accumulator = accumulate(
                begins(1, "{\"text\":\"\",\"type\":\"text\"}"),
                text(0, "Hi"),
                ends(1),
                "{\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"type\":\"message_delta\","
                        + "\"usage\":{\"output_tokens\":7}}",
                STOP);

        assertThat(tree(accumulator.result().toJson()))
                .isEqualTo(
                        tree(
                                "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
                                        + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"output_tokens\":7}}"));
        assertThat(accumulator.warnings()).hasSize(2).first().asString().contains("message_start");
        assertThat(accumulate("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}")
                        .result()
                        .stopReason())
                .isEqualTo(StopReason.END_TURN);
    }

    @Test
    @DisplayName("stop-twice-or-none: the last stop_reason wins; a null replaces none")
    void theLastStopReasonWins() {
        MessageAccumulator accumulator = accumulate(
                START,
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\",\"stop_sequence\":\"x\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null},\"usage\":null}",
                STOP,
                STOP);

        assertThat(accumulator.result().stopReason()).isEqualTo(StopReason.MAX_TOKENS);
        assertThat(accumulator.result().stopSequence()).isEqualTo("x");
        assertThat(accumulator.missing()).isNull();
    }

    @Test
    @DisplayName("usage-late: the later number wins, even 0; a null replaces none")
    void usageIsMerged() {
        Message whole = accumulate(
                        "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":0,"
                                + "\"cache_read_input_tokens\":null,\"server_tool_use\":{\"web_search_requests\":1}}}}",
                        "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":0,\"output_tokens\":9,"
                                + "\"cache_read_input_tokens\":4,\"server_tool_use\":{\"web_search_requests\":0},\"iterations\":[1]}}")
                .result();

        assertThat(whole.usage().inputTokens()).isZero();
        assertThat(whole.usage().outputTokens()).isEqualTo(9);
        assertThat(whole.usage().cacheReadInputTokens()).isEqualTo(4);
        assertThat(whole.usage().serverToolUse().webSearchRequests()).isZero();
        assertThat(whole.usage().additionalProperties()).containsEntry("iterations", List.of(1));
    }

    @Test
    @DisplayName("thinking-no-signature: thinking without signature, and a signature without thinking")
    void thinkingAndSignatureAreOptional() throws Exception {
        Message whole = accumulate(
                        START,
                        begins(0, "{\"type\":\"thinking\",\"thinking\":\"\"}"),
                        delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}"),
                        begins(1, "{\"type\":\"thinking\",\"thinking\":\"\"}"),
                        delta(1, "{\"type\":\"signature_delta\",\"signature\":\"s\"}"),
                        STOP)
                .result();

        assertThat(tree(whole.toParam().toJson()))
                .isEqualTo(tree("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}]}"));
    }

    @Test
    void citationsAreCollected() {
        Message whole = accumulate(
                        START,
                        begins(0, "{\"type\":\"text\",\"text\":\"\",\"citations\":[]}"),
                        delta(
                                0,
                                "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"cited_text\":\"a\"}}"),
                        text(0, "a"),
                        delta(
                                0,
                                "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"cited_text\":\"a\"}}"),
                        delta(0, "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"brand_new\",\"x\":1}}"),
                        STOP)
                .result();

        assertThat(((TextBlock) whole.content().get(0)).citations()).hasSize(3);
        assertThat(whole.text()).isEqualTo("a");
    }

    @Test
    void anInputThatIsNoJsonObjectIsKeptAsText() {
        for (String broken : List.of("{\"city\": \"Ro", "[1]", "nonsense")) {
            MessageAccumulator accumulator = accumulate(
                    START,
                    begins(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                    json(0, broken),
                    STOP);

            ToolUseBlock call = accumulator.result().toolUses().get(0);
            assertThat(call.input()).isNull();
            assertThat(call.additionalProperties()).containsEntry("input", broken);
            assertThat(accumulator.warnings())
                    .containsExactly("the input of a use of tool f is not a JSON object; it is kept unchanged");
        }
    }

    @Test
    void anInputThatIsTooDeepIsKeptAsText() {
        String deep = "{\"a\":".repeat(318) + "1" + "}".repeat(318);
        Message whole = accumulate(
                        START,
                        begins(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                        json(0, deep),
                        STOP)
                .result();

        assertThat(whole.toolUses().get(0).additionalProperties()).containsEntry("input", deep);
    }

    @Test
    void anInputReceivedInOnePieceStays() {
        Message whole = accumulate(
                        START,
                        begins(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":1}}"),
                        json(0, ""),
                        STOP)
                .result();

        assertThat(whole.toolUses().get(0).input()).isEqualTo(Map.of("x", 1));
    }

    @Test
    void unknownMembersAreKept() {
        Message whole = accumulate(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"chatcmpl-1\",\"context\":{\"a\":1}}}",
                        begins(0, "{\"type\":\"text\",\"text\":\"\",\"note\":1}"),
                        delta(0, "{\"type\":\"text_delta\",\"text\":\"a\",\"score\":0.5}"),
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"container\":{\"id\":\"c\"},"
                                + "\"why\":\"x\"},\"example\":{\"b\":2},\"context\":{\"c\":3}}",
                        STOP)
                .result();

        assertThat(whole.id()).isEqualTo("chatcmpl-1");
        assertThat(whole.container().id()).isEqualTo("c");
        assertThat(whole.additionalProperties())
                .containsEntry("context", Map.of("a", 1, "c", 3))
                .containsEntry("why", "x")
                .containsEntry("example", Map.of("b", 2));
        assertThat(((TextBlock) whole.content().get(0)).additionalProperties())
                .isEqualTo(Map.of("note", 1, "score", 0.5));
    }

    @Test
    void aSecondStartAddsAndErasesNothing() {
        MessageAccumulator accumulator = accumulate(
                START, begins(0, "{\"type\":\"text\",\"text\":\"\"}"), text(0, "a"), START, text(0, "b"), STOP);

        assertThat(accumulator.result().text()).isEqualTo("ab");
        assertThat(accumulator.warnings()).singleElement().asString().contains("message_start");
    }

    @Test
    void blocksOfTheMessageStartAreKept() {
        MessageAccumulator accumulator = accumulate(
                "{\"type\":\"message_start\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}",
                begins(1, "{\"type\":\"text\",\"text\":\"b\"}"),
                text(0, "A"),
                text(1, "B"),
                STOP);

        assertThat(accumulator.result().text()).isEqualTo("aAbB");
        assertThat(accumulator.warnings()).isEmpty();
    }
}
