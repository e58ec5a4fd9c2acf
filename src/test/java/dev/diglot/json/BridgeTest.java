// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatContent;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.FinishReason;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.TextBlock;
import dev.diglot.testing.Trees;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plain mapper of Jackson 2 or 3 reads and writes every model, also inside a user's own classes. */
@Tag("bridge")
class BridgeTest {
    /** What both mappers can do, so that one test serves both. */
    interface Mapper {
        <T> T read(String json, Class<T> type) throws Exception;

        <T> List<T> readList(String json, Class<T> item) throws Exception;

        String write(Object value) throws Exception;

        String tree(Object value) throws Exception;
    }

    static final class Jackson2 implements Mapper {
        private final com.fasterxml.jackson.databind.ObjectMapper mapper =
                new com.fasterxml.jackson.databind.ObjectMapper();

        @Override
        public <T> T read(String json, Class<T> type) throws Exception {
            return mapper.readValue(json, type);
        }

        @Override
        public <T> List<T> readList(String json, Class<T> item) throws Exception {
            return mapper.readValue(json, mapper.getTypeFactory().constructCollectionType(List.class, item));
        }

        @Override
        public String write(Object value) throws Exception {
            return mapper.writeValueAsString(value);
        }

        @Override
        public String tree(Object value) {
            return mapper.valueToTree(value).toString();
        }

        @Override
        public String toString() {
            return "Jackson " + com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION;
        }
    }

    static final class Jackson3 implements Mapper {
        private final tools.jackson.databind.json.JsonMapper mapper = new tools.jackson.databind.json.JsonMapper();

        @Override
        public <T> T read(String json, Class<T> type) {
            return mapper.readValue(json, type);
        }

        @Override
        public <T> List<T> readList(String json, Class<T> item) {
            return mapper.readValue(json, mapper.getTypeFactory().constructCollectionType(List.class, item));
        }

        @Override
        public String write(Object value) {
            return mapper.writeValueAsString(value);
        }

        @Override
        public String tree(Object value) {
            return mapper.valueToTree(value).toString();
        }

        @Override
        public String toString() {
            return "Jackson " + tools.jackson.databind.cfg.PackageVersion.VERSION;
        }
    }

    /** A user's own class with models inside. */
    public static final class Conversation {
        public String title = "";
        public List<ChatMessage> messages = List.of();
        public Map<String, ContentBlock> blocks = Map.of();
        public ChatContent content;
        public FinishReason ended;
    }

    private static final String CONVERSATION = """
            {"title":"t","messages":[{"content":"hi","role":"user"},{"role":"narrator","x":1}],
             "blocks":{"a":{"text":"b","type":"text","more":[1.50]}},
             "content":[{"type":"text","text":"c"}],"ended":"eos"}""";

    static Stream<Mapper> mappers() {
        return Stream.of(new Jackson2(), new Jackson3());
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void modelIsReadAndWritten(Mapper mapper) throws Exception {
        String json = """
                {"model":"glm-5","temperature":0.10,"new_field":{"deep":[123456789012345678901234567890,null]},
                 "messages":[{"content":"hi","role":"user"}],"stop":"x"}""";

        ChatCompletionRequest request = mapper.read(json, ChatCompletionRequest.class);

        assertThat(request.model()).isEqualTo("glm-5");
        assertThat(request.messages()).hasSize(1);
        assertThat(Trees.same(mapper.write(request), json)).isTrue();
        assertThat(Trees.same(mapper.tree(request), json)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void exactNumbersSurvive(Mapper mapper) throws Exception {
        String json = "{\"model\":\"m\",\"x\":0.1000000000000000000000000000000000000001,\"temperature\":1e400}";

        ChatCompletionRequest request = mapper.read(json, ChatCompletionRequest.class);

        assertThat(Trees.same(request.toJson(), json)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void modelsInsideOwnClassesAreReadAndWritten(Mapper mapper) throws Exception {
        Conversation conversation = mapper.read(CONVERSATION, Conversation.class);

        assertThat(conversation.messages.get(1)).isInstanceOf(ChatMessage.Unknown.class);
        assertThat(conversation.blocks.get("a")).isInstanceOf(TextBlock.class);
        assertThat(conversation.content.asList()).hasSize(1);
        assertThat(conversation.ended).isEqualTo(FinishReason.of("eos"));
        assertThat(Trees.same(mapper.write(conversation), CONVERSATION)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void unionsAndListsOfThemAreRoots(Mapper mapper) throws Exception {
        String json =
                "[{\"index\":0,\"delta\":{\"text\":\"x\",\"type\":\"text_delta\"},\"type\":\"content_block_delta\"},"
                        + "{\"type\":\"ping\"}]";

        List<MessageStreamEvent> events = mapper.readList(json, MessageStreamEvent.class);

        assertThat(events).hasSize(2);
        assertThat(Trees.same(mapper.write(events), json)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void anotherKindIsTheMappersOwnError(Mapper mapper) {
        assertThatThrownBy(() -> mapper.read("[1]", ChatCompletionRequest.class))
                .isInstanceOfAny(
                        com.fasterxml.jackson.databind.exc.MismatchedInputException.class,
                        tools.jackson.databind.exc.MismatchedInputException.class)
                .hasMessageContaining("ChatCompletionRequest");
    }
}
