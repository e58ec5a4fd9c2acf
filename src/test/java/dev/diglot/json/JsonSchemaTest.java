// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.diglot.testing.Trees;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Also runs with each version of Jackson. */
@Tag("bridge")
class JsonSchemaTest {
    static Stream<JsonType<?>> shapes() {
        return RecordShapes.all();
    }

    private static void assertSchema(Map<String, Object> schema, String json) {
        assertThat(JsonBinding.write(schema)).isEqualTo(Trees.read(json).toString());
    }

    /** What endpoints with {@code strict} accept. */
    @Nested
    class Strict {
        private static final Set<String> KEYWORDS = Set.of(
                "type",
                "properties",
                "required",
                "additionalProperties",
                "items",
                "enum",
                "const",
                "anyOf",
                "$ref",
                "$defs",
                "description",
                "format");

        static Stream<JsonType<?>> shapes() {
            return RecordShapes.all();
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void everyObjectRequiresAllItsPropertiesAndForbidsOthers(JsonType<?> type) {
            assertThat(objects(JsonSchema.of(type))).isNotEmpty().allSatisfy(object -> {
                Map<?, ?> properties = (Map<?, ?>) object.get("properties");
                assertThat(object.get("additionalProperties")).isEqualTo(false);
                assertThat(object.get("required")).isEqualTo(List.copyOf(properties.keySet()));
            });
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void rootIsAnObject(JsonType<?> type) {
            assertThat(JsonSchema.of(type)).containsEntry("type", "object");
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void referencesStandAlone(JsonType<?> type) {
            assertThat(schemas(JsonSchema.of(type)))
                    .filteredOn(schema -> schema.containsKey("$ref"))
                    .allMatch(schema -> schema.size() == 1);
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void referencesLeadToASchema(JsonType<?> type) {
            Map<String, Object> root = JsonSchema.of(type);
            Map<?, ?> definitions = (Map<?, ?>) root.getOrDefault("$defs", Map.of());

            assertThat(schemas(root))
                    .filteredOn(schema -> schema.containsKey("$ref"))
                    .extracting(schema -> schema.get("$ref"))
                    .allMatch(reference -> reference.equals("#")
                            || definitions.containsKey(reference.toString().substring("#/$defs/".length())));
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void onlyTheRootHasDefinitionsAndAllAreUsed(JsonType<?> type) {
            Map<String, Object> root = JsonSchema.of(type);
            String json = JsonBinding.write(root);

            assertThat(json.split("\"\\$defs\"", -1)).hasSizeLessThanOrEqualTo(2);
            assertThat(((Map<?, ?>) root.getOrDefault("$defs", Map.of())).keySet())
                    .allMatch(name -> json.contains("\"#/$defs/" + name + "\""));
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void onlyKnownKeywordsAreUsed(JsonType<?> type) {
            assertThat(schemas(JsonSchema.of(type))).allMatch(schema -> KEYWORDS.containsAll(schema.keySet()));
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void everySchemaHasATypeAnAlternativeOrAReference(JsonType<?> type) {
            assertThat(schemas(JsonSchema.of(type)))
                    .allMatch(schema -> Stream.of("type", "anyOf", "$ref")
                                    .filter(schema::containsKey)
                                    .count()
                            == 1);
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void schemaIsUnmodifiableAtEveryDepth(JsonType<?> type) {
            for (Map<String, Object> root : List.of(JsonSchema.of(type), JsonSchema.lenient(type))) {
                assertUnmodifiable(root);
            }
        }

        private static void assertUnmodifiable(@Nullable Object value) {
            if (value instanceof Map<?, ?> members) {
                assertThatThrownBy(members::clear).isInstanceOf(UnsupportedOperationException.class);
                members.values().forEach(Strict::assertUnmodifiable);
            }
            if (value instanceof List<?> items) {
                assertThatThrownBy(() -> items.add(null)).isInstanceOf(UnsupportedOperationException.class);
                items.forEach(Strict::assertUnmodifiable);
            }
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void schemaIsTheSameEachTime(JsonType<?> type) {
            assertThat(JsonBinding.write(JsonSchema.of(type))).isEqualTo(JsonBinding.write(JsonSchema.of(type)));
        }

        @ParameterizedTest
        @MethodSource("shapes")
        void lenientSchemaDiffersOnlyInWhatIsRequired(JsonType<?> type) {
            Map<String, Object> strict = SchemaJudge.map(JsonSchema.of(type), schema -> schema.remove("required"));
            Map<String, Object> lenient =
                    SchemaJudge.map(JsonSchema.lenient(type), schema -> schema.remove("required"));

            assertThat(lenient).isEqualTo(strict);
        }

        private static List<Map<?, ?>> objects(Map<String, Object> root) {
            return schemas(root).stream()
                    .filter(schema -> String.valueOf(schema.get("type")).contains("object"))
                    .toList();
        }

        /** All schemas of a document, the names of properties apart. */
        private static List<Map<?, ?>> schemas(Map<?, ?> root) {
            List<Map<?, ?>> schemas = new ArrayList<>(List.of(root));
            for (String container : List.of("properties", "$defs")) {
                ((Map<?, ?>) (root.containsKey(container) ? root.get(container) : Map.of()))
                        .values()
                        .forEach(schema -> schemas.addAll(schemas((Map<?, ?>) schema)));
            }
            if (root.get("anyOf") instanceof List<?> alternatives) {
                alternatives.forEach(schema -> schemas.addAll(schemas((Map<?, ?>) schema)));
            }
            if (root.get("items") instanceof Map<?, ?> items) {
                schemas.addAll(schemas(items));
            }
            return schemas;
        }
    }

    @Nested
    class Order {
        @Test
        void componentsKeepTheOrderOfTheSource() {
            Map<?, ?> properties =
                    (Map<?, ?>) JsonSchema.of(RecordShapes.Ordered.class).get("properties");

            assertThat(List.copyOf(properties.keySet()))
                    .isEqualTo(List.of(
                            "zebra",
                            "apple",
                            "number",
                            "Mango",
                            "id",
                            "aardvark",
                            "open",
                            "b",
                            "a",
                            "q",
                            "type",
                            "c10",
                            "c9",
                            "_x"));
        }

        @Test
        void requiredMembersKeepTheOrderOfTheSource() {
            Map<String, Object> schema = JsonSchema.of(RecordShapes.Ordered.class);

            assertThat(schema.get("required")).isEqualTo(List.copyOf(((Map<?, ?>) schema.get("properties")).keySet()));
        }

        record Wide(
                int k1,
                int k9,
                int k10,
                int k2,
                int k3,
                int k4,
                int k5,
                int k6,
                int k7,
                int k8,
                int k11,
                int k12,
                int a,
                int z,
                int m,
                int k13,
                int k14,
                int k15,
                int k16,
                int k17,
                int k18,
                int k19,
                int k20) {
            Wide(int k1) {
                this(k1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            }
        }

        @Test
        void otherConstructorsDoNotChangeTheOrder() {
            Map<?, ?> properties = (Map<?, ?>) JsonSchema.of(Wide.class).get("properties");

            assertThat(properties.keySet().toString())
                    .isEqualTo(
                            "[k1, k9, k10, k2, k3, k4, k5, k6, k7, k8, k11, k12, a, z, m, k13, k14, k15, k16, k17, k18,"
                                    + " k19, k20]");
        }

        @Test
        void tagOfASealedInterfaceIsFirst() {
            assertSchema(JsonSchema.of(RecordShapes.Circle.class), """
                    {"type":"object","properties":{
                      "kind":{"type":"string","const":"circle"},
                      "radius":{"type":"number"},
                      "color":{"type":"string","enum":["RED","GREEN","BLUE"]}},
                     "required":["kind","radius","color"],"additionalProperties":false}""");
        }
    }

    @Nested
    class Examples {
        @Test
        void optionalComponentIsNullable() {
            assertSchema(JsonSchema.of(RecordShapes.KebabCase.class), """
                    {"type":"object","properties":{
                      "first-name":{"type":"string"},
                      "house-number":{"type":["integer","null"]}},
                     "required":["first-name","house-number"],"additionalProperties":false}""");
        }

        @Test
        void lenientSchemaDoesNotRequireWhatMayBeNull() {
            assertSchema(JsonSchema.lenient(RecordShapes.KebabCase.class), """
                    {"type":"object","properties":{
                      "first-name":{"type":"string"},
                      "house-number":{"type":["integer","null"]}},
                     "required":["first-name"],"additionalProperties":false}""");
        }

        @Test
        void nullableEnumContainsNull() {
            assertSchema(JsonSchema.of(new JsonType<RecordShapes.Box<Optional<RecordShapes.Unit>>>() {}), """
                    {"type":"object","properties":{
                      "value":{"type":["string","null"],"enum":["°C","°F",null]}},
                     "required":["value"],"additionalProperties":false}""");
        }

        @Test
        void recordThatContainsItselfRefersToTheRoot() {
            assertSchema(JsonSchema.of(RecordShapes.Person.class), """
                    {"type":"object","properties":{
                      "name":{"type":"string"},
                      "parent":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},
                     "required":["name","parent"],"additionalProperties":false}""");
        }

        @Test
        void recordThatContainsItselfIsDefinedOnce() {
            assertSchema(
                    JsonSchema.of(new JsonType<RecordShapes.Pair<RecordShapes.Node, RecordShapes.Node>>() {}), """
                    {"type":"object","properties":{
                      "first":{"$ref":"#/$defs/Node"},"second":{"$ref":"#/$defs/Node"}},
                     "required":["first","second"],"additionalProperties":false,
                     "$defs":{"Node":{"type":"object","properties":{
                      "value":{"type":"string"},
                      "children":{"type":"array","items":{"$ref":"#/$defs/Node"}}},
                     "required":["value","children"],"additionalProperties":false}}}""");
        }

        @Test
        void descriptionsOfClassesAndComponentsAreKept() {
            assertSchema(JsonSchema.of(new JsonType<RecordShapes.Box<RecordShapes.Station>>() {}), """
                    {"type":"object","properties":{
                      "value":{"type":"object","properties":{
                        "height":{"type":"number","description":"Above the sea, in metres"}},
                       "description":"A weather station.",
                       "required":["height"],"additionalProperties":false}},
                     "required":["value"],"additionalProperties":false}""");
        }

        @Test
        void formatIsThatOfTheStandard() {
            assertThat(JsonSchema.of(RecordShapes.FormattedTimes.class).toString())
                    .contains("date={type=string, format=date}", "instant={type=string, format=date-time}");
        }

        @Test
        void textWithoutAFormatHasADescription() {
            assertThat(JsonSchema.of(RecordShapes.PlainTimes.class).toString())
                    .contains("duration={type=string, description=ISO 8601, for example PT1H30M}");
        }

        @Test
        void descriptionOfTheComponentTakesPrecedence() {
            assertThat(JsonSchema.of(RecordShapes.Described.class).toString())
                    .contains("time={type=string, description=When, at the station}");
        }

        record Derived(int high) {
            public boolean isWarm() {
                return high > 20;
            }

            public String getLabel() {
                return "high " + high;
            }
        }

        @Test
        void onlyComponentsAreProperties() {
            assertThat(((Map<?, ?>) JsonSchema.of(Derived.class).get("properties"))
                            .keySet()
                            .toString())
                    .isEqualTo("[high]");
        }
    }

    @Nested
    class Lenient {
        record Named(Map<String, RecordShapes.Address> addresses, Map<String, List<@Nullable Integer>> numbers) {}

        @Test
        void mapHasAnyMembersOfItsType() {
            assertSchema(JsonSchema.lenient(Named.class), """
                    {"type":"object","properties":{
                      "addresses":{"type":"object","additionalProperties":{"type":"object","properties":{
                          "street":{"type":"string"},"number":{"type":"integer"}},
                        "required":["street","number"],"additionalProperties":false}},
                      "numbers":{"type":"object","additionalProperties":{
                          "type":"array","items":{"type":["integer","null"]}}}},
                     "required":["addresses","numbers"],"additionalProperties":false}""");
        }

        @Test
        void mapIsRead() {
            String json = "{\"addresses\":{\"home\":{\"street\":\"s\",\"number\":1}},\"numbers\":{\"a\":[1,null]}}";

            assertThat(JsonBinding.read(json, JsonType.of(Named.class)).addresses())
                    .isEqualTo(Map.of("home", new RecordShapes.Address("s", 1)));
        }
    }

    /** The message of each has the path of the component, and advice. */
    @Nested
    class Rejected {
        record WithMap(RecordShapes.Address address, List<Map<String, Integer>> maps) {}

        record WithOtherKeys(Map<DayOfWeek, Integer> days) {}

        record WithObject(Deeper deeper) {
            record Deeper(Optional<List<Object>> anything) {}
        }

        @SuppressWarnings("ArrayRecordComponent")
        record WithBytes(byte[] data) {}

        @SuppressWarnings("ArrayRecordComponent")
        record WithCharacters(char[] data) {}

        record WithBean(Bean bean) {}

        static final class Bean {
            public int value;
        }

        record WithInterface(Untagged untagged) {}

        sealed interface Untagged permits One, Two {}

        record One() implements Untagged {}

        record Two() implements Untagged {}

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
        sealed interface Unlisted permits Three {}

        record Three() implements Unlisted {}

        record WithUnlisted(Unlisted value) {}

        @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
        @JsonSubTypes(@JsonSubTypes.Type(Four.class))
        sealed interface TaggedByClass permits Four {}

        record Four() implements TaggedByClass {}

        record WithTaggedByClass(TaggedByClass value) {}

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
        @JsonSubTypes(@JsonSubTypes.Type(value = Five.class, name = "five"))
        sealed interface Wrapped permits Five {}

        record Five() implements Wrapped {}

        record WithWrapped(Wrapped value) {}

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
        @JsonSubTypes(@JsonSubTypes.Type(Six.class))
        sealed interface Unnamed permits Six {}

        record Six() implements Unnamed {}

        record WithUnnamed(Unnamed value) {}

        enum Numbered {
            ONE;

            @JsonValue
            int number() {
                return 1;
            }
        }

        record WithNumbered(Numbered number) {}

        record Identifier(@JsonValue String text) {}

        record WithIdentifier(Identifier id) {}

        @SuppressWarnings("rawtypes")
        record WithRaw(List items) {}

        record WithWildcard(List<?> items) {}

        record WithRunnable(Runnable action) {}

        static Stream<Arguments> components() {
            String useList = "use a list of records with key and value, or JsonSchema.lenient";
            return Stream.of(
                    Arguments.of(
                            WithMap.class, "$.maps[]", "java.util.Map<java.lang.String,java.lang.Integer>", useList),
                    Arguments.of(
                            WithOtherKeys.class,
                            "$.days",
                            "java.util.Map<java.time.DayOfWeek,java.lang.Integer>",
                            useList),
                    Arguments.of(WithObject.class, "$.deeper.anything[]", "java.lang.Object", "use a record"),
                    Arguments.of(WithBytes.class, "$.data", "byte[]", "use a String in base64"),
                    Arguments.of(WithCharacters.class, "$.data", "char[]", "use a String"),
                    Arguments.of(WithBean.class, "$.bean", Bean.class.getName(), "use a record"),
                    Arguments.of(RecordShapes.Box.class, "$.value", "java.lang.Object", "use a record"),
                    Arguments.of(WithRaw.class, "$.items[]", "java.lang.Object", "use a record"),
                    Arguments.of(WithWildcard.class, "$.items[]", "java.lang.Object", "use a record"),
                    Arguments.of(WithRunnable.class, "$.action", "java.lang.Runnable", "use a record"),
                    Arguments.of(
                            WithNumbered.class,
                            "$.number",
                            Numbered.class.getName(),
                            "use constants whose @JsonValue is a String"),
                    Arguments.of(
                            WithIdentifier.class,
                            "$.id",
                            Identifier.class.getName(),
                            "use the class of its @JsonValue"),
                    Arguments.of(
                            WithInterface.class,
                            "$.untagged",
                            Untagged.class.getName(),
                            "annotate it with @JsonTypeInfo(use = NAME, property = \"...\") and @JsonSubTypes"),
                    Arguments.of(
                            WithUnlisted.class,
                            "$.value",
                            Unlisted.class.getName(),
                            "annotate it with @JsonTypeInfo(use = NAME, property = \"...\") and @JsonSubTypes"),
                    Arguments.of(WithTaggedByClass.class, "$.value", "Four", "@JsonTypeInfo(use = NAME, property = "),
                    Arguments.of(WithWrapped.class, "$.value", "Five", "@JsonTypeInfo(use = NAME, property = "),
                    Arguments.of(
                            WithUnnamed.class, "$.value", "Six", "name it in @JsonSubTypes, or with @JsonTypeName"));
        }

        @ParameterizedTest
        @MethodSource
        void components(Class<?> type, String path, String name, String advice) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonSchema.of(type))
                    .withMessageStartingWith(path + ": ")
                    .withMessageContaining(name)
                    .withMessageContaining(advice);
        }

        @Test
        void lenientMapHasTextsAsKeys() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonSchema.lenient(WithOtherKeys.class))
                    .withMessageStartingWith("$.days: ")
                    .withMessageEndingWith("use a Map with keys of class String");
        }

        static Stream<JsonType<?>> roots() {
            return Stream.of(
                    JsonType.of(Bean.class),
                    JsonType.of(RecordShapes.Color.class),
                    JsonType.of(RecordShapes.Figure.class),
                    JsonType.of(String.class),
                    JsonType.of(int.class),
                    JsonType.of(Object.class),
                    JsonType.of(Map.class),
                    JsonType.of(RecordShapes.Address[].class),
                    new JsonType<List<RecordShapes.Address>>() {},
                    new JsonType<List<RecordShapes.Address>[]>() {},
                    new JsonType<Optional<RecordShapes.Address>>() {},
                    typeVariable());
        }

        private static <T> JsonType<T> typeVariable() {
            return new JsonType<>() {};
        }

        @ParameterizedTest
        @MethodSource
        void roots(JsonType<?> type) {
            for (ThrowingSchema schema : List.<ThrowingSchema>of(JsonSchema::of, JsonSchema::lenient)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> schema.of(type))
                        .withMessage(
                                "%s is not a record; the root of a schema must be one: make the value a component of a"
                                        + " record",
                                type);
            }
        }

        interface ThrowingSchema {
            Map<String, Object> of(JsonType<?> type);
        }
    }

    @Nested
    class Names {
        record HTTPServerInUK() {}

        record GetAWeather2Go() {}

        record X() {}

        @Test
        void nameIsInSnakeCase() {
            assertThat(JsonSchema.nameOf(RecordShapes.RenamedComponents.class)).isEqualTo("renamed_components");
            assertThat(JsonSchema.nameOf(HTTPServerInUK.class)).isEqualTo("http_server_in_uk");
            assertThat(JsonSchema.nameOf(GetAWeather2Go.class)).isEqualTo("get_a_weather2_go");
            assertThat(JsonSchema.nameOf(X.class)).isEqualTo("x");
        }

        @Test
        void nameHasNoTypeArguments() {
            assertThat(JsonSchema.nameOf(new JsonType<RecordShapes.Page<String>>() {}))
                    .isEqualTo("page");
        }

        @Test
        void descriptionIsThatOfTheClass() {
            assertThat(JsonSchema.descriptionOf(RecordShapes.Described.class)).isEqualTo("A forecast.");
            assertThat(JsonSchema.descriptionOf(RecordShapes.Address.class)).isNull();
        }
    }

    @Nested
    class Types {
        @Test
        void typeMustBeNamed() {
            @SuppressWarnings("rawtypes")
            class Raw extends JsonType {}

            assertThatIllegalArgumentException()
                    .isThrownBy(Raw::new)
                    .withMessage("name the type: new JsonType<List<Forecast>>() {}");
        }

        static class Indirect<A> extends JsonType<List<A>> {}

        @Test
        void typeMustBeNamedByTheSubclassItself() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Indirect<String>() {})
                    .withMessage("name the type: new JsonType<List<Forecast>>() {}");
        }

        @Test
        void typeIsShown() {
            assertThat(new JsonType<List<String>>() {}).hasToString("java.util.List<java.lang.String>");
        }
    }

    @Nested
    class Ignored {
        record Partly(int kept, @JsonIgnore @Nullable String ignored) {}

        record Renamed(@JsonProperty("a") int b, int c) {}

        @Test
        void ignoredComponentIsNoProperty() {
            assertThat(((Map<?, ?>) JsonSchema.of(Partly.class).get("properties"))
                            .keySet()
                            .toString())
                    .isEqualTo("[kept]");
        }

        @Test
        void ignoredComponentIsNull() {
            assertThat(JsonBinding.read("{\"kept\":1,\"ignored\":\"x\"}", JsonType.of(Partly.class)))
                    .isEqualTo(new Partly(1, null));
        }
    }

    @ParameterizedTest
    @CsvSource({"GREEN,true", "'GREEN ',true", "green,false"})
    void constantOfAnEnumMayHaveSpacesAroundIt(String constant, boolean binds) {
        String json = "{\"color\":\"" + constant + "\"}";

        assertThat(Stream.of(json).filter(JsonSchemaTest::binds)).hasSize(binds ? 1 : 0);
    }

    private static boolean binds(String json) {
        try {
            return JsonBinding.read(json, JsonType.of(RecordShapes.PlainEnum.class))
                            .color()
                    != null;
        } catch (JsonBindingException e) {
            return false;
        }
    }
}
