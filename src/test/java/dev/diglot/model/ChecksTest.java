// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.testing.Spec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What builders reject, before any network access; the message names member, value and range. */
class ChecksTest {
    private static final Map<String, String> VALID = Map.of(
            "ChatCompletionRequest", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
            "MessageRequest", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

    /** Each bounded number of the spec: schema, member, its bounds. */
    static Stream<Arguments> bounds() {
        List<Arguments> bounds = new ArrayList<>();
        for (String schema : Spec.schemas().keySet()) {
            for (String member : Spec.properties(schema).keySet()) {
                Map<String, Object> property = Spec.at(Spec.properties(schema), member);
                Object least = property.get("minimum");
                Object most = property.get("maximum");
                if (least != null || most != null) {
                    bounds.add(Arguments.of(schema, member, least, most));
                }
            }
        }
        assertThat(bounds).hasSizeGreaterThan(10);
        return bounds.stream();
    }

    private static Throwable build(String schema, String member, Number value) {
        Object builder = call(Spec.read(schema, VALID.get(schema)), "toBuilder");
        for (Method setter : builder.getClass().getMethods()) {
            if (setter.getName().equals(Spec.javaName(member))) {
                Class<?> type = setter.getParameterTypes()[0];
                Object argument = type == Integer.class
                        ? (Object) value.intValue()
                        : type == Number.class ? value.doubleValue() : null;
                if (argument != null) {
                    return catchThrowable(() -> {
                        call(builder, setter, argument);
                        call(builder, "build");
                    });
                }
            }
        }
        throw new AssertionError("no setter for " + schema + "." + member);
    }

    private static Object call(Object on, String method) {
        try {
            return call(on, on.getClass().getMethod(method));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Object call(Object on, Method method, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Ranges {
        @ParameterizedTest
        @MethodSource("dev.diglot.model.ChecksTest#bounds")
        void boundItselfIsAccepted(String schema, String member, Number least, Number most) {
            for (Number bound : Arrays.asList(least, most)) {
                if (bound != null) {
                    assertThat(build(schema, member, bound)).isNull();
                }
            }
        }

        @ParameterizedTest
        @MethodSource("dev.diglot.model.ChecksTest#bounds")
        void valueBeyondABoundIsRefusedWithMemberValueAndRange(
                String schema, String member, Number least, Number most) {
            for (Number beyond : Arrays.asList(
                    least == null ? null : Double.valueOf(least.doubleValue() - 1),
                    most == null ? null : Double.valueOf(most.doubleValue() + 1))) {
                if (beyond != null) {
                    assertThat(build(schema, member, beyond))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining(member + " is " + beyond.intValue())
                            .hasMessageContaining("must be")
                            .hasMessageContaining((least == null ? most : least).toString());
                }
            }
        }

        @Test
        void notANumberIsRefused() {
            assertThat(build("ChatCompletionRequest", "temperature", Double.NaN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("temperature is NaN, but must be 0 to 2");
        }

        @Test
        void readingChecksNothing() {
            assertThat(ChatCompletionRequest.fromJson("{\"temperature\":99}").temperature())
                    .isEqualTo(99);
        }
    }

    @Nested
    class Required {
        static Stream<String> schemas() {
            return Spec.schemas().keySet().stream()
                    .filter(schema -> !missing(schema).isEmpty());
        }

        private static List<String> missing(String schema) {
            List<String> names = new ArrayList<>();
            Object required = Spec.at(Spec.schemas(), schema).get("required");
            if (required instanceof List) {
                ((List<?>) required).forEach(name -> names.add((String) name));
                names.removeIf(name -> Spec.at(Spec.properties(schema), name).containsKey("const"));
            }
            return names;
        }

        @ParameterizedTest
        @MethodSource("schemas")
        void missingMemberIsRefusedByName(String schema) {
            Object builder = call(Spec.read(schema, "{}"), "toBuilder");

            Throwable refusal = catchThrowable(() -> call(builder, "build"));

            assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
            assertThat(missing(schema))
                    .anyMatch(name -> refusal.getMessage().equals(name + " is required, but was not set"));
        }

        @Test
        void nullForARequiredMemberIsRefusedAtBuild() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ChatCompletionRequest.builder(null, List.of(ChatMessage.user("hi")))
                            .build())
                    .withMessage("model is required, but was not set");
        }

        @Test
        void emptyConversationIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ChatCompletionRequest.builder("m", List.of()).build())
                    .withMessage("messages has a length of 0, but it must be at least 1");
        }

        @Test
        void emptyModelIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MessageRequest.builder("", List.of(MessageParam.user("hi")))
                            .build())
                    .withMessage("model has a length of 0, but it must be at least 1");
        }
    }

