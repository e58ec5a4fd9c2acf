// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;

/** The serializers of Spring Data Redis 4 for Jackson 3 keep class and content of a model. */
class RedisJackson3Test {
    private final GenericJacksonJsonRedisSerializer serializer = GenericJacksonJsonRedisSerializer.builder()
            .enableUnsafeDefaultTyping()
            .build();

    @Test
    void everyModelIsRead() {
        List<JsonModel> values = Values.all();
        for (JsonModel model : values) {
            JsonModel copy = (JsonModel) RedisTest.copy(serializer, model);
            assertThat(copy).isEqualTo(model).hasSameClassAs(model);
            assertThat(copy.toJson()).isEqualTo(model.toJson());
        }

        System.out.printf("=== stored: %,d models with GenericJacksonJsonRedisSerializer%n", values.size());
        assertThat(values).hasSizeGreaterThan(1000);
    }

    @Test
    void modelsInsideARecordAreRead() {
        assertThat(RedisTest.copy(serializer, RedisTest.stored())).isEqualTo(RedisTest.stored());
    }

    @Test
    void serializerOfOneClassReadsIt() {
        JacksonJsonRedisSerializer<ChatCompletion> one = new JacksonJsonRedisSerializer<>(ChatCompletion.class);
        ChatCompletion last = RedisTest.stored().last();

        assertThat(one.deserialize(one.serialize(last))).isEqualTo(last);
    }
}
