// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Flink writes, reads and copies models as it is configured by default: objects with Kryo, records as POJOs. */
class FlinkTest {
    @Test
    void everyModelIsReadAndCopied() throws Exception {
        List<JsonModel> values = Values.all();
        Map<Class<?>, TypeSerializer<JsonModel>> serializers = new HashMap<>();
        for (JsonModel model : values) {
            for (Class<?> type : List.of(model.getClass(), JsonModel.class)) {
                TypeSerializer<JsonModel> serializer = serializers.computeIfAbsent(type, FlinkTest::serializer);
                assertThat(throughBytes(serializer, model)).isEqualTo(model);
                assertThat(serializer.copy(model)).isEqualTo(model);
            }
        }

        System.out.printf("=== stored: %,d models with Flink's serializers%n", values.size());
        assertThat(serializers.values())
                .hasAtLeastOneElementOfType(KryoSerializer.class)
                .hasAtLeastOneElementOfType(PojoSerializer.class);
        assertThat(values).hasSizeGreaterThan(1000);
    }

    @SuppressWarnings("unchecked") // the serializer of a model's class
    private static TypeSerializer<JsonModel> serializer(Class<?> type) {
        return (TypeSerializer<JsonModel>) TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
    }

    private static JsonModel throughBytes(TypeSerializer<JsonModel> serializer, JsonModel model) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        serializer.serialize(model, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
