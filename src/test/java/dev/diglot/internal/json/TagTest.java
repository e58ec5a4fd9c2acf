// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatUserMessage;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.TextBlock;
import dev.diglot.model.ToolResultBlock;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tag of a union: late, missing, or duplicate. */
class TagTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'text','type':'image','text':'a'} | {'type':'text','text':'a'}",
                "{'type':'text','text':'a','type':7} | {'type':'text','text':'a'}",
                "{'text':'a','type':'text','type':'image'} | {'type':'text','text':'a'}",
                "{'text':'a','type':'text','type':{'b':[1]},'text':'c'} | {'type':'text','text':'c'}",
                "{'type':'new','type':'text','text':'a'} | {'type':'new','text':'a'}",
                "{'type':null,'type':'text','text':'a'} | {'type':null,'text':'a'}",
                "{'text':'a','type':7,'type':'text'} | {'text':'a','type':7}",
            })
    void theFirstTagCountsForTheKindAndForWhatIsKept(String json, String counts) throws Exception {
        ContentBlock block = ContentBlock.fromJson(json.replace('\'', '"'));

        assertThat(Json.parse(block.toJson())).isEqualTo(Json.parse(counts.replace('\'', '"')));
        assertThat(ContentBlock.fromJson(block.toJson())).isEqualTo(block);
        Object tag = ((Map<?, ?>) Json.parse(block.toJson())).get("type");
        assertThat(block.type()).isEqualTo(tag instanceof String ? tag : null);
        assertThat(block instanceof TextBlock).isEqualTo("text".equals(tag));
    }

    @Test
    void aByteOrderMarkAndBlanksDoNotHideALateTag() throws Exception {
        byte[] json = "\ufeff \n{ \"text\" : \"\u20ac\", \"type\":\"text\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(JsonReader.decode(json, 0, json.length, GeneratedReaders.of(ContentBlock.class)))
                .isInstanceOf(TextBlock.class);
    }

    @Test
    void lateTagsAreFoundAtEveryDepthAndBesideEachOther() {
        String text = "{\"text\":\"a\",\"type\":\"text\"}";
        String early = "{\"type\":\"tool_result\",\"tool_use_id\":\"e\",\"content\":[" + text + "," + text + "]}";
        String json = "{\"x\":{\"type\":\"no tag of a union\"},\"content\":[" + text + "," + early + ",{\"y\":1},"
                + text + "],\"tool_use_id\":\"i\",\"type\":\"tool_result\"}";

        ToolResultBlock outer = (ToolResultBlock) ContentBlock.fromJson(json);

        assertThat(outer.content().asList()).hasSize(4);
        assertThat(outer.content().asList().get(0)).isInstanceOf(TextBlock.class);
        ToolResultBlock inner = (ToolResultBlock) outer.content().asList().get(1);
        assertThat(inner.content().asList()).hasOnlyElementsOfType(TextBlock.class);
        assertThat(outer.content().asList().get(2)).isInstanceOf(ContentBlock.Unknown.class);
        assertThat(outer.content().asList().get(3)).isInstanceOf(TextBlock.class);
    }

    @Test
    void lateTagsOfTwoNamesAreFoundInEachOther() {
        ChatMessage message = ChatMessage.fromJson(
                "{\"content\":[{\"text\":\"a\",\"type\":\"text\"},{\"text\":\"b\",\"type\":\"text\"}],\"role\":\"user\"}");

        assertThat(message).isInstanceOf(ChatUserMessage.class);
        assertThat(((ChatUserMessage) message).content().asList())
                .allSatisfy(part -> assertThat(part.type()).isEqualTo("text"));
    }

    @Test
    void aListWithAnItemOfAnotherTypeIsKeptUnchanged() throws Exception {
        String json = "{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"n\":1.0,\"z\":null},"
                + "{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\"},null]},7,[{}]]}";

        ContentBlock block = ContentBlock.fromJson(json);

        assertThat(Json.parse(block.toJson())).isEqualTo(Json.parse(json)).isEqualTo(Json.tree(block));
    }
}
