// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.json.JsonBindingException.Problem;
import dev.diglot.model.ChatMessage;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Also runs with each version of Jackson. */
@Tag("bridge")
class JsonBindingTest {
    record Forecast(String city, List<Day> days, Optional<String> note) {}

    record Day(
            LocalDate date, int high, @Nullable Unit unit, List<String> tags, Map<String, Integer> rain, Range range) {}

    enum Unit {
        CELSIUS,
        FAHRENHEIT
    }

    record Range(int low, int high) {
        Range {
            if (low > high) {
                throw new IllegalArgumentException("low is greater\n than high");
            }
        }
    }

    private static final String DAY = """
            {"date":"2026-11-30","high":5,"unit":"CELSIUS","tags":["a"],"rain":{"am":1},"range":{"low":1,"high":2}}""";

    private static String forecast(String lastDay) {
        return "{\"city\":\"Beijing\",\"days\":[" + DAY + "," + DAY + "," + lastDay + "],\"note\":null}";
    }

    private static JsonBindingException failure(String json) {
        return failure(json, Forecast.class);
    }

    private static JsonBindingException failure(String json, Class<?> type) {
        return catchThrowableOfType(JsonBindingException.class, () -> JsonBinding.read(json, JsonType.of(type)));
    }

    @Nested
    class Failures {
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                "high":5             | "high":"5"            | $.days[2].high       | integer | "5"
                "high":5             | "high":null           | $.days[2].high       | integer | null
                "high":5             | "high":[5]            | $.days[2].high       | integer | [5]
                "high":5             | "high":5.5            | $.days[2].high       | integer | 5.5
                "high":5,            | ``                    | $.days[2].high       | integer | missing
                "high":5             | "high":{"a":[1,null]} | $.days[2].high       | integer | {"a":[1,null]}
                "unit":"CELSIUS"     | "unit":"Celsius"      | $.days[2].unit       | one of [CELSIUS, FAHRENHEIT] | "Celsius"
                "unit":"CELSIUS"     | "unit":1              | $.days[2].unit       | one of [CELSIUS, FAHRENHEIT] | 1
                "unit":"CELSIUS"     | "unit":""             | $.days[2].unit       | one of [CELSIUS, FAHRENHEIT] | ""
                "date":"2026-11-30"  | "date":"2026-02-30"   | $.days[2].date       | date    | "2026-02-30"
                "date":"2026-11-30"  | "date":20261130       | $.days[2].date       | date    | 20261130
                "date":"2026-11-30"  | "date":""             | $.days[2].date       | date    | ""
                "date":"2026-11-30"  | "date":[2026,11,30]   | $.days[2].date       | date    | [2026,11,30]
                "tags":["a"]         | "tags":"a"            | $.days[2].tags       | array   | "a"
                "tags":["a"]         | "tags":""             | $.days[2].tags       | array   | ""
                "tags":["a"]         | "tags":{}             | $.days[2].tags       | array   | {}
                "tags":["a"]         | "tags":["a",1]        | $.days[2].tags[1]    | string  | 1
                "tags":["a"]         | "tags":["a",null]     | $.days[2].tags[1]    | string  | null
                "tags":["a"],        | ``                    | $.days[2].tags       | array   | missing
                "rain":{"am":1}      | "rain":{"am":true}    | $.days[2].rain.am    | integer | true
                "rain":{"am":1}      | "rain":[]             | $.days[2].rain       | object  | []
                "range":{"low":1,"high":2} | "range":[]      | $.days[2].range      | object (Range) | []
                "range":{"low":1,"high":2} | "range":""      | $.days[2].range      | object (Range) | ""
                "range":{"low":1,"high":2} | "range":{"low":1} | $.days[2].range.high | integer | missing
                """)
        void mismatchTellsPlaceExpectedAndActual(
                String original, String replacement, String path, String expected, String actual) {
            String json = forecast(DAY.replace(original, replacement));

            JsonBindingException failure = failure(json);

            assertThat(failure).hasMessage("%s must be %s, but is %s", path, expected, actual);
            assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
            assertThat(failure.path()).isEqualTo(path);
            assertThat(failure.expected()).isEqualTo(expected);
            assertThat(failure.actual()).isEqualTo(actual);
            assertThat(failure.rawText()).isEqualTo(json);
            assertThat(failure).hasNoCause();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                null      | null
                []        | []
                7         | 7
                "text"    | "text"
                ""        | ""
                """)
        void rootMustBeAnObject(String json, String actual) {
            JsonBindingException failure = failure(json);

            assertThat(failure).hasMessage("$ must be object (Forecast), but is " + actual);
            assertThat(failure.path()).isEqualTo("$");
            assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
        }