    @Nested
    class Values {
        private ChatCompletionRequest.Builder request() {
            return ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")));
        }

        @Test
        void nullItemIsRefusedWithItsPlace() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> request()
                            .messages(Arrays.asList(ChatMessage.user("hi"), null))
                            .build())
                    .withMessage("messages[1] is null; leave it out");
        }

        @Test
        void freeFormValueThatIsNoJsonIsRefusedWithItsPath() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ChatFunction.builder("f")
                            .parameters(Map.of("a", Map.of("b", List.of(1, LocalDate.EPOCH))))
                            .build())
                    .withMessageContaining("parameters.a.b[1] holds a java.time.LocalDate");
        }

        @Test
        void additionalPropertyBesideItsSetterIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> request()
                            .temperature(1)
                            .additionalProperty("temperature", 2)
                            .build())
                    .withMessageContaining("temperature is given twice");
        }

        @Test
        void builtValueNeverSeesLaterChanges() {
            Map<String, Object> schema = new HashMap<>(Map.of("type", "object"));
            List<ChatMessage> messages = new ArrayList<>(List.of(ChatMessage.user("hi")));
            ChatFunction function = ChatFunction.builder("f").parameters(schema).build();
            ChatCompletionRequest.Builder builder = ChatCompletionRequest.builder("m", messages);
            ChatCompletionRequest request = builder.build();

            schema.put("type", "string");
            messages.clear();
            builder.additionalProperty("later", true).temperature(1);

            assertThat(function.toJson()).isEqualTo("{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}");
            assertThat(request.toJson())
                    .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        }

        @Test
        void freeFormObjectsOfAListAreCopiedToo() {
            Map<String, Object> example = new HashMap<>(Map.of("city", "Beijing"));
            MessageTool tool =
                    MessageTool.builder("f").inputExamples(List.of(example)).build();

            example.put("city", LocalDate.EPOCH);

            assertThat(tool.toJson()).isEqualTo("{\"name\":\"f\",\"input_examples\":[{\"city\":\"Beijing\"}]}");
            assertThat(tool.toBuilder().build()).isEqualTo(tool);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MessageTool.builder("f")
                            .inputExamples(List.of(example))
                            .build())
                    .withMessageContaining("input_examples[0].city holds a java.time.LocalDate");
        }

        @Test
        void nullToASetterLeavesTheMemberOut() {
            ChatCompletionRequest chat = request()
                    .temperature((Integer) null)
                    .topP(null)
                    .seed(null)
                    .stop((String) null)
                    .stop((List<String>) null)
                    .toolChoice((String) null)
                    .reasoningEffort((String) null)
                    .responseFormat(null)
                    .build();
            MessageRequest messages = MessageRequest.builder("m", List.of(MessageParam.user("hi")))
                    .temperature(null)
                    .maxTokens(null)
                    .system((String) null)
                    .build();

            assertThat(chat).isEqualTo(request().build());
            assertThat(messages.toJson())
                    .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        }

        @Test
        void nullToASetterRemovesWhatWasSetOrRead() {
            MessageRequest read = MessageRequest.fromJson("{\"model\":\"m\",\"temperature\":null,\"top_p\":\"x\","
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

            assertThat(read.toBuilder().temperature(null).topP(null).build().toJson())
                    .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertThat(request().stop("x").stop((String) null).build().stop()).isNull();
        }

        @Test
        void explicitNullOfAMemberIsAnAdditionalProperty() {
            assertThat(request().additionalProperty("temperature", null).build().toJson())
                    .contains("\"temperature\":null");
        }

        @Test
        void textOfAnOpenEnumIsTaken() {
            assertThat(request().reasoningEffort("low").build().reasoningEffort())
                    .isSameAs(ReasoningEffort.LOW);
            assertThat(request().serviceTier("turbo").build().serviceTier()).isEqualTo(ServiceTier.of("turbo"));
        }

        @Test
        void listsOfAKindOfItemAreTaken() {
            List<TextBlock> texts = List.of(ContentBlock.text("a"));
            List<ChatTextPart> parts = List.of(ChatContentPart.text("a"));

            assertThat(MessageParam.user(texts).content()).isEqualTo(MessageContent.of(texts));
            assertThat(MessageParam.builder(MessageRole.USER, texts).build()).isEqualTo(MessageParam.user(texts));
            assertThat(ChatMessage.user(parts).content()).isEqualTo(ChatContent.of(parts));
            assertThat(ChatSystemMessage.builder(parts).build().content()).isEqualTo(ChatContent.of(parts));
        }

        @Test
        void nullWhereAValueMustBeIsRefusedByName() {
            Map<String, Runnable> refusals = Map.of(
                    "content is required", () -> ChatMessage.user((String) null),
                    "toolUseId is required", () -> ContentBlock.toolResult((String) null, "x"),
                    "call is required", () -> ChatMessage.tool((ChatToolCall) null, "x"),
                    "url is required", () -> ContentBlock.image(null),
                    "StopSequences is required", () -> StopSequences.of((String) null),
                    "StopSequences[1] is null", () -> StopSequences.of(Arrays.asList("a", null)),
                    "MessageContent[0] is null", () -> MessageParam.user(Arrays.asList((ContentBlock) null)),
                    "ReasoningEffort is required", () -> ReasoningEffort.of(null),
                    "ChatToolChoiceMode is required", () -> ChatToolChoice.of(null));

            refusals.forEach((message, call) ->
                    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageStartingWith(message));
        }

        @Test
        void resultOfACallWithoutAnIdIsRefused() {
            ToolUseBlock use = ToolUseBlock.builder().name("f").build();
            List<Runnable> refusals = List.of(
                    () -> ChatMessage.tool(ChatToolCall.fromJson("{}"), "x"),
                    () -> ContentBlock.toolResult(use, "x"),
                    () -> ContentBlock.toolResult(use, "x", true),
                    () -> ContentBlock.toolResult(use, List.of(ContentBlock.text("x"))));

            assertThat(refusals)
                    .allSatisfy(call -> assertThatIllegalArgumentException()
                            .isThrownBy(call::run)
                            .withMessageStartingWith("id of the call is required"));
        }

        @Test
        void nullAsAdditionalPropertyIsSent() {
            assertThat(request().additionalProperty("x", null).build().toJson()).contains("\"x\":null");
        }

        @Test
        void secretStaysOutOfToString() {
            McpServer server = McpServer.builder("s", "https://example.org/mcp")
                    .authorizationToken("very-secret-token")
                    .build();

            assertThat(server.toJson()).contains("very-secret-token");
            assertThat(server.toString()).doesNotContain("very-secret").contains("***");
        }

        @Test
        void secretStaysOutOfToStringEvenIfItsListHasAMismatch() {
            MessageRequest request =
                    MessageRequest.fromJson("{\"mcp_servers\":[{\"authorization_token\":\"very-secret\"},null]}");

            assertThat(request.toJson()).contains("very-secret");
            assertThat(request.toString()).doesNotContain("very-secret").contains("***");
        }
    }
}
