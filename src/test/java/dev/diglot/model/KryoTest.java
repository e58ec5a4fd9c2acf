// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonModel;
import dev.diglot.testing.ModelValues;
import dev.diglot.testing.Readme;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objenesis.strategy.StdInstantiatorStrategy;

/** Kryo writes, reads and copies every model, field by field or as the serialization of the JDK. */
@Tag("thorough")
class KryoTest {
    private static final long SEED = 20261201;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Setup {
        OBJENESIS(kryo -> kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()))),
        PLAIN_WITH_ONE_LINE(kryo -> kryo.addDefaultSerializer(JsonModel.class, JavaSerializer.class));

        private final Consumer<Kryo> configuration;

        Setup(Consumer<Kryo> configuration) {
            this.configuration = configuration;
        }

        Kryo kryo(boolean references) {
            Kryo kryo = new Kryo();
            kryo.setRegistrationRequired(false);
            kryo.setReferences(references);
            configuration.accept(kryo);
            return kryo;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyModelIsEqualWithTheSameJson(Setup setup) {
        Set<Class<?>> seen = new HashSet<>();
        for (boolean references : new boolean[] {true, false}) {
            Kryo kryo = setup.kryo(references);
            for (JsonModel model : ModelValues.all(SEED)) {
                JsonModel copy = (JsonModel) throughBytes(kryo, model);

                assertThat(copy).isEqualTo(model).hasSameHashCodeAs(model).hasSameClassAs(model);
                assertThat(copy.toJson()).isEqualTo(model.toJson());
                seen.add(model.getClass());
            }
        }

        assertThat(seen).containsAll(ModelValues.classes());
    }

    @Test
    void oneLineIsThatOfTheReadme() throws Exception {
        assertThat(Readme.text()).contains("`kryo.addDefaultSerializer(JsonModel.class, JavaSerializer.class)`");
    }

    @Test
    void everyModelIsCopiedFieldByField() {
        Kryo kryo = Setup.OBJENESIS.kryo(true);
        for (JsonModel model : ModelValues.all(SEED)) {
            JsonModel copy = kryo.copy(model);

            assertThat(copy).isEqualTo(model);
            assertThat(copy.toJson()).isEqualTo(model.toJson());
        }
    }

    @ParameterizedTest
    @EnumSource
    void modelsAndTheirPartsInsideOtherObjectsAreEqual(Setup setup) {
        ChatCompletionRequest request = ChatCompletionRequest.fromJson(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"b\"}],\"x\":{\"c\":[1,null],\"b\":{}}}");
        Object object = request.additionalProperties().get("x");
        List<Object> parts = new ArrayList<>(List.of(request, request.messages(), object, request));

        assertThat(throughBytes(setup.kryo(true), parts)).isEqualTo(parts).hasToString(parts.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"c\":[1,null],\"b\":{}}", "[{\"a\":1},[null,2]]"})
    void freeFormJsonIsUnmodifiableAfterItsFirstUse(String json) throws Exception {
        Object value = Json.parse(json);

        Object copy = throughBytes(Setup.OBJENESIS.kryo(true), value);

        assertThat(copy).isEqualTo(value);
        assertThatThrownBy(() -> change(copy)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> change(value)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(copy).isEqualTo(value);
    }

    @SuppressWarnings("unchecked") // free-form JSON
    private static void change(Object value) {
        if (value instanceof Map) {
            ((Map<String, Object>) value).put("new", 1);
        } else {
            ((List<Object>) value).add(1);
        }
    }

    private static Object throughBytes(Kryo kryo, Object value) {
        Output out = new Output(1024, -1);
        kryo.writeClassAndObject(out, value);
        return kryo.readClassAndObject(new Input(out.toBytes()));
    }
}
