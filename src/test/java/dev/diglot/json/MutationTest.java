// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.json.JsonBindingException.Problem;
import dev.diglot.json.RecordShapes.Arrays;
import dev.diglot.json.RecordShapes.Celsius;
import dev.diglot.json.RecordShapes.NullableRows;
import dev.diglot.testing.Trees;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The binding accepts what the schema accepts. The mutants are JSON of random objects, each changed at one place; the
 * judge is a validator that is not ours. Every difference has a name here and a sentence in the Javadoc of
 * {@link JsonBinding}.
 */
@Tag("thorough")
class MutationTest {
    private static final int MUTANTS = 500;
    private static final long SEED = 20261130;

    static Stream<JsonType<?>> shapes() {
        return RecordShapes.all();
    }

    /** What the binding accepts beyond the schema: JSON that obeys it after this change. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private enum MoreThanTheSchema {
        NULLABLE_MEMBER_IS_MISSING_OR_OTHER_MEMBER_IS_UNKNOWN(json -> json),
        TEXT_IS_A_NUMBER_THAT_JSON_CANNOT_EXPRESS(texts(text -> text.equals("NaN") ? IntNode.valueOf(0) : null)),
        CONSTANT_HAS_SPACES_AROUND_IT(texts(text -> TextNode.valueOf(text.strip()))),
        NUMBERS_ARE_A_TEXT_IN_BASE64(json -> with(json, "fractions", value -> Trees.read("[]")), Arrays.class),
        NULL_IS_AN_ITEM_OF_A_LIST_OF_LISTS_WITH_NULLABLE_ITEMS(
                json -> with(json, "rows", rows -> {
                    ArrayNode present = JsonNodeFactory.instance.arrayNode();
                    rows.forEach(row -> present.add(row.isNull() ? Trees.read("[]") : row));
                    return present;
                }),
                NullableRows.class),
        VALUE_IS_THE_ARGUMENT_OF_ANOTHER_CONSTRUCTOR(
                json -> json.isValueNode() ? Trees.read("{\"value\":0,\"station\":\"\"}") : json, Celsius.class);

        private final UnaryOperator<JsonNode> change;
        private final List<Class<?>> shapes;

        MoreThanTheSchema(UnaryOperator<JsonNode> change, Class<?>... shapes) {
            this.change = change;
            this.shapes = List.of(shapes);
        }

        boolean explains(JsonNode mutant, JsonType<?> type, SchemaJudge judge) {
            boolean isPossible = shapes.isEmpty() || shapes.contains(type.rawClass());
            return isPossible && judge.errors(change.apply(mutant)).isEmpty();
        }
    }

    /** What the binding rejects although the schema accepts it. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private enum LessThanTheSchema {
        INTEGER_HAS_A_FRACTION_OR_AN_EXPONENT(e ->
                "integer".equals(e.expected()) && String.valueOf(e.actual()).matches("-?\\d+(\\.\\d+)?(E.+)?")),
        NUMBER_IS_OUT_OF_THE_RANGE_OF_THE_CLASS(
                e -> String.valueOf(e.expected()).matches("valid \\(Numeric value .* out of range of .*\\)")),
        TEXT_WITHOUT_A_FORMAT_CANNOT_BE_PARSED(e ->
                String.valueOf(e.expected()).matches("URI|One character|(ISO 8601|Time zone|Offset), for example .*")),
        CONSTRUCTOR_REJECTS_THE_VALUES(e -> e.getCause() instanceof IllegalArgumentException);

        private final Predicate<JsonBindingException> isReason;

        LessThanTheSchema(Predicate<JsonBindingException> isReason) {
            this.isReason = isReason;
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatTheSchemaRejectsDoesNotBind(JsonType<?> type) throws Exception {
        SchemaJudge judge = new SchemaJudge(JsonSchema.of(type));
        SchemaJudge lenient = new SchemaJudge(withUnknownMembers(JsonSchema.lenient(type)));
        Mutants mutants = new Mutants(type);
        int rejected = 0;

        for (int i = 0; i < MUTANTS; i++) {
            JsonNode mutant = mutants.next();
            if (judge.errors(mutant).isEmpty()) {
                continue;
            }
            rejected++;
            if (failure(mutant, type) == null) {
                assertThat(MoreThanTheSchema.values())
                        .as("%s binds, but: %s", mutant, judge.errors(mutant))
                        .anyMatch(difference -> difference.explains(mutant, type, lenient));
            }
        }

        assertThat(rejected).isGreaterThan(MUTANTS / 3);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatTheSchemaAcceptsBinds(JsonType<?> type) throws Exception {
        SchemaJudge judge = new SchemaJudge(JsonSchema.of(type));
        Mutants mutants = new Mutants(type);

        for (int i = 0; i < MUTANTS; i++) {
            JsonNode mutant = mutants.next();
            JsonBindingException failure = failure(mutant, type);
            if (failure != null && judge.errors(mutant).isEmpty()) {
                assertThat(LessThanTheSchema.values())
                        .as("%s obeys the schema, but: %s", mutant, failure)
                        .anyMatch(difference -> difference.isReason.test(failure));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void failureTellsPlaceAndValue(JsonType<?> type) throws Exception {
        Mutants mutants = new Mutants(type);

        for (int i = 0; i < MUTANTS; i++) {
            JsonNode mutant = mutants.next();
            JsonBindingException failure = failure(mutant, type);
            if (failure != null) {
                JsonNode found = at(mutant, failure.path());
                String actual = found.isMissingNode() ? "missing" : JsonBinding.write(Json.parse(found.toString()));

                assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
                assertThat(failure)
                        .hasMessage("%s must be %s, but is %s", failure.path(), failure.expected(), failure.actual());
                assertThat(failure.actual()).isEqualTo(Sanitizer.NONE.line(actual, 100));
                assertThat(failure.rawText()).isEqualTo(mutant.toString());
            }
        }
    }

    /** Follows a path such as {@code $.days[2].high}. */
    private static JsonNode at(JsonNode json, String path) {
        JsonNode value = json;
        for (String step : path.substring(1).split("(?<=.)(?=[.\\[])", -1)) {
            if (step.startsWith("[")) {
                value = value.path(Integer.parseInt(step.substring(1, step.length() - 1)));
            } else if (!step.isEmpty()) {
                value = value.path(step.substring(1));
            }
        }
        return value;
    }

