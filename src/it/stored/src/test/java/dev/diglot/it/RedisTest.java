// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatMessage;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.redis.serializer.GenericJackson2JsonRedisSerializer;
import org.springframework.data.redis.serializer.Jackson2JsonRedisSerializer;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;

/** The serializers of Spring Data Redis keep class and content of a model. */
@SuppressWarnings("removal") // those of Jackson 2, in Spring Data 4
class RedisTest {
    /** A user's own class. */
    record Stored(String id, List<ChatMessage> messages, Map<String, Object> named, ChatCompletion last)
            implements Serializable {}

    static Stream<RedisSerializer<Object>> serializers() {
        return Stream.of(new GenericJackson2JsonRedisSerializer(), new JdkSerializationRedisSerializer());
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void everyModelIsRead(RedisSerializer<Object> serializer) {
        List<JsonModel> values = Values.all();
        for (JsonModel model : values) {
            JsonModel copy = (JsonModel) copy(serializer, model);
            assertThat(copy).isEqualTo(model).hasSameClassAs(model);
            assertThat(copy.toJson()).isEqualTo(model.toJson());
        }

        System.out.printf(
                "=== stored: %,d models with %s%n",
                values.size(), serializer.getClass().getSimpleName());
        assertThat(values).hasSizeGreaterThan(1000);
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void modelsInsideARecordAreRead(RedisSerializer<Object> serializer) {
        assertThat(copy(serializer, stored())).isEqualTo(stored());
    }

    @Test
    void serializerOfOneClassReadsIt() {
        Jackson2JsonRedisSerializer<ChatCompletion> serializer =
                new Jackson2JsonRedisSerializer<>(ChatCompletion.class);
        ChatCompletion last = stored().last();

        assertThat(serializer.deserialize(serializer.serialize(last))).isEqualTo(last);
        assertThat(serializer.serialize(last)).asString().isEqualTo(last.toJson());
    }

    static Stored stored() {
        ChatMessage.Unknown unknown = (ChatMessage.Unknown)
                ChatMessage.fromJson("{\"role\":\"narrator\",\"x\":[1,null,{\"b\":null,\"a\":2}]}");
        ChatCompletion last = ChatCompletion.fromJson(
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null,\"new\":[1]}},{\"index\":1}]}");
        return new Stored(
                "1",
                List.of(ChatMessage.user("hi"), unknown),
                Map.of("last", last, "json", unknown.additionalProperties().get("x")),
                last);
    }

    static Object copy(RedisSerializer<Object> serializer, Object value) {
        return serializer.deserialize(serializer.serialize(value));
    }
}
