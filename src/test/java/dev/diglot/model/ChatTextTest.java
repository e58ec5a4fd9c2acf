// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The convenience methods of the chat models. */
class ChatTextTest {
    private static ChatCompletion completion(String message) {
        return ChatCompletion.fromJson("{\"choices\":[{\"index\":0,\"message\":" + message + "}]}");
    }

    private static ChatCompletionChunk chunk(String choices) {
        return ChatCompletionChunk.fromJson("{\"choices\":" + choices + "}");
    }

    @Test
    void aCompletionOffersItsFirstMessage() {
        ChatCompletion completion = completion(
                "{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning_content\":\"hm\","
                        + "\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}");

        assertThat(completion.text()).isEqualTo("Hi");
        assertThat(completion.reasoning()).isEqualTo("hm");
        assertThat(completion.toolCalls()).hasSize(1);
        assertThat(completion.message()).isSameAs(completion.choices().get(0).message());
    }

    @ParameterizedTest
    @DisplayName("message-null, choices-null-or-missing: accessors return empty values")
    @ValueSource(
            strings = {
                "{}",
                "{\"choices\":null}",
                "{\"choices\":[]}",
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"message\":null}]}",
                "{\"choices\":[{\"message\":{}}]}",
                "{\"choices\":[{\"message\":{\"content\":null}}]}",
                "{\"choices\":[{\"message\":{\"content\":5,\"tool_calls\":{}}}]}",
                "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\"},{\"type\":\"thinking\"},{}]}}]}"
            })
    void missingMembersAreEmpty(String json) {
        ChatCompletion completion = ChatCompletion.fromJson(json);

        assertThat(completion.text()).isEmpty();
        assertThat(completion.reasoning()).isEmpty();
        assertThat(completion.toolCalls()).isEmpty();
        assertThat(completion.message()).isNotNull();
    }

    @Test
    @DisplayName("content-list: text parts are the text, thinking parts the reasoning")
    void partsAreJoinedByType() {
        ChatCompletion completion = completion(
                "{\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"h\"},{\"type\":\"text\",\"text\":\"m\"}]},"
                        + "{\"type\":\"text\",\"text\":\"He\"},{\"type\":\"brand_new\",\"text\":\"x\"},{\"type\":\"text\",\"text\":\"llo\"}]}");

        assertThat(completion.text()).isEqualTo("Hello");
        assertThat(completion.reasoning()).isEqualTo("hm");
        assertThat(completion.message().content().asList()).hasSize(4);
    }

    @ParameterizedTest
    @DisplayName("reasoning-names: under any name; the same text is returned once")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"reasoning_content\":\"ab\"} | ab",
                "{\"reasoning\":\"ab\"} | ab",
                "{\"reasoning_content\":\"ab\",\"reasoning\":\"ab\"} | ab",
                "{\"reasoning_content\":\"abc\",\"reasoning\":\"bc\"} | abc",
                "{\"reasoning_content\":\"bc\",\"reasoning\":\"abc\"} | abc",
                "{\"reasoning_content\":\"\",\"reasoning\":\"ab\"} | ab",
                "{\"reasoning_content\":null,\"reasoning\":\"ab\"} | ab",
                "{\"reasoning_content\":\"ab\",\"reasoning\":\"cd\"} | abcd",
                "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\"},{\"type\":\"reasoning.summary\",\"summary\":\"b\"},"
                        + "{\"type\":\"reasoning.encrypted\",\"data\":\"x\"}]} | ab",
                "{\"reasoning\":\"ab\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"ab\"}]} | ab",
                "{\"reasoning\":\"ab\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"ab\"}]} | ab",
            })
    void reasoningIsFoundUnderAnyName(String message, String reasoning) {
        assertThat(completion(message).reasoning()).isEqualTo(reasoning);
        assertThat(chunk("[{\"index\":0,\"delta\":" + message + "}]").reasoning())
                .isEqualTo(reasoning);
    }

    @Test
    void chunkReturnsTheTextOfTheFirstChoiceOnly() {
        assertThat(chunk("[{\"index\":0,\"delta\":{\"content\":\"a\"}}]").text())
                .isEqualTo("a");
        assertThat(chunk("[{\"delta\":{\"content\":\"a\"}}]").text()).isEqualTo("a");
        assertThat(chunk("[{\"index\":1,\"delta\":{\"content\":\"b\"}}]").text())
                .isEmpty();
        assertThat(chunk("[{\"index\":1,\"delta\":{\"content\":\"b\"}},{\"index\":0,\"delta\":{\"content\":\"a\"}}]")
                        .text())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @DisplayName("choices-empty: no text")
    @ValueSource(
            strings = {
                "[]",
                "null",
                "[{}]",
                "[{\"delta\":null}]",
                "[{\"delta\":{}}]",
                "[{\"delta\":{\"content\":null}}]"
            })
    void chunkWithoutTextIsEmpty(String choices) {
        assertThat(chunk(choices).text()).isEmpty();
        assertThat(chunk(choices).reasoning()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("usage-cached-names: one accessor for all names")
    @ValueSource(
            strings = {
                "{\"prompt_tokens_details\":{\"cached_tokens\":7}}",
                "{\"prompt_tokens_details\":{\"cached_token\":7}}",
                "{\"prompt_tokens_details\":{\"cached_tokens\":null,\"cached_token\":7}}",
                "{\"prompt_cache_hit_tokens\":7,\"prompt_tokens_details\":{}}",
                "{\"num_cached_tokens\":7,\"prompt_tokens_details\":null}",
                "{\"cached_tokens\":7}"
            })
    void cachedTokensAreFoundUnderAnyName(String usage) {
        assertThat(ChatUsage.fromJson(usage).cachedTokens()).isEqualTo(7);
    }

    @Test
    void reasoningTokensOfAMessageAreThoseOfItsThinking() {
        assertThat(MessageUsage.fromJson("{\"output_tokens_details\":{\"thinking_tokens\":5}}")
                        .reasoningTokens())
                .isEqualTo(5);
        assertThat(MessageUsage.fromJson("{\"output_tokens\":5}").reasoningTokens())
                .isNull();
    }

    @Test
    void reasoningTokensAreFoundInBothPlaces() {
        assertThat(ChatUsage.fromJson("{\"completion_tokens_details\":{\"reasoning_tokens\":7}}")
                        .reasoningTokens())
                .isEqualTo(7);
        assertThat(ChatUsage.fromJson("{\"reasoning_tokens\":7}").reasoningTokens())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @DisplayName("usage-null-members: a missing count is null, and 0 is 0")
    @ValueSource(
            strings = {"{}", "{\"cached_tokens\":\"x\"}", "{\"prompt_tokens_details\":null,\"cached_tokens\":null}"})
    void missingCountsAreNull(String usage) {
        assertThat(ChatUsage.fromJson(usage).cachedTokens()).isNull();
        assertThat(ChatUsage.fromJson(usage).reasoningTokens()).isNull();
        assertThat(ChatUsage.fromJson("{\"prompt_tokens_details\":{\"cached_tokens\":0}}")
                        .cachedTokens())
                .isZero();
    }
}
