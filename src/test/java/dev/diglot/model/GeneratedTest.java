// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diglot.testing.Spec;
import dev.diglot.testing.Trees;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the templates promise, keyword by keyword of the spec. */
class GeneratedTest {
    @Nested
    class OpenEnum {
        @Test
        void knownValueIsTheConstant() {
            assertThat(FinishReason.of("stop")).isSameAs(FinishReason.STOP);
        }

        @Test
        void unknownValueKeepsItsText() {
            assertThat(FinishReason.of("eos").value()).isEqualTo("eos");
            assertThat(FinishReason.of("eos"))
                    .isEqualTo(FinishReason.fromJson("\"eos\""))
                    .hasToString("eos");
        }

        @Test
        void everyKnownValueOfTheSpecKeepsItsText() {
            int values = 0;
            for (String schema : Spec.models()) {
                for (String value :
                        Spec.at(Spec.schemas(), schema, "x-enumDescriptions").keySet()) {
                    values++;
                    assertThat(Spec.read(schema, '"' + value + '"').toJson()).isEqualTo('"' + value + '"');
                }
            }
            assertThat(values).isGreaterThan(20);
        }

        @Test
        void emptyFinishReasonIsNoneAndIsWrittenBack() {
            ChatChoice choice = ChatChoice.fromJson("{\"finish_reason\":\"\"}");

            assertThat(choice.finishReason()).isNull();
            assertThat(choice.toJson()).isEqualTo("{\"finish_reason\":\"\"}");
        }
    }

    @Nested
    class TaggedUnion {
        @Test
        void tagMayStandLast() {
            ContentBlock block = ContentBlock.fromJson(
                    "{\"input\":{\"type\":\"text\",\"a\":[\"}\"]},\"name\":\"f\\\"\",\"id\":\"x\",\"type\":\"tool_use\"}");

            assertThat(block).isInstanceOfSatisfying(ToolUseBlock.class, use -> {
                assertThat(use.name()).isEqualTo("f\"");
                assertThat(use.input()).containsKey("a");
            });
        }

        @Test
        void unknownTagKeepsEverything() {
            String json = "{\"x\":[1,null],\"type\":\"example\"}";

            ContentBlock block = ContentBlock.fromJson(json);

            assertThat(block).isInstanceOf(ContentBlock.Unknown.class);
            assertThat(block.type()).isEqualTo("example");
            assertThat(((ContentBlock.Unknown) block).additionalProperties()).containsOnlyKeys("x", "type");
            assertThat(Trees.same(block.toJson(), json)).isTrue();
        }

        @Test
        void missingTagIsUnknown() {
            assertThat(ChatMessage.fromJson("{\"content\":\"x\"}")).isInstanceOf(ChatMessage.Unknown.class);
        }

        @Test
        void memberReadDirectlyKeepsAForeignTag() {
            ChatAssistantMessage message = ChatAssistantMessage.fromJson("{\"role\":\"model\",\"content\":\"x\"}");

            assertThat(message.role()).isEqualTo("model");
            assertThat(message.toJson()).isEqualTo("{\"role\":\"model\",\"content\":\"x\"}");
        }

        @Test
        void builderSetsTheTag() {
            assertThat(ChatMessage.user("hi").toJson()).isEqualTo("{\"role\":\"user\",\"content\":\"hi\"}");
        }
    }

    @Nested
    class ShapeUnion {
        @Test
        void textAndListHaveTheirForms() {
            assertThat(StopSequences.fromJson("\"x\"").asString()).isEqualTo("x");
            assertThat(StopSequences.fromJson("[\"x\",\"y\"]").asList()).containsExactly("x", "y");
            assertThat(StopSequences.of("x").toJson()).isEqualTo("\"x\"");
            assertThat(StopSequences.of(List.of("x")).toJson()).isEqualTo("[\"x\"]");
        }

        @Test
        void listWithAMismatchIsUnknownAsAWhole() {
            StopSequences stop = StopSequences.fromJson("[\"x\",2]");

            assertThat(stop).isEqualTo(new StopSequences.Unknown(List.of("x", 2)));
            assertThat(stop.toJson()).isEqualTo("[\"x\",2]");
        }

        @Test
        void valuesAreCopied() {
            List<String> list = new ArrayList<>(List.of("x"));
            Map<String, Object> map = new HashMap<>(Map.of("a", 1));
            StopSequences known = new StopSequences.ListValue(list);
            StopSequences unknown = new StopSequences.Unknown(map);

            list.add("y");
            map.put("b", 2);

            assertThat(known.toJson()).isEqualTo("[\"x\"]");
            assertThat(unknown.toJson()).isEqualTo("{\"a\":1}");
        }

