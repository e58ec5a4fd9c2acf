// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static dev.diglot.model.Provider.LUCHEN;
import static dev.diglot.model.Provider.TOKENHUB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.SupportWarning.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The warnings of check(provider), word for word. SupportSpecTest compares them with every row of the spec. */
class SupportCheckTest {
    private static MessageRequest.Builder messageRequest() {
        return MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hi")))
                .maxTokens(10);
    }

    private static ChatCompletionRequest.Builder chatRequest() {
        return ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Hi")));
    }

    private static List<String> reported(List<SupportWarning> warnings) {
        return warnings.stream().map(SupportWarning::toString).toList();
    }

    @Test
    void plainRequestHasNoWarning() {
        assertThat(messageRequest().build().check(TOKENHUB)).isEmpty();
        assertThat(messageRequest().build().check(LUCHEN)).isEmpty();
        assertThat(chatRequest().build().check(TOKENHUB)).isEmpty();
        assertThat(chatRequest().build().check(LUCHEN)).isEmpty();
    }

    @Test
    void ignoredMemberIsReported() {
        assertThat(messageRequest().topK(5).build().check(TOKENHUB))
                .containsExactly(new SupportWarning(
                        "top_k", Kind.IGNORED, "TokenHub ignores top_k; leave it out, it changes nothing"));
        assertThat(messageRequest().topK(5).build().check(LUCHEN)).isEmpty();
    }

    @Test
    void valueOutsideTheProvidersRangeIsReported() {
        assertThat(messageRequest().topK(101).build().check(LUCHEN))
                .containsExactly(new SupportWarning(
                        "top_k",
                        Kind.OUT_OF_RANGE,
                        "Luchen Cloud documents 0 to 100 for top_k, which is 101; keep to what it documents"));
    }

    @Test
    void tooManyItemsAreReported() {
        assertThat(reported(chatRequest()
                        .stop(StopSequences.of(List.of("1", "2", "3", "4", "5")))
                        .build()
                        .check(TOKENHUB)))
                .containsExactly(
                        "TokenHub documents at most 4 for stop, which is 5 items long; keep to what it documents");
    }

    @Test
    void undocumentedFormIsReported() {
        MessageRequest request =
                messageRequest().system("Be brief.").toolChoice("auto").build();

        assertThat(request.check(LUCHEN))
                .containsExactly(
                        new SupportWarning(
                                "tool_choice",
                                Kind.UNDOCUMENTED_TYPE,
                                "Luchen Cloud documents object for tool_choice, which is given as string; keep to what it documents"));
        assertThat(request.check(TOKENHUB)).isEmpty();
    }

    @Test
    void undocumentedValueIsReported() {
        ChatCompletionRequest request = chatRequest().toolChoice("any").build();

        assertThat(request.check(TOKENHUB))
                .containsExactly(new SupportWarning(
                        "tool_choice",
                        Kind.UNDOCUMENTED_VALUE,
                        "TokenHub documents none, auto, required for tool_choice, which is another value; keep to what it"
                                + " documents"));
        assertThat(chatRequest().toolChoice("required").build().check(TOKENHUB)).isEmpty();
    }

    @Test
    void undocumentedRoleIsReportedAsTheMessageWithItsRole() {
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        "glm-5", List.of(ChatMessage.developer("Be brief."), ChatMessage.user("Hi")))
                .build();

        assertThat(request.check(TOKENHUB))
                .containsExactly(new SupportWarning(
                        "messages[0]",
                        Kind.UNDOCUMENTED_VALUE,
                        "TokenHub documents system, user, assistant, tool, but not messages[0] (developer); keep to what it"
                                + " documents"));
    }

    @Test
    void contentOfChatMessagesIsDocumentedAsTextOnly() {
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        "glm-5", List.of(ChatMessage.user(List.of(ChatContentPart.image("https://a.example/a.png")))))
                .build();

        assertThat(reported(request.check(TOKENHUB)))
                .containsExactly(
                        "TokenHub documents string for messages[0].content, which is given as array; keep to what it"
                                + " documents");
    }

    @Test
    void sampleIsNoRule() {
        MessageRequest request = messageRequest().system("Be brief.").build();

        assertThat(request.check(TOKENHUB)).isEmpty(); // its only sample has a list of blocks
    }

    @Test
    void blocksAndTheirMembersAreReportedWithTheirPlace() {
        MessageRequest request = MessageRequest.fromJson(
                "{\"model\":\"glm-5\",\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"Hi\"},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\"},"
                        + "{\"type\":\"later\",\"cache_control\":{}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"e\"}},"
                        + "{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":[{\"type\":\"image\",\"source\":{}}]}]}]}");

        assertThat(reported(request.check(TOKENHUB)))
                .containsExactly(
                        "TokenHub ignores messages[1].content[0] (thinking); leave it out, it changes nothing",
                        "TokenHub ignores messages[2].content[0].cache_control; leave it out, it changes nothing",
                        "TokenHub does not support messages[2].content[1].content[0] (image); leave it out, or the call"
                                + " may fail");
    }

    @Test
    void modelThatDoesNotSupportTheDialectIsReported() {
        assertThat(messageRequest().model("glm-5-turbo").build().check(TOKENHUB))
                .containsExactly(new SupportWarning(
                        "model",
                        Kind.OTHER_DIALECT,
                        "TokenHub does not document glm-5-turbo for this dialect; use one of "
                                + String.join(", ", TOKENHUB.models(Dialect.MESSAGES))));
        assertThat(chatRequest().model("glm-5-turbo").build().check(TOKENHUB)).isEmpty();
    }

    @Test
    void undocumentedModelIsNotReported() {
        assertThat(messageRequest().model("ep-12345678").build().check(TOKENHUB))
                .isEmpty();
        assertThat(messageRequest().model("glm-5-turbo").build().check(LUCHEN)).isEmpty();
    }

    @Test
    void missingRequiredMemberIsReported() {
        assertThat(MessageRequest.fromJson("{\"model\":\"m\",\"messages\":null}")
                        .check(LUCHEN))
                .containsExactly(new SupportWarning(
                        "messages", Kind.MISSING, "Luchen Cloud requires messages, which is missing; set it"));
    }

    @Test
    void membersSetAsAdditionalPropertiesAreChecked() {
        assertThat(reported(messageRequest()
                        .additionalProperty("top_k", 5)
                        .additionalProperty("system", Map.of("top_k", 5))
                        .additionalProperty("context", List.of(Map.of("top_k", 5)))
                        .build()
                        .check(TOKENHUB)))
                .containsExactly("TokenHub ignores top_k; leave it out, it changes nothing");
    }

    @Test
    void explicitNullIsNotReported() {
        assertThat(messageRequest().additionalProperty("top_k", null).build().check(TOKENHUB))
                .isEmpty();
    }

    @Test
    void halfASurrogatePairDoesNotFailTheCheck() {
        assertThat(messageRequest().system("\ud83d").build().check(LUCHEN)).isEmpty();
    }

    @Test
    void noTextOfTheRequestIsReported() {
        MessageRequest request = MessageRequest.fromJson("{\"model\":\"glm-5-turbo\",\"system\":\"s3cret\","
                + "\"tool_choice\":\"s3cret\",\"metadata\":{\"s3cret\":\"s3cret\"},\"top_k\":\"s3cret\"}");

        assertThat(Arrays.stream(Provider.values()).flatMap(provider -> reported(request.check(provider)).stream()))
                .hasSizeGreaterThan(4)
                .noneMatch(text -> text.contains("s3cret"));
    }
}
