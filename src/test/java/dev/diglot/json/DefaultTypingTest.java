// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import dev.diglot.model.ChatContent;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatUserMessage;
import dev.diglot.model.FinishReason;
import dev.diglot.testing.ModelValues;
import dev.diglot.testing.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DefaultTyping;

/** A mapper with default typing writes the class of a model, and reads the model by it. */
@Tag("bridge")
@Tag("thorough")
class DefaultTypingTest {
    private static final long SEED = 20261202;

    /** Jackson 3 copies a number as a BigDecimal, so it fails for one that has too large an exponent for that. */
    private static final List<JsonModel> VALUES =
            ModelValues.some(SEED, model -> !model.toJson().contains("e99999999999"));

    /** A mapper of Jackson 2 or 3 with one kind of default typing. */
    record Mapper(String name, boolean isTypedAtRoot, Writer writer, Reader reader) {
        interface Writer {
            String write(Object value) throws Exception;
        }

        interface Reader {
            Object read(String json, Class<?> type) throws Exception;
        }

        Object copy(Object value, Class<?> type) throws Exception {
            return reader.read(writer.write(value), type);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A user's own class: models where the declared class says nothing, a union, or all. */
    record Stored(
            Object any,
            ChatMessage message,
            ChatUserMessage user,
            FinishReason reason,
            ChatContent content,
            List<ChatMessage> list,
            Map<String, Object> named,
            JsonModel model) {}

    static Stream<Mapper> mappers() {
        List<Mapper> mappers = new ArrayList<>();
        for (JsonTypeInfo.As as :
                List.of(JsonTypeInfo.As.PROPERTY, JsonTypeInfo.As.WRAPPER_ARRAY, JsonTypeInfo.As.WRAPPER_OBJECT)) {
            for (ObjectMapper.DefaultTyping typing : List.of(
                    ObjectMapper.DefaultTyping.JAVA_LANG_OBJECT,
                    ObjectMapper.DefaultTyping.OBJECT_AND_NON_CONCRETE,
                    ObjectMapper.DefaultTyping.NON_CONCRETE_AND_ARRAYS,
                    ObjectMapper.DefaultTyping.NON_FINAL,
                    ObjectMapper.DefaultTyping.EVERYTHING)) {
                mappers.add(jackson2(typing, as));
            }
            for (DefaultTyping typing : List.of(
                    DefaultTyping.JAVA_LANG_OBJECT,
                    DefaultTyping.OBJECT_AND_NON_CONCRETE,
                    DefaultTyping.NON_CONCRETE_AND_ARRAYS,
                    DefaultTyping.NON_FINAL)) {
                mappers.add(jackson3(typing, as));
            }
        }
        return mappers.stream();
    }

    @SuppressWarnings("deprecation") // EVERYTHING is for tests only, says Jackson; Spring's serializers do the same
    private static Mapper jackson2(ObjectMapper.DefaultTyping typing, JsonTypeInfo.As as) {
        ObjectMapper mapper = new ObjectMapper()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType(Object.class)
                                .build(),
                        typing,
                        as);
        return new Mapper(
                "Jackson 2, " + typing + ", " + as,
                typing == ObjectMapper.DefaultTyping.EVERYTHING,
                mapper::writeValueAsString,
                mapper::readValue);
    }

