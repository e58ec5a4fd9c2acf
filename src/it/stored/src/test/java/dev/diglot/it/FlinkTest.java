// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink writes, reads and copies models as it is configured by default: objects with Kryo, records as POJOs. */
class FlinkTest {
    @TempDir
    private Path folder;

    @Test
    void everyModelIsReadAndCopied() throws Exception {
        List<JsonModel> values = Values.all();
        Map<Class<?>, TypeSerializer<JsonModel>> serializers = new HashMap<>();
        for (JsonModel model : values) {
            for (Class<?> type : List.of(model.getClass(), JsonModel.class)) {
                TypeSerializer<JsonModel> serializer = serializers.computeIfAbsent(type, FlinkTest::serializer);
                for (JsonModel copy : List.of(throughBytes(serializer, model), serializer.copy(model))) {
                    assertThat(copy).isEqualTo(model).hasSameClassAs(model);
                    assertThat(copy.toJson()).isEqualTo(model.toJson());
                }
            }
        }

        System.out.printf("=== stored: %,d models with Flink's serializers%n", values.size());
        assertThat(serializers.values())
                .hasAtLeastOneElementOfType(KryoSerializer.class)
                .hasAtLeastOneElementOfType(PojoSerializer.class);
        assertThat(values).hasSizeGreaterThan(1000);
    }

    /** With the option of the guide, the bytes contain the JSON of a model, not its fields. */
    @Test
    void jsonIsStoredWithTheOptionOfTheGuide() throws Exception {
        String guide = Files.readString(Path.of("../../site/markdown/jackson.md"));
        String yaml = guide.substring(guide.indexOf("\npipeline.serialization-config:"));
        Files.writeString(folder.resolve("config.yaml"), yaml.substring(0, yaml.indexOf("```")));
        Configuration configuration = GlobalConfiguration.loadConfiguration(folder.toString());
        ChatMessage message = ChatMessage.fromJson("{\"role\":\"user\",\"content\":\"hi\",\"x\":[1.50]}");

        ExecutionConfig config = new ExecutionConfig();
        config.configure(configuration, getClass().getClassLoader());
        TypeSerializer<JsonModel> serializer = serializer(message.getClass(), config.getSerializerConfig());
        DataOutputSerializer out = new DataOutputSerializer(1024);
        serializer.serialize(message, out);

        assertThat(new String(out.getCopyOfBuffer(), UTF_8)).contains(message.toJson());
        assertThat(throughBytes(serializer, message)).isEqualTo(message);
    }

    private static TypeSerializer<JsonModel> serializer(Class<?> type) {
        return serializer(type, new SerializerConfigImpl());
    }

    @SuppressWarnings("unchecked") // the serializer of a model's class
    private static TypeSerializer<JsonModel> serializer(Class<?> type, SerializerConfig config) {
        return (TypeSerializer<JsonModel>) TypeInformation.of(type).createSerializer(config);
    }

    private static JsonModel throughBytes(TypeSerializer<JsonModel> serializer, JsonModel model) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        serializer.serialize(model, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
