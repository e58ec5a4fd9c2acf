// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diglot.testing.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reply that is sent back in a request has all required members; reading and writing changes nothing. */
class SentBackTest {
    private static void assertJson(String actual, String expected) {
        assertThat(Trees.read(actual)).isEqualTo(Trees.read(expected));
    }

    @Nested
    class Chat {
        private static final String WHOLE =
                "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}";

        private ChatCompletion reply(String... messages) {
            StringBuilder choices = new StringBuilder();
            for (String message : messages) {
                choices.append(choices.isEmpty() ? "" : ",")
                        .append("{\"message\":")
                        .append(message)
                        .append("}");
            }
            return ChatCompletion.fromJson("{\"choices\":[" + choices + "]}");
        }

        private String calling(String call) {
            return "{\"role\":\"assistant\",\"tool_calls\":[" + call + "]}";
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"id\":\"c\",\"function\":{\"name\":\"now\"}}",
                    "{\"id\":\"c\",\"type\":null,\"function\":{\"name\":\"now\",\"arguments\":null}}",
                    "{\"id\":\"c\",\"type\":\"\",\"function\":{\"name\":\"now\",\"arguments\":{}}}"
                })
        void toolCallGetsItsTypeAndArguments(String call) {
            ChatCompletion reply = reply(calling(call));
            ChatAssistantMessage raw = reply.choices().get(0).message();

            assertJson(reply.message().toJson(), calling(WHOLE));
            assertJson(reply.toJson(), "{\"choices\":[{\"message\":" + calling(call) + "}]}");
            assertJson(
                    ChatCompletionRequest.builder("m", List.of(raw)).build().toJson(),
                    "{\"model\":\"m\",\"messages\":[" + calling(WHOLE) + "]}");
            assertJson(
                    ChatAssistantMessage.builder()
                            .toolCalls(reply.toolCalls())
                            .build()
                            .toJson(),
                    calling(WHOLE));
        }

        @Test
        void historyThatIsBuiltGetsThem() {
            ChatToolCall call = ChatToolCall.builder()
                    .id("c")
                    .function(ChatFunctionCall.builder().name("now").build())
                    .build();

            assertJson(call.toJson(), WHOLE);
        }

        @Test
        void oldFunctionCallGetsItsArguments() {
            ChatAssistantMessage message = reply("{\"role\":\"assistant\",\"function_call\":{\"name\":\"now\"}}")
                    .message();

            assertThat(message.functionCall().arguments()).isEqualTo("{}");
        }