    private static Mapper jackson3(DefaultTyping typing, JsonTypeInfo.As as) {
        tools.jackson.databind.json.JsonMapper mapper = tools.jackson.databind.json.JsonMapper.builder()
                .activateDefaultTyping(
                        tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType(Object.class)
                                .build(),
                        typing,
                        as)
                .build();
        return new Mapper("Jackson 3, " + typing + ", " + as, false, mapper::writeValueAsString, mapper::readValue);
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void everyModelKeepsItsClassInAMapOfObjects(Mapper mapper) throws Exception {
        Set<Class<?>> seen = new HashSet<>();
        for (JsonModel model : VALUES) {
            Map<String, Object> map = new HashMap<>(Map.of("model", model, "list", new ArrayList<>(List.of(model, 7))));

            Map<?, ?> copy = (Map<?, ?>) mapper.copy(map, HashMap.class);

            assertThat(copy.get("model"))
                    .as(model.getClass() + " " + model.toJson())
                    .isEqualTo(model);
            assertThat(copy.get("list")).isEqualTo(map.get("list"));
            assertThat(((JsonModel) copy.get("model")).toJson()).isEqualTo(model.toJson());
            seen.add(model.getClass());
        }
        assertThat(seen).containsAll(ModelValues.classes());
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void modelsAtTheRootAreRead(Mapper mapper) throws Exception {
        for (JsonModel model : VALUES) {
            assertThat(mapper.copy(model, model.getClass())).isEqualTo(model);
            if (mapper.isTypedAtRoot()) {
                assertThat(mapper.copy(model, Object.class)).isEqualTo(model);
                assertThat(mapper.copy(model, JsonModel.class)).isEqualTo(model);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void modelsInOwnClassesAreRead(Mapper mapper) throws Exception {
        ChatMessage unknown = ChatMessage.fromJson("{\"role\":\"narrator\",\"x\":[1,{\"a\":null}]}");
        Object json = ((ChatMessage.Unknown) unknown).additionalProperties().get("x");
        Stored stored = new Stored(
                FinishReason.STOP,
                unknown,
                ChatMessage.user("hi"),
                FinishReason.of("new"),
                ChatContent.of("text"),
                new ArrayList<>(List.of(ChatMessage.user("a"), unknown)),
                new HashMap<>(Map.of("content", ChatContent.of(List.of()), "json", json)),
                null);

        assertThat(mapper.copy(stored, Stored.class)).isEqualTo(stored);
    }

    @Test
    void typeIdOfAnObjectIsItsFirstMemberAndThatOfATextIsAroundIt() throws Exception {
        Mapper jackson2 = jackson2(ObjectMapper.DefaultTyping.NON_FINAL, JsonTypeInfo.As.PROPERTY);
        Mapper jackson3 = jackson3(DefaultTyping.NON_FINAL, JsonTypeInfo.As.PROPERTY);
        for (Mapper mapper : List.of(jackson2, jackson3)) {
            assertThat(mapper.writer().write(new Object[] {ChatMessage.user("hi"), FinishReason.STOP}))
                    .isEqualTo("[\"[Ljava.lang.Object;\",[{\"@class\":\"dev.diglot.model.ChatUserMessage\","
                            + "\"role\":\"user\",\"content\":\"hi\"},[\"dev.diglot.model.FinishReason\",\"stop\"]]]");
        }
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void anotherJsonTypeThanTheClassIsTheMappersOwnError(Mapper mapper) throws Exception {
        String typed = mapper.writer().write(new ArrayList<>(List.of(FinishReason.STOP)));

        assertThatThrownBy(() -> mapper.reader().read(typed.replace("\"stop\"", "7"), ArrayList.class))
                .isInstanceOfAny(
                        com.fasterxml.jackson.databind.exc.MismatchedInputException.class,
                        tools.jackson.databind.exc.MismatchedInputException.class)
                .hasMessageContaining("FinishReason");
    }

    @Test
    void anotherVariantThanTheDeclaredOneIsRefused() {
        assertThatThrownBy(() -> new ObjectMapper().readValue("[]", ChatContent.StringValue.class))
                .isInstanceOf(com.fasterxml.jackson.databind.exc.MismatchedInputException.class);
    }

    @Test
    void plainMappersWriteTheJsonOfTheModelItself() throws Exception {
        ObjectMapper jackson2 = new ObjectMapper();
        tools.jackson.databind.json.JsonMapper jackson3 = new tools.jackson.databind.json.JsonMapper();
        for (JsonModel model : VALUES) {
            if (!model.toJson().contains("\\u")) { // a writer of text escapes fewer characters than one of bytes
                assertThat(jackson2.writeValueAsString(List.of(model))).isEqualTo("[" + model.toJson() + "]");
                assertThat(Trees.same(jackson3.writeValueAsString(model), model.toJson()))
                        .isTrue();
            }
        }
    }
}
