// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.testing.Spec;
import dev.diglot.testing.Trees;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model reads every JSON type in every place: nothing throws, and the input is written back. */
class AnyKindTest {
    private static final List<String> KINDS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-7",
            "12345678901",
            "123456789012345678901234567890",
            "1.5",
            "1e400",
            "0.10000000000000000000001",
            "\"\"",
            "\"text\"",
            "\"half a pair: \\ud83d\"",
            "[]",
            "[null]",
            "[1,\"a\",null,{}]",
            "[\"a\",2]",
            "[{\"type\":\"text\",\"text\":\"a\"},3]",
            "[{\"type\":\"never_heard_of\",\"x\":[1]}]",
            "{}",
            "{\"a\":null,\"b\":{\"c\":[1,2.5,\"x\"]}}",
            "{\"x\":1,\"type\":\"never_heard_of\"}",
            "{\"type\":null}",
            "{\"type\":7}",
            "{\"role\":\"\"}");

    static Stream<String> models() {
        return Spec.models().stream();
    }

    static Stream<String> objects() {
        return models().filter(name -> !Spec.properties(name).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("objects")
    void emptyObjectIsReadAndWrittenBack(String schema) {
        survives(schema, "{}");
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyMemberOfEveryKindIsReadAndWrittenBack(String schema) {
        for (String member : Spec.properties(schema).keySet()) {
            for (String kind : KINDS) {
                survives(schema, "{\"" + member + "\":" + kind + ",\"not_in_spec\":" + kind + "}");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void duplicateMemberCountsOnce(String schema) {
        for (String member : Spec.properties(schema).keySet()) {
            for (String kind : KINDS) {
                String counts = isTag(schema, member) ? "\"first\"" : kind;
                JsonModel model = Spec.read(schema, "{\"" + member + "\":\"first\",\"" + member + "\":" + kind + "}");
                assertThat(Trees.same(model.toJson(), "{\"" + member + "\":" + counts + "}"))
                        .as("%s.%s twice, then %s: %s", schema, member, kind, model.toJson())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyKindAsItemOrMemberOfAnotherIsWrittenBack(String schema) {
        if (Spec.properties(schema).isEmpty()) { // unions and open enums stand for any value but a root of another kind
            List<String> refused = new ArrayList<>();
            for (String kind : KINDS) {
                try {
                    assertThat(Trees.same(Spec.read(schema, kind).toJson(), kind))
                            .as("%s of %s", schema, kind)
                            .isTrue();
                } catch (IllegalArgumentException e) {
                    refused.add(kind);
                }
            }
            assertThat(refused)
                    .as("a root of another kind, %s", schema)
                    .contains("null")
                    .hasSizeLessThan(KINDS.size());
        }
    }

    /** Of a duplicate tag, the first counts: it decided the variant. */
    private static boolean isTag(String schema, String member) {
        return Spec.at(Spec.properties(schema), member).containsKey("const");
    }

    private static void survives(String schema, String json) {
        JsonModel model = Spec.read(schema, json);

        assertThat(Trees.same(model.toJson(), json))
                .as("%s of %s gave %s", schema, json, model.toJson())
                .isTrue();
        for (Method accessor : Spec.accessors(model.getClass())) {
            Spec.get(model, accessor);
        }
        assertThat(model).isEqualTo(Spec.read(schema, json)).hasSameHashCodeAs(Spec.read(schema, json));
        assertThat(model.toString()).isNotEmpty();
    }
}