        /** It cannot be completed, and a request with it fails. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"function_call\":{\"arguments\":\"{}\"}}",
                    "{\"function_call\":{},\"tool_calls\":[{\"function\":{\"name\":\"now\"}}]}"
                })
        void oldFunctionCallWithoutANameIsReturnedUnchanged(String message) {
            assertJson(reply(message).message().toJson(), message);
            assertJson(reply(message, calling(WHOLE)).message().toJson(), message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\\\"city\\\": ", "not json", "[1]"})
        void argumentsThatAreNotJsonAreSentBackUnchanged(String arguments) {
            String call = WHOLE.replace("{}", arguments);

            assertJson(reply(calling(call)).message().toJson(), calling(call));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"id\":\"c\"}",
                    "{\"id\":\"c\",\"function\":{\"arguments\":\"{}\"}}",
                    "{\"id\":\"c\",\"function\":{\"name\":7}}",
                    "{\"id\":\"c\",\"type\":\"custom\",\"custom\":{\"name\":\"grep\",\"input\":\"x\"}}"
                })
        void incompleteCallIsReadableAndSentBackUnchanged(String call) {
            ChatCompletion reply = reply(calling(call));

            assertThat(reply.toolCalls()).hasSize(1);
            assertJson(reply.message().toJson(), calling(call));
        }

        @Test
        void builderRefusesACallWithoutAFunctionName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ChatToolCall.builder().id("c").build())
                    .withMessage("function is required, but was not set");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ChatToolCall.builder()
                            .function(ChatFunctionCall.builder().arguments("{}").build())
                            .build())
                    .withMessage("function.name is required, but was not set");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ChatAssistantMessage.builder()
                            .functionCall(ChatFunctionCall.builder().build())
                            .build())
                    .withMessage("function_call.name is required, but was not set");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"{\"content\":\"a\"}", "{\"role\":null,\"content\":\"a\"}", "{\"role\":9,\"content\":\"a\"}"
                })
        void roleIsTheAssistants(String message) {
            assertJson(reply(message).message().toJson(), "{\"role\":\"assistant\",\"content\":\"a\"}");
        }

        @Test
        void completeMessageIsTheSameObject() {
            ChatCompletion reply = reply("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + WHOLE + "]}");

            assertThat(reply.message()).isSameAs(reply.choices().get(0).message());
        }

        @Test
        void replyThatIsSplitIntoChoicesIsOne() {
            String other = WHOLE.replace("\"c\"", "\"d\"");
            ChatCompletion reply = ChatCompletion.fromJson("{\"choices\":["
                    + "{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Let me look.\",\"x\":1}},"
                    + "{\"finish_reason\":\"tool_calls\",\"message\":" + calling(WHOLE) + "},"
                    + "{\"finish_reason\":\"tool_calls\",\"message\":" + calling(other) + "}]}");

            assertThat(reply.toolCalls()).extracting(ChatToolCall::id).containsExactly("c", "d");
            assertThat(reply.text()).isEqualTo("Let me look.");
            assertThat(reply.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
            assertJson(
                    reply.message().toJson(),
                    "{\"role\":\"assistant\",\"content\":\"Let me look.\",\"x\":1,\"tool_calls\":[" + WHOLE + ","
                            + other + "]}");
        }

        @Test
        void alternativesStayApart() {
            String text = "{\"role\":\"assistant\",\"content\":\"b\",\"tool_calls\":[" + WHOLE + "]}";

            assertThat(reply("{\"role\":\"assistant\",\"content\":\"a\"}", text).toolCalls())
                    .isEmpty();
            assertThat(reply("{\"content\":\"a\"}", "{\"content\":\"b\"}", calling(WHOLE))
                            .toolCalls())
                    .isEmpty();
            assertThat(reply(calling(WHOLE), calling(WHOLE)).toolCalls()).hasSize(1);
        }
    }

    @Nested
    class Messages {
        private String content(String block) {
            return "{\"role\":\"assistant\",\"content\":[" + block + "]}";
        }

        private void assertSentBack(String block, String whole) {
            Message reply = Message.fromJson(content(block));

            assertJson(reply.toJson(), content(block));
            assertJson(reply.toParam().toJson(), content(whole));
            assertJson(
                    MessageRequest.builder("m", List.of(MessageParam.fromJson(content(block))))
                            .build()
                            .toJson(),
                    "{\"model\":\"m\",\"messages\":[" + content(whole) + "]}");
        }

        @Test
        void thinkingIsThere() {
            assertSentBack(
                    "{\"type\":\"thinking\",\"signature\":\"s\"}",
                    "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"}");
            assertSentBack(
                    "{\"type\":\"thinking\",\"thinking\":null,\"x\":1}",
                    "{\"type\":\"thinking\",\"thinking\":\"\",\"x\":1}");
            assertThat(ThinkingBlock.builder().build().toJson()).isEqualTo("{\"type\":\"thinking\",\"thinking\":\"\"}");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{} | {}",
                    "{\"input\":null} | {}",
                    "{\"input\":\"{\\\"city\\\": \"} | {\"raw_arguments\":\"{\\\"city\\\": \"}",
                    "{\"input\":\"\"} | {\"raw_arguments\":\"\"}",
                    "{\"input\":[1,{}]} | {\"raw_arguments\":\"[1,{}]\"}",
                    "{\"input\":{\"a\":1}} | {\"a\":1}"
                })
        void inputIsAnObject(String received, String input) {
            String block = "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\"%s}";
            String members = received.substring(1, received.length() - 1);

            assertSentBack(
                    block.formatted(members.isEmpty() ? "" : "," + members), block.formatted(",\"input\":" + input));
        }

        @Test
        void blockWithoutATypeGetsIt() {
            assertSentBack("{\"text\":\"a\"}", "{\"type\":\"text\",\"text\":\"a\"}");
            assertSentBack("{\"thinking\":\"a\"}", "{\"type\":\"thinking\",\"thinking\":\"a\"}");
            assertSentBack("{\"text\":\"a\",\"x\":1}", "{\"text\":\"a\",\"x\":1}");
            assertThat(TextBlock.fromJson("{\"text\":\"a\"}").toBuilder().build())
                    .isEqualTo(ContentBlock.text("a"));
        }

        @Test
        void callWithoutANameIsReadableAndRefusedByTheBuilder() {
            assertSentBack("{\"type\":\"tool_use\",\"id\":\"t\"}", "{\"type\":\"tool_use\",\"id\":\"t\"}");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ToolUseBlock.builder().id("t").build())
                    .withMessage("name is required, but was not set");
        }

        @Test
        void contentThatIsTextIsOneTextBlock() {
            String json = "{\"id\":\"m\",\"content\":\"Hello\"}";
            Message message = Message.fromJson(json);
            MessageStartEvent start =
                    MessageStartEvent.fromJson("{\"type\":\"message_start\",\"message\":" + json + "}");

            assertThat(message.content()).containsExactly(ContentBlock.text("Hello"));
            assertThat(message.text()).isEqualTo("Hello");
            assertThat(message.toJson()).isEqualTo(json);
            assertThat(start.message().content()).containsExactly(ContentBlock.text("Hello"));
            assertJson(
                    message.toParam().toJson(),
                    "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}");
        }
    }

    @Nested
    class Elsewhere {
        @Test
        void usageInsideAChoiceIsFound() {
            String json =
                    "{\"choices\":[{\"index\":0},{\"index\":1,\"usage\":{\"prompt_tokens\":5,\"cached_tokens\":2}}]}";
            ChatCompletion reply = ChatCompletion.fromJson(json);

            assertThat(reply.usage().promptTokens()).isEqualTo(5);
            assertThat(reply.usage().cachedTokens()).isEqualTo(2);
            assertJson(reply.toJson(), json);
        }

        @Test
        void usageInItsOwnPlaceComesFirst() {
            ChatCompletion reply = ChatCompletion.fromJson(
                    "{\"choices\":[{\"usage\":{\"prompt_tokens\":5}}],\"usage\":{\"prompt_tokens\":6}}");

            assertThat(reply.usage().promptTokens()).isEqualTo(6);
            assertThat(ChatCompletion.fromJson("{\"choices\":[{\"usage\":7}]}").usage())
                    .isNull();
        }

        @ParameterizedTest
        @CsvSource({"'\"0\"',0", "'\" 12 \"',12", "3,3", "'\"a\"',", "'\"\"',", "'\"99999999999\"',", "null,", "[],"})
        void indexThatIsTextIsRead(String sent, Integer index) {
            String json = "{\"index\":" + sent + "}";
            String event = "{\"type\":\"%s\",\"index\":" + sent + "}";

            assertThat(ChatChoice.fromJson(json).index()).isEqualTo(index);
            assertThat(ChatChunkChoice.fromJson(json).index()).isEqualTo(index);
            assertThat(ChatToolCallDelta.fromJson(json).index()).isEqualTo(index);
            assertThat(ContentBlockStartEvent.fromJson(event.formatted("content_block_start"))
                            .index())
                    .isEqualTo(index);
            assertThat(ContentBlockDeltaEvent.fromJson(event.formatted("content_block_delta"))
                            .index())
                    .isEqualTo(index);
            assertThat(ContentBlockStopEvent.fromJson(event.formatted("content_block_stop"))
                            .index())
                    .isEqualTo(index);
            assertThat(ChatChoice.fromJson(json).toJson()).isEqualTo(json);
        }

        @Test
        void finishReasonOfTheFirstChoiceIsTheReplys() {
            assertThat(ChatCompletion.fromJson(
                                    "{\"choices\":[{\"finish_reason\":\"length\"},{\"finish_reason\":\"stop\"}]}")
                            .finishReason())
                    .isEqualTo(FinishReason.LENGTH);
            assertThat(ChatCompletion.fromJson("{}").finishReason()).isNull();
            assertThat(ChatCompletionChunk.fromJson("{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}")
                            .finishReason())
                    .isEqualTo(FinishReason.STOP);
            assertThat(ChatCompletionChunk.fromJson("{}").finishReason()).isNull();
        }
    }

    @Test
    void shortFormsSayWhatTheirBuildersSay() {
        ChatToolCall call = ChatToolCall.fromJson("{\"id\":\"c\",\"function\":{\"name\":\"f\"}}");
        ToolUseBlock use = ToolUseBlock.builder().id("t").name("f").build();

        assertJson(ContentBlock.image("https://images.example/dog.png").toJson(), """
                {"type":"image","source":{"type":"url","url":"https://images.example/dog.png"}}""");
        assertJson(ContentBlock.image("image/png", "QUJD").toJson(), """
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}}""");
        assertJson(ContentBlock.document("application/pdf", "QUJD").toJson(), """
                {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJD"}}""");
        assertJson(ContentBlock.document("https://pages.example/a.pdf").toJson(), """
                {"type":"document","source":{"type":"url","url":"https://pages.example/a.pdf"}}""");
        assertJson(ContentBlock.toolResult(use, "broken", true).toJson(), """
                {"type":"tool_result","tool_use_id":"t","content":"broken","is_error":true}""");
        assertThat(ContentBlock.toolResult("t", "broken", true))
                .isEqualTo(ContentBlock.toolResult(use, "broken", true));
        assertThat(ContentBlock.toolResult(use, "ok")).isEqualTo(ContentBlock.toolResult("t", "ok"));
        List<TextBlock> texts = List.of(ContentBlock.text("a"));
        assertJson(ContentBlock.toolResult("t", texts).toJson(), """
                {"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a"}]}""");
        assertThat(ContentBlock.toolResult(use, texts)).isEqualTo(ContentBlock.toolResult("t", texts));
        assertJson(ChatContentPart.image("image/png", "QUJD").toJson(), """
                {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}""");
        assertThat(ChatMessage.tool(call, "1")).isEqualTo(ChatMessage.tool("c", "1"));
        assertJson(MessageParam.assistant(texts).toJson(), """
                {"role":"assistant","content":[{"type":"text","text":"a"}]}""");
        assertThat(ChatTool.function("f", null, null).toJson())
                .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"f\"}}");
        assertThat(MessageTool.of("f", "d", Map.of("type", "object")).inputSchema())
                .isEqualTo(Map.of("type", "object"));
        assertThat(ChatTool.custom("f", null).toJson()).isEqualTo("{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}");
        assertThat(ThinkingConfig.enabled().toJson()).isEqualTo("{\"type\":\"enabled\"}");
        assertThat(ThinkingConfig.enabled(2000).toJson()).isEqualTo("{\"type\":\"enabled\",\"budget_tokens\":2000}");
    }

    @Test
    void thinkingOfAChatRequestIsEnabledAndDisabledByOneWord() {
        ChatCompletionRequest.Builder request = ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Hi")));

        assertThat(request.thinking(true).build().thinking()).isEqualTo(ThinkingConfig.enabled());
        assertThat(request.thinking(false).build().thinking()).isEqualTo(ThinkingConfig.disabled());
        assertThat(request.thinking(null).build().thinking()).isNull();
    }
}
