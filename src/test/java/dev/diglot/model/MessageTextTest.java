// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The convenience methods of the messages models. */
class MessageTextTest {
    private static final String BLOCKS = "[{\"type\":\"thinking\",\"thinking\":\"h\",\"signature\":\"s\"},"
            + "{\"type\":\"text\",\"text\":\"He\"},{\"type\":\"thinking\",\"thinking\":\"m\"},"
            + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}},"
            + "{\"type\":\"brand_new\",\"text\":\"x\"},{\"type\":\"text\",\"text\":\"llo\",\"note\":1}]";

    @Test
    void messageReturnsItsBlocksByType() {
        Message message = Message.fromJson("{\"role\":\"assistant\",\"content\":" + BLOCKS + "}");

        assertThat(message.text()).isEqualTo("Hello");
        assertThat(message.thinking()).isEqualTo("hm");
        assertThat(message.toolUses()).extracting(ToolUseBlock::id).containsExactly("t");
    }

    @Test
    void aMessageIsSentBackUnchanged() throws Exception {
        Message message = Message.fromJson("{\"id\":\"m\",\"role\":\"assistant\",\"content\":" + BLOCKS + "}");
        MessageRequest next =
                MessageRequest.builder("m", List.of(message.toParam())).build();

        assertThat(Json.parse(next.toJson()))
                .isEqualTo(Json.parse(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":" + BLOCKS + "}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"content\":null}",
                "{\"content\":[]}",
                "{\"content\":\"\"}",
                "{\"content\":5}",
                "{\"content\":[{}]}"
            })
    void missingMembersAreEmpty(String json) {
        Message message = Message.fromJson(json);

        assertThat(message.text()).isEmpty();
        assertThat(message.thinking()).isEmpty();
        assertThat(message.toolUses()).isEmpty();
        assertThat(message.toParam().role()).isEqualTo(MessageRole.ASSISTANT);
    }

    @Test
    void contentReturnsItsTextInBothForms() {
        assertThat(MessageContent.of("Hello").text()).isEqualTo("Hello");
        assertThat(MessageContent.fromJson(BLOCKS).text()).isEqualTo("Hello");
        assertThat(MessageContent.fromJson("5").text()).isEmpty();
        assertThat(ChatContent.of("Hello").text()).isEqualTo("Hello");
        assertThat(ChatContent.fromJson("5").text()).isEmpty();
    }
}
