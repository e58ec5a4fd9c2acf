// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.internal.json.ObjectModel;
import dev.diglot.internal.json.SerializedModel;
import dev.diglot.internal.json.UnknownObject;
import dev.diglot.json.JsonModel;
import dev.diglot.testing.ModelValues;
import dev.diglot.testing.Serialized;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The serialization of the JDK: models survive as their JSON, and a stream from outside creates nothing else. */
class SerializationTest {
    private static final long SEED = 20261130;

    static Stream<Class<?>> classes() {
        return ModelValues.classes().stream();
    }

    @Test
    void everyModelIsEqualWithTheSameJson() throws Exception {
        Set<Class<?>> seen = new HashSet<>();
        List<JsonModel> values = ModelValues.all(SEED);
        for (JsonModel model : values) {
            JsonModel copy = Serialized.copy(model);

            assertThat(copy).isEqualTo(model).hasSameHashCodeAs(model).hasSameClassAs(model);
            assertThat(copy.toJson()).isEqualTo(model.toJson());
            seen.add(model.getClass());
        }

        System.out.println("serialization: " + values.size() + " models of " + seen.size() + " classes, all equal");
        assertThat(seen).containsAll(ModelValues.classes());
    }

    @Test
    void modelsInsideOwnClassesAreEqual() throws Exception {
        record Conversation(List<ChatMessage> messages, Map<String, Object> named, ChatContent content)
                implements Serializable {}
        ChatCompletionRequest request = ChatCompletionRequest.fromJson(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"b\"}],\"x\":{\"c\":[1,null],\"b\":{}}}");
        Conversation conversation =
                new Conversation(request.messages(), request.additionalProperties(), ChatContent.of("text"));

        Conversation copy = Serialized.copy(conversation);

        assertThat(copy).isEqualTo(conversation);
        assertThat(copy.named()).hasToString(conversation.named().toString());
    }

    @Test
    void builtModelsAreEqualWhateverTheClassesOfTheirNumbers() throws Exception {
        ChatCompletionRequest request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")))
                .additionalProperty(
                        "numbers", List.of(1L, (short) 2, 3.5f, new BigDecimal("1.10"), BigInteger.TEN, 1e300))
                .additionalProperty("large", List.of(Long.MAX_VALUE, BigInteger.TWO.pow(99), new BigDecimal("1E+400")))
                .additionalProperty("models", Map.of("a", ChatMessage.user(List.of(ChatContentPart.text("b")))))
                .additionalProperty("nothing", null)
                .build();

        assertThat(Serialized.copy(request)).isEqualTo(request).hasToString(request.toString());
    }

    @Test
    void modelOfTheJsonValueNullIsRefusedWhenItIsWritten() {
        assertThatThrownBy(() -> Serialized.write(new ChatContent.Unknown(null)))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("ChatContent$Unknown of null");
    }

    /** Pins the serialized form: a later version must read what this one wrote. */
    @Test
    void streamOfThisVersionIsRead() throws Exception {
        String stream =
                "aced0005737200286465762e6469676c6f742e696e7465726e616c2e6a736f6e2e53657269616c697a65644d6f64656c"
                        + "00000000000000000200025b00046a736f6e7400025b424c00046e616d657400124c6a6176612f6c616e672f537472696e673b78"
                        + "7075720002";

        assertThat(HexFormat.of().formatHex(Serialized.write(FinishReason.STOP)))
                .startsWith(stream);
    }

    @Test
    void jsonOfALaterVersionIsReadWithItsNewMembers() throws Exception {
        String json = "{\"role\":\"assistant\",\"content\":null,\"new_member\":{\"a\":[1,null]},\"refusal\":7}";

        Object read = Serialized.copy(new SerializedModel("dev.diglot.model.ChatMessage", bytes(json)));

        assertThat(read).isEqualTo(ChatMessage.fromJson(json));
        assertThat(((JsonModel) read).toJson()).isEqualTo(json);
    }