        @ParameterizedTest
        @ValueSource(strings = {"-2147483649", "2147483648", "9223372036854775808", "100000000000000000000000000"})
        void numberOutOfRangeIsAMismatch(String number) {
            JsonBindingException failure = failure(forecast(DAY.replace("\"high\":5", "\"high\":" + number)));

            assertThat(failure.path()).isEqualTo("$.days[2].high");
            assertThat(failure.expected()).contains("out of range of int");
            assertThat(failure.actual()).isEqualTo(number);
        }

        @Test
        void failingConstructorIsTheCause() {
            JsonBindingException failure = failure(forecast(DAY.replace("\"low\":1", "\"low\":3")));

            assertThat(failure)
                    .hasMessage("$.days[2].range must be valid (low is greater  than high),"
                            + " but is {\"low\":3,\"high\":2}")
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("low is greater\n than high");
            assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " \n",
                    "Sorry.",
                    "{",
                    "{\"city\":\"Bei",
                    "{\"city\":\"Beijing\",\"days\":[],\"note\":null",
                    "{\"city\":\"Beijing\",\"days\":[],\"note\":null} Done.",
                    "{\"city\":\"Beijing\",\"days\":[],\"note\":null}}",
                    "{\"city\":\"Beijing\",\"days\":[],\"note\":null}{}",
                    "{'city':'Beijing'}",
                    "{\"city\":NaN}",
                    "[1,]",
                })
        void textThatIsNotOneJsonValueIsNotJson(String text) {
            JsonBindingException failure = failure(text);

            assertThat(failure.problem()).isEqualTo(Problem.NOT_JSON);
            assertThat(failure).hasMessageStartingWith("not JSON: ").hasMessageMatching("\\P{Cntrl}+");
            assertThat(failure.path()).isNull();
            assertThat(failure.expected()).isNull();
            assertThat(failure.actual()).isNull();
            assertThat(failure.rawText()).isEqualTo(text);
        }

        record Chain(@Nullable Chain next) {}

        @ParameterizedTest
        @ValueSource(ints = {400, 2_000, 1_000_000})
        void jsonThatIsTooDeepIsRefused(int depth) {
            String json = "{\"next\":".repeat(depth) + "null" + "}".repeat(depth);

            JsonBindingException failure = failure(json, Chain.class);

            assertThat(failure.problem()).isEqualTo(Problem.NOT_JSON);
            assertThat(failure).hasMessageContaining("nesting depth").hasMessageMatching(".{1,1000}");
        }

        @Test
        void deepestJsonNeedsASmallStack() throws Exception {
            String json = "{\"next\":".repeat(100) + "null" + "}".repeat(100);
            FutureTask<Integer> task = new FutureTask<>(() -> {
                Chain chain = JsonBinding.read(json, JsonType.of(Chain.class));
                return JsonBinding.write(chain).length();
            });

            new Thread(null, task, "small", 512 * 1024).start();

            assertThat(task.get()).isEqualTo(json.length());
        }

        @Test
        void messageIsBoundedAndOnOneLine() {
            String hostile = "x\u001b[31m\u0000\n\u2028";
            String json = JsonBinding.write(
                    Map.of("city", List.of(hostile.repeat(100_000)), "days", List.of(), hostile.repeat(1000), 1));

            JsonBindingException failure = failure(json);

            assertThat(failure).hasMessageStartingWith("$.city must be string, but is [\"x");
            assertThat(failure.getMessage()).hasSizeLessThanOrEqualTo(1000).matches("\\P{Cntrl}+");
            assertThat(failure.actual()).hasSizeLessThanOrEqualTo(100).matches("\\P{Cntrl}+");
            assertThat(failure.rawText()).isSameAs(json);
        }

        record Names(Map<String, Integer> values) {}

        @Test
        void pathIsBoundedAndOnOneLine() {
            String hostile = "x\u001b[31m\u0000\n".repeat(1000);
            String json = JsonBinding.write(Map.of("values", Map.of(hostile, true)));

            JsonBindingException failure = failure(json, Names.class);

            assertThat(failure.path())
                    .startsWith("$.values.x")
                    .hasSizeLessThanOrEqualTo(400)
                    .matches("\\P{Cntrl}+");
            assertThat(failure).hasMessageEndingWith(" must be integer, but is true");
        }

        record Loud(int value) {
            Loud {
                throw new IllegalStateException("no\u001b[31m ".repeat(100_000));
            }
        }

        @Test
        void messageOfTheConstructorIsBoundedAndOnOneLine() {
            JsonBindingException failure = failure("{\"value\":1}", Loud.class);

            assertThat(failure)
                    .hasMessageStartingWith("$ must be valid (no")
                    .hasMessageEndingWith("but is {\"value\":1}");
            assertThat(failure.getMessage()).hasSizeLessThanOrEqualTo(1000).matches("\\P{Cntrl}+");
        }

        record Broken(int value) {
            Broken {
                throw new NoClassDefFoundError("com/example/Missing");
            }
        }

        @Test
        void errorOfTheConstructorDoesNotNameDatabind() {
            assertThatThrownBy(() -> JsonBinding.read("{\"value\":1}", JsonType.of(Broken.class)))
                    .hasMessageContaining("com/example/Missing")
                    .hasMessageNotContaining("databind");
        }

        @Test
        void unknownTagNamesTheKnownOnes() {
            JsonBindingException failure = failure("{\"figure\":{\"kind\":\"cube\"}}", RecordShapes.WithFigure.class);

            assertThat(failure.path()).isEqualTo("$.figure");
            assertThat(failure.expected()).contains("cube").contains("[circle, point, square]");
        }

        @Test
        void missingTagIsNamed() {
            JsonBindingException failure = failure("{\"figure\":{}}", RecordShapes.WithFigure.class);

            assertThat(failure.path()).isEqualTo("$.figure");
            assertThat(failure.expected()).contains("missing type id property 'kind'");
        }

        @Test
        void classThatCannotBeCreatedIsAnIllegalArgument() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonBinding.read("{}", JsonType.of(Runnable.class)))
                    .withMessageStartingWith("Jackson cannot create a java.lang.Runnable: ");
        }

        @Test
        void objectThatCannotBeWrittenIsAnIllegalArgument() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonBinding.write(new Object()))
                    .withMessageStartingWith("Jackson cannot write this as JSON: ");
        }
    }

    @Nested
    class Accepted {
        @Test
        void unknownMembersAreIgnored() {
            String json = "{\"new\":{\"a\":[1]},\"city\":\"Beijing\",\"days\":[],\"note\":\"n\",\"other\":null}";

            assertThat(JsonBinding.read(json, JsonType.of(Forecast.class)))
                    .isEqualTo(new Forecast("Beijing", List.of(), Optional.of("n")));
        }

        @Test
        void missingOptionalIsEmpty() {
            assertThat(JsonBinding.read("{\"city\":\"Beijing\",\"days\":[]}", JsonType.of(Forecast.class)))
                    .isEqualTo(new Forecast("Beijing", List.of(), Optional.empty()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",\"text\":null,\"number\":null,\"array\":null"})
        void missingNullableIsNull(String members) {
            RecordShapes.NullableComponents value = JsonBinding.read(
                    "{\"required\":\"r\"" + members + "}", JsonType.of(RecordShapes.NullableComponents.class));

            assertThat(value).isEqualTo(new RecordShapes.NullableComponents(null, null, null, null, null, null, "r"));
        }

        @ParameterizedTest
        @CsvSource({"city", "town", "place"})
        void aliasOfAComponentIsRead(String name) {
            String json = "{\"" + name + "\":\"Beijing\",\"n\":1}";

            assertThat(JsonBinding.read(json, JsonType.of(RecordShapes.Aliases.class)))
                    .isEqualTo(new RecordShapes.Aliases("Beijing", 1));
        }

        @Test
        void textOf25MegabytesIsRead() {
            String text = "x".repeat(25_000_000);

            assertThat(JsonBinding.read(
                                    "{\"street\":\"" + text + "\",\"number\":1}",
                                    JsonType.of(RecordShapes.Address.class))
                            .street())
                    .isEqualTo(text);
        }

        @Test
        void otherTypesThanRecordsAreRead() {
            assertThat(JsonBinding.read(
                            "[{\"street\":\"s\",\"number\":1}]", new JsonType<List<RecordShapes.Address>>() {}))
                    .isEqualTo(List.of(new RecordShapes.Address("s", 1)));
            assertThat(JsonBinding.read("{\"a\":[1]}", new JsonType<Map<String, List<Integer>>>() {}))
                    .isEqualTo(Map.of("a", List.of(1)));
            assertThat(JsonBinding.read("\"RED\"", JsonType.of(RecordShapes.Color.class)))
                    .isEqualTo(RecordShapes.Color.RED);
            assertThat(JsonBinding.read("{\"kind\":\"point\"}", JsonType.of(RecordShapes.Figure.class)))
                    .isEqualTo(new RecordShapes.Point());
        }

        @Test
        void beanIsRead() {
            assertThat(JsonBinding.read("{\"text\":\"t\",\"when\":\"2026-11-30\"}", JsonType.of(Bean.class)).when)
                    .contains(LocalDate.of(2026, 11, 30));
        }

        static final class Bean {
            public String text = "";
            public int number = 1;
            public Optional<LocalDate> when = Optional.empty();
        }

        @Test
        void modelsAreRead() {
            record Saved(ChatMessage message) {}

            assertThat(JsonBinding.read(
                            "{\"message\":{\"role\":\"user\",\"content\":\"hi\"}}", JsonType.of(Saved.class)))
                    .isEqualTo(new Saved(ChatMessage.user("hi")));
        }

        @Test
        void byteWithoutASignIsRead() {
            record Small(byte value) {}

            assertThat(JsonBinding.read("{\"value\":200}", JsonType.of(Small.class)))
                    .isEqualTo(new Small((byte) 200));
        }
    }

    @Nested
    class Written {
        @Test
        void modelsAndRecordsAreWrittenTogether() {
            assertThat(JsonBinding.write(List.of(ChatMessage.user("hi"), new RecordShapes.Address("s", 1))))
                    .isEqualTo("[{\"role\":\"user\",\"content\":\"hi\"},{\"street\":\"s\",\"number\":1}]");
        }

        @Test
        void nullIsWritten() {
            assertThat(JsonBinding.write(null)).isEqualTo("null");
        }

        @Test
        void typeArgumentsOfTheObjectAreNotKnown() {
            RecordShapes.Figure point = new RecordShapes.Point();

            assertThat(JsonBinding.write(new RecordShapes.Box<>(List.of(point))))
                    .isEqualTo("{\"value\":[{}]}");
            assertThat(JsonBinding.write(new RecordShapes.WithFigure(point)))
                    .isEqualTo("{\"figure\":{\"kind\":\"point\"}}");
        }

        @Test
        void zoneIsWrittenAsItsOffset() {
            record At(ZonedDateTime time) {}

            assertThat(JsonBinding.write(new At(ZonedDateTime.parse("2026-11-30T08:15:00+08:00[Asia/Shanghai]"))))
                    .isEqualTo("{\"time\":\"2026-11-30T08:15:00+08:00\"}");
        }
    }

    @Nested
    class WithBinder {
        @Test
        void binderReceivesTheJson() {
            String received = JsonBinding.read("{\"a\":1}", json -> "<" + json + ">");

            assertThat(received).isEqualTo("<{\"a\":1}>");
        }

        @Test
        void exceptionOfTheBinderIsTheCause() {
            IOException cause = new IOException("no\u001b such\n luck");

            JsonBindingException failure = catchThrowableOfType(
                    JsonBindingException.class,
                    () -> JsonBinding.read("{}", json -> {
                        throw cause;
                    }));

            assertThat(failure).hasMessage("no  such  luck").hasCause(cause);
            assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
            assertThat(failure.rawText()).isEqualTo("{}");
        }

        @Test
        void bindingExceptionOfTheBinderIsThrownAsItIs() {
            JsonBindingException own = new JsonBindingException(Problem.MISMATCH, "own", "raw", null);

            assertThatThrownBy(() -> JsonBinding.read("{}", json -> {
                        throw own;
                    }))
                    .isSameAs(own);
        }

        @Test
        void nullOfTheBinderIsAMismatch() {
            assertThatThrownBy(() -> JsonBinding.read("{}", json -> null))
                    .isInstanceOf(JsonBindingException.class)
                    .hasMessage("the JSON text was converted to null");
        }
    }
}
