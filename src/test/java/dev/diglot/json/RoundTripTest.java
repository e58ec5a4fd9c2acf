// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.testing.Trees;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random objects of every shape, written as JSON, obey the schema of their class and are read as equal objects. */
@Tag("bridge")
@Tag("thorough")
class RoundTripTest {
    private static final int VALUES = 300;
    private static final long SEED = 20261130;

    static Stream<JsonType<?>> shapes() {
        return RecordShapes.all();
    }

    @Test
    void atLeastFortyShapesAreTested() {
        assertThat(shapes().map(JsonType::toString)).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void jsonOfAnObjectObeysItsSchemas(JsonType<?> type) throws Exception {
        SchemaJudge strict = new SchemaJudge(JsonSchema.of(type));
        SchemaJudge lenient = new SchemaJudge(JsonSchema.lenient(type));
        RandomValues values = new RandomValues(SEED);

        for (int i = 0; i < VALUES; i++) {
            String json = JsonBinding.write(values.of(type.type()));
            JsonNode tree = Trees.read(json);

            assertThat(strict.errors(tree)).as(json).isEmpty();
            assertThat(lenient.errors(tree)).as(json).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void jsonOfAnObjectIsReadAsAnEqualObject(JsonType<?> type) throws Exception {
        RandomValues values = new RandomValues(SEED);

        for (int i = 0; i < VALUES; i++) {
            Object value = values.of(type.type());
            String json = JsonBinding.write(value);

            assertThat(RandomValues.comparable(JsonBinding.read(json, type)))
                    .as(json)
                    .isEqualTo(RandomValues.comparable(value));
        }
    }

    @Test
    void generatorIsSeeded() throws Exception {
        String first = JsonBinding.write(new RandomValues(SEED).of(RecordShapes.Folder.class));
        String second = JsonBinding.write(new RandomValues(SEED).of(RecordShapes.Folder.class));

        assertThat(second).isEqualTo(first);
        assertThat(IntStream.range(0, 20))
                .extracting(seed -> JsonBinding.write(new RandomValues(seed).of(RecordShapes.Integers.class)))
                .doesNotHaveDuplicates();
    }
}