    @Test
    void streamOfModelsInstantiatesOnlyTheirSerializedForm() throws Exception {
        for (JsonModel model : ModelValues.all(SEED)) {
            assertThat(Serialized.classes(Serialized.write(model)))
                    .containsExactlyInAnyOrder(
                            SerializedModel.class.getName(),
                            byte[].class.getName(),
                            model.getClass().getName());
        }
        ObjectInputFilter filter = ObjectInputFilter.Config.createFilter("dev.diglot.**;!*");
        byte[] stream = Serialized.write(ChatMessage.user("hi"));
        assertThat(Serialized.read(stream, filter)).isEqualTo(ChatMessage.user("hi"));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void streamOfAModelsFieldsIsRefused(Class<?> type) throws Exception {
        List<byte[]> streams = new ArrayList<>(List.of(Serialized.withoutFields(type)));
        if (ObjectModel.class.isAssignableFrom(type)) {
            streams.add(Serialized.withoutFields(type, ObjectModel.class));
        }
        if (UnknownObject.class.isAssignableFrom(type)) {
            streams.add(Serialized.withoutFields(type, UnknownObject.class, ObjectModel.class));
        }

        for (byte[] stream : streams) {
            assertThatThrownBy(() -> Serialized.read(stream)).isInstanceOf(InvalidObjectException.class);
        }
    }

    @Test
    void streamOfAValidRecordIsRefused() {
        // the class and the text of a constant, with the name of the field: a valid stream of a record
        byte[] stream = HexFormat.of()
                .parseHex(
                        "aced00057372001d6465762e6469676c6f742e6d6f64656c2e46696e697368526561736f6e0000000000000000020001"
                                + "4c000576616c75657400124c6a6176612f6c616e672f537472696e673b787074000473746f70");

        assertThatThrownBy(() -> Serialized.read(stream))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("not its fields");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.HashMap",
                "javax.script.ScriptEngineManager",
                "java.lang.ProcessBuilder",
                "dev.diglot.Diglot",
                "dev.diglot.json.JsonModel",
                "dev.diglot.model.Provider",
                "dev.diglot.model.ChatContent$Unknown",
                "dev.diglot.model.ChatUserMessage$Builder",
                "dev/diglot/model/ChatUserMessage",
                "[B",
                "",
                "a\nb\u001B[31m"
            })
    void otherNameIsRefused(String name) throws Exception {
        byte[] stream = Serialized.write(new SerializedModel(name, bytes("{}")));

        assertThatThrownBy(() -> Serialized.read(stream))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("no model of this version")
                .message()
                .doesNotContain("\n", "\u001B");
    }

    @Test
    void missingNameOrJsonIsRefused() throws Exception {
        for (SerializedModel model : List.of(
                new SerializedModel(null, bytes("{}")),
                new SerializedModel("dev.diglot.model.ChatMessage", null),
                new SerializedModel(null, null))) {
            byte[] stream = Serialized.write(model);
            assertThatThrownBy(() -> Serialized.read(stream)).isInstanceOf(InvalidObjectException.class);
        }
        byte[] empty = Serialized.withoutFields(SerializedModel.class);
        assertThatThrownBy(() -> Serialized.read(empty)).isInstanceOf(InvalidObjectException.class);
    }

    static Stream<String> badJson() {
        return Stream.of(
                "",
                "null",
                "[]",
                "7",
                "\"text\"",
                "{",
                "{} {}",
                "{\"role\":\"user\"}x",
                "{\"role\":" + "9".repeat(5000) + "}",
                "{\"x\":".repeat(100_000),
                "[".repeat(1_000_000),
                "{\"x\":" + "[".repeat(400) + "]".repeat(400) + "}");
    }

    @ParameterizedTest
    @MethodSource("badJson")
    void badJsonIsRefused(String json) throws Exception {
        byte[] stream = Serialized.write(new SerializedModel("dev.diglot.model.ChatMessage", bytes(json)));

        assertThatThrownBy(() -> Serialized.read(stream))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("dev.diglot.model.ChatMessage")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void largeJsonIsReadOnce() throws Exception {
        String members = Stream.iterate(0, i -> i + 1)
                .limit(50_000)
                .map(i -> "\"m" + i + "\":[]")
                .collect(Collectors.joining(","));
        ChatMessage model = ChatMessage.fromJson("{\"role\":\"user\"," + members + "}");

        assertThat(Serialized.copy(model)).isEqualTo(model);
    }

    /** Each byte of a valid stream replaced: whatever is read is a model of ours. */
    @Test
    void changedStreamsCreateOnlyModels() throws Exception {
        byte[] stream = Serialized.write(ChatMessage.fromJson("{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}"));
        ObjectInputFilter filter =
                ObjectInputFilter.Config.createFilter("maxarray=100000"); // as an application sets it
        int read = 0;
        for (int i = 0; i < stream.length; i++) {
            for (int change : new int[] {1, 4, 32, 128}) {
                byte[] changed = stream.clone();
                changed[i] ^= (byte) change;
                try {
                    assertThat(Serialized.read(changed, filter)).isInstanceOf(JsonModel.class);
                    read++;
                } catch (IOException | ClassNotFoundException | ClassCastException | NegativeArraySizeException e) {
                    // refused
                }
            }
        }
        assertThat(read).isBetween(1, 4 * stream.length - 1);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