        @Test
        void memberOfAFormThatIsNotKnownIsUnknownAndNotAbsent() {
            ChatDelta delta = ChatDelta.fromJson("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},7]}");

            assertThat(delta.content()).isInstanceOf(ChatContent.Unknown.class);
            assertThat(delta.additionalProperties()).isEmpty();
        }

        @Test
        void toolChoiceIsTextOrObjectInBothDialects() {
            assertThat(ToolChoice.of("auto").toJson()).isEqualTo("\"auto\"");
            assertThat(ToolChoice.tool("f").toJson()).isEqualTo("{\"type\":\"tool\",\"name\":\"f\"}");
            assertThat(ChatToolChoice.of("required").toJson()).isEqualTo("\"required\"");
            assertThat(ChatToolChoice.function("f").toJson())
                    .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"f\"}}");
            assertThat(ToolChoice.fromJson("{\"type\":\"any\"}")).isInstanceOf(ToolChoiceAny.class);
            assertThat(ToolChoice.fromJson("\"later\"")).isEqualTo(ToolChoiceMode.of("later"));
        }

        @Test
        void systemIsTextListOrObject() {
            assertThat(SystemPrompt.fromJson("\"x\"").asString()).isEqualTo("x");
            assertThat(SystemPrompt.fromJson("[{\"type\":\"text\",\"text\":\"x\"}]")
                            .asList())
                    .hasSize(1);
            assertThat(SystemPrompt.fromJson("{\"type\":\"text\",\"text\":\"x\"}"))
                    .isInstanceOf(TextBlock.class);
        }
    }

    @Nested
    class Objects {
        @Test
        void memberOfAnotherKindIsNullAndWrittenBack() {
            ChatCompletion completion = ChatCompletion.fromJson("{\"id\":7,\"choices\":{},\"created\":\"now\"}");

            assertThat(completion.id()).isNull();
            assertThat(completion.choices()).isEmpty();
            assertThat(completion.created()).isNull();
            assertThat(completion.toJson()).isEqualTo("{\"id\":7,\"choices\":{},\"created\":\"now\"}");
        }

        @Test
        void setterReplacesAMismatch() {
            ChatFunctionCall call = ChatFunctionCall.fromJson("{\"arguments\":{\"a\":1}}");

            assertThat(call.arguments()).isEqualTo("{\"a\":1}");
            assertThat(call.toBuilder().arguments("{}").build().toJson()).isEqualTo("{\"arguments\":\"{}\"}");
        }

        @Test
        void explicitNullIsWrittenBackAndAbsentIsNot() {
            assertThat(ChatAssistantMessage.fromJson("{\"content\":null}").toJson())
                    .isEqualTo("{\"content\":null}");
            assertThat(ChatAssistantMessage.fromJson("{}").toJson()).isEqualTo("{}");
        }

        @Test
        void unknownMembersComeInOrder() {
            ChatUsage usage = ChatUsage.fromJson("{\"b\":1,\"prompt_tokens\":2,\"a\":null}");

            assertThat(usage.additionalProperties()).containsExactly(Map.entry("b", 1), entry("a"));
            assertThat(usage.toBuilder().totalTokens(3).build().additionalProperties())
                    .containsOnlyKeys("b", "a");
        }

        private Map.Entry<String, Object> entry(String name) {
            return new java.util.AbstractMap.SimpleEntry<>(name, null);
        }

        @Test
        void numbersAreEqualByValue() {
            assertThat(MessageRequest.fromJson("{\"temperature\":1}"))
                    .isEqualTo(MessageRequest.fromJson("{\"temperature\":1.0}"))
                    .hasSameHashCodeAs(MessageRequest.fromJson("{\"temperature\":1.0}"));
        }

        @Test
        void replyIsSentInTheNextRequestUnchanged() {
            String message =
                    "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"signature\":{\"x\":[1]}}";
            ChatCompletion reply = ChatCompletion.fromJson("{\"choices\":[{\"message\":" + message + "}]}");

            ChatCompletionRequest next =
                    ChatCompletionRequest.builder("m", List.of(reply.message())).build();

            assertThat(Trees.same(
                            Trees.read(next.toJson()).get("messages").get(0).toString(), message))
                    .isTrue();
        }

        @Test
        void messageIsSentInTheNextRequestUnchanged() {
            String content =
                    "[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"},{\"type\":\"new\",\"x\":1}]";
            Message reply = Message.fromJson("{\"role\":\"assistant\",\"content\":" + content + "}");

            MessageParam next = reply.toParam();

            assertThat(Trees.same(Trees.read(next.toJson()).get("content").toString(), content))
                    .isTrue();
        }

        @Test
        void halfASurrogatePairSurvives() {
            String json = "{\"text\":\"\\ud83d\",\"type\":\"text_delta\"}";

            assertThat(Trees.same(ContentBlockDelta.fromJson(json).toJson(), json))
                    .isTrue();
        }

        @Test
        void textThatIsNoJsonIsRefusedWithItsPlace() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Message.fromJson("{\"id\": tru}"))
                    .withMessageContaining("line 1, column");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Message.fromJson("[]"))
                    .withMessageContaining("unexpected JSON type");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Message.fromJson("{} {}"))
                    .withMessageContaining("follows");
        }

        @Test
        void numberBeyondAllBoundsIsKept() {
            MessageRequest request = MessageRequest.fromJson("{\"temperature\":1e9999999999}");

            assertThat(request.temperature()).isInfinite();
            assertThat(request.toJson()).isEqualTo("{\"temperature\":1e9999999999}");
        }

        @Test
        void deepNestingIsRefusedAndDoesNotOverflow() {
            String deep = "[".repeat(100_000) + "]".repeat(100_000);

            assertThatIllegalArgumentException().isThrownBy(() -> Message.fromJson("{\"x\":" + deep + "}"));
        }

        @Test
        void requestThatHoldsItselfIsRefused() {
            Map<String, Object> circle = new HashMap<>();
            circle.put("self", circle);

            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ChatFunction.builder("f").parameters(circle).build())
                    .withMessageContaining("holds itself");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
        void textInAnotherEncodingIsReadAlsoWithALateTag(String encoding) {
            byte[] json = "{\"text\":\"hi \\ud83d\",\"type\":\"text\"}".getBytes(Charset.forName(encoding));

            assertThat(ContentBlock.fromJson(json))
                    .isEqualTo(TextBlock.builder("hi \ud83d").build());
        }

        @Test
        void hostileNumberOfUnknownMembersIsReadInLinearTime() {
            StringBuilder json = new StringBuilder("{\"id\":\"x\"");
            for (int i = 0; i < 100_000; i++) {
                json.append(",\"m").append(i).append("\":0");
            }

            Message message = Message.fromJson(json.append('}').toString());

            assertThat(message.additionalProperties()).hasSize(100_000);
        }
    }

    @Nested
    class Tables {
        @Test
        void modelsOfAProviderDependOnTheDialect() {
            assertThat(Provider.TOKENHUB.models(Dialect.CHAT)).contains("glm-5-turbo");
            assertThat(Provider.TOKENHUB.models(Dialect.MESSAGES)).isNotEmpty().doesNotContain("glm-5-turbo");
        }

        @Test
        void keyHeaderOfAProviderDependsOnTheDialect() {
            assertThat(Provider.TOKENHUB.keyHeader(Dialect.CHAT)).isEqualTo(Provider.KeyHeader.BEARER);
            assertThat(Provider.TOKENHUB.keyHeader(Dialect.MESSAGES)).isEqualTo(Provider.KeyHeader.X_API_KEY);
        }

        @Test
        void codeDecidesTheKindBeforeTheStatus() {
            assertThat(ErrorKind.of(403, "model_not_available", null)).isEqualTo(ErrorKind.MODEL_NOT_AVAILABLE);
            assertThat(ErrorKind.of(200, null, "overloaded_error")).isEqualTo(ErrorKind.OVERLOADED);
        }

        @Test
        void broadTypeGivesWayToTheStatus() {
            assertThat(ErrorKind.of(401, null, "invalid_request_error")).isEqualTo(ErrorKind.AUTHENTICATION);
            assertThat(ErrorKind.of(200, null, "invalid_request_error")).isEqualTo(ErrorKind.INVALID_REQUEST);
        }

        @Test
        void statusOfNoRowIsNoKindBelow500() {
            assertThat(ErrorKind.of(402, null, null)).isEqualTo(ErrorKind.PAYMENT_REQUIRED);
            assertThat(ErrorKind.of(451, null, null)).isNull();
            assertThat(ErrorKind.of(502, null, null)).isEqualTo(ErrorKind.SERVER);
        }
    }
}