    private static @Nullable JsonBindingException failure(JsonNode mutant, JsonType<?> type) {
        try {
            JsonBinding.read(mutant.toString(), type);
            return null;
        } catch (JsonBindingException e) {
            return e;
        } catch (RuntimeException e) {
            return fail(mutant.toString(), e);
        }
    }

    /** The same for each test of a shape. */
    private static final class Mutants {
        private final RandomValues values = new RandomValues(SEED);
        private final JsonMutation mutation = new JsonMutation(SEED);
        private final JsonType<?> type;

        Mutants(JsonType<?> type) {
            this.type = type;
        }

        JsonNode next() throws ReflectiveOperationException {
            return mutation.of(Trees.read(JsonBinding.write(values.of(type.type()))));
        }
    }

    private static Map<String, Object> withUnknownMembers(Map<String, Object> schema) {
        return SchemaJudge.map(schema, members -> members.remove("additionalProperties", false));
    }

    /** Replaces each text; null keeps it. */
    private static UnaryOperator<JsonNode> texts(Function<String, @Nullable JsonNode> replacement) {
        return json -> replace(json, value -> {
            JsonNode replaced = value.isTextual() ? replacement.apply(value.textValue()) : null;
            return replaced == null ? value : replaced;
        });
    }

    private static JsonNode with(JsonNode json, String name, UnaryOperator<JsonNode> replacement) {
        JsonNode copy = json.deepCopy();
        if (copy instanceof ObjectNode object && object.has(name)) {
            object.set(name, replacement.apply(object.get(name)));
        }
        return copy;
    }

    private static JsonNode replace(JsonNode json, UnaryOperator<JsonNode> replacement) {
        if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            Iterator<Map.Entry<String, JsonNode>> members = json.fields();
            members.forEachRemaining(member -> object.set(member.getKey(), replace(member.getValue(), replacement)));
            return object;
        }
        if (json.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            json.forEach(item -> array.add(replace(item, replacement)));
            return array;
        }
        return replacement.apply(json);
    }
}
