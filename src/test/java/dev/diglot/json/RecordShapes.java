// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of every shape that a schema can express. */
@SuppressWarnings({"ArrayRecordComponent", "UnicodeInCode"}) // are tested, too
final class RecordShapes {
    private RecordShapes() {}

    // scalars

    record Texts(String text, CharSequence characters) {}

    record Integers(
            byte bits,
            short little,
            int number,
            long large,
            Byte bitsBox,
            Short littleBox,
            Integer numberBox,
            Long largeBox,
            BigInteger huge) {}

    record Fractions(float little, double number, Float littleBox, Double numberBox, BigDecimal exact, Number any) {}

    record Booleans(boolean plain, Boolean box) {}

    record Characters(char plain, Character box) {}

    record Identifiers(UUID id, URI link) {}

    record FormattedTimes(
            LocalDate date, Instant instant, OffsetDateTime withOffset, ZonedDateTime withZone, OffsetTime time) {}

    record PlainTimes(
            LocalDateTime dateTime, LocalTime time, Duration duration, Period period, Year year, YearMonth month) {}

    record Zones(ZoneId zone, ZoneOffset offset) {}

    // enums

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    enum Unit {
        @JsonProperty("°C")
        CELSIUS,
        @JsonProperty("°F")
        FAHRENHEIT
    }

    /** Public, so that the other generator can call its method. */
    public enum Level {
        LOW("low level"),
        HIGH("high level");

        private final String text;

        Level(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    enum WithBody {
        PLUS {
            @Override
            int apply(int a, int b) {
                return a + b;
            }
        },
        MINUS {
            @Override
            int apply(int a, int b) {
                return a - b;
            }
        };

        abstract int apply(int a, int b);

        @Override
        public String toString() {
            return "the operator " + name();
        }
    }

    record PlainEnum(Color color) {}

    record RenamedEnum(Unit unit) {}

    record ValueEnum(Level level) {}

    record BodyEnum(WithBody operator) {}

    record NullableEnums(
            @Nullable Color color,
            @Nullable Unit unit,
            @Nullable Level level,
            Optional<Color> other) {}

    // containers

    record Lists(List<String> texts, Collection<Integer> numbers, List<Color> colors, List<Boolean> flags) {}

    record Sets(Set<String> texts, Set<Color> colors, Set<Long> numbers) {}

    record Arrays(
            String[] texts,
            int[] numbers,
            long[] large,
            double[] fractions,
            boolean[] flags,
            Color[] colors,
            Address[] addresses,
            String[][] rows,
            Integer[] boxes) {}

    record NestedLists(List<List<String>> rows, List<Set<Integer>> sets, List<List<List<Color>>> deep) {}

    record ListOfRecords(List<Address> addresses) {}

    record ListOfArrays(List<String[]> rows, Set<String>[] sets) {}

    // optional components

    record OptionalScalars(
            Optional<String> text,
            Optional<Integer> number,
            Optional<Boolean> flag,
            Optional<BigDecimal> exact,
            Optional<LocalDate> date,
            Optional<UUID> id) {}

    record OptionalNumbers(OptionalInt number, OptionalLong large, OptionalDouble fraction) {}

    record OptionalObjects(Optional<Address> address, Optional<Color> color) {}

    record OptionalLists(Optional<List<String>> texts, Optional<List<Address>> addresses, Optional<int[]> numbers) {}

    record ListOfOptionals(List<Optional<String>> texts, List<OptionalInt> numbers) {}

    record NullableComponents(
            @Nullable String text,
            @Nullable Integer number,
            @Nullable Address address,
            @Nullable List<String> texts,
            String @Nullable [] array,
            @Nullable LocalDate date,
            String required) {}

    record NullableItems(
            List<@Nullable String> texts,
            @Nullable String[] array,
            List<@Nullable Address> addresses,
            List<@Nullable Color> colors,
            @Nullable List<@Nullable Integer> numbers,
            Set<@Nullable LocalDate> dates) {}

    record NullableRows(List<List<@Nullable String>> rows) {}

    record OptionalNullableItems(Optional<List<@Nullable String>> texts) {}

    // records in records

    record Address(String street, int number) {}

    record Name(String first, String last) {}

    record Nested(Name name, Address home, Address work) {}

    record Empty() {}

    record WithEmpty(Empty empty, Optional<Empty> other) {}

    record Deep(Level1 level) {
        record Level1(Level2 level) {}

        record Level2(Level3 level) {}

        record Level3(List<Nested> values) {}
    }

    private record Hidden(String secret) {}

    // recursion

    record Person(String name, @Nullable Person parent) {}

    record Chain(int value, Optional<Chain> next) {}

    record Folder(String name, List<Entry> entries) {}

    record Entry(String name, @Nullable Folder folder) {}

    record Node(String value, List<Node> children) {}

    record Tree<T>(T value, List<Tree<T>> children) {}

    record Forest(Node first, Node second, Person owner) {}

    record TwoTrees(Tree<String> texts, Tree<Integer> numbers) {}

    record SameNames(Left.Item left, Right.Item right) {
        record Left() {
            record Item(int left, List<Item> items) {}
        }

        record Right() {
            record Item(String right, List<Item> items) {}
        }
    }

    record Größe(double wert, List<Größe> teile) {}

    record Größen(Größe größe) {}

    record OptionalTree(Optional<Node> tree, @Nullable Node other, List<@Nullable Node> more) {}

    // sealed interfaces

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square"),
        @JsonSubTypes.Type(value = Point.class, name = "point")
    })
    sealed interface Figure permits Circle, Square, Point {}

    record Circle(double radius, Color color) implements Figure {}

    record Square(double side, Optional<String> label) implements Figure {}

    record Point() implements Figure {}

    /** Its property has the default name {@code @type}. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Cat.class), @JsonSubTypes.Type(Dog.class)})
    sealed interface Animal permits Cat, Dog {}

    @JsonTypeName("cat")
    record Cat(int lives) implements Animal {}

    @JsonTypeName("dog")
    record Dog(String name, @Nullable Animal friend) implements Animal {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Sum.class, name = "sum"),
        @JsonSubTypes.Type(value = Constant.class, name = "constant")
    })
    sealed interface Expression permits Sum, Constant {}

    record Sum(Expression left, Expression right) implements Expression {}

    record Constant(int value) implements Expression {}

    record WithFigure(Figure figure) {}

    record WithFigures(List<Figure> figures, Set<Figure> set, Figure[] array) {}

    record WithCircle(Circle circle, List<Circle> circles) {}

    record WithOptionalFigure(@Nullable Figure figure, Optional<Figure> other, List<@Nullable Figure> more) {}

    record WithOptionalFigures(Optional<List<Figure>> figures) {}

    record WithAnimal(Animal animal) {}

    record Calculation(
            Expression expression,
            @JsonPropertyDescription("How it is checked.") Expression check) {}

    // type arguments

    record Page<T>(List<T> items, OptionalInt next) {}

    record Pair<A, B>(A first, B second) {}

    record Box<T>(T value) {}

    record NullableBox<T>(@Nullable T value) {}

    // annotations

    record RenamedComponents(
            @JsonProperty("given-name") String first,
            @JsonProperty("$ref") String last,
            @JsonProperty("type") int kind) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record SnakeCase(
            String firstName,
            int houseNumber,
            @JsonProperty("ZIP") String zipCode) {}

    @JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
    record KebabCase(String firstName, Optional<Integer> houseNumber) {}

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record UpperCamelCase(String firstName, SnakeCase inner) {}

    @JsonClassDescription("A forecast.")
    record Described(
            @JsonPropertyDescription("City, for example Beijing")
            String city,

            @JsonPropertyDescription("Days from today on") List<Integer> days,

            @JsonPropertyDescription("Unit of the temperature")
            Unit unit,

            @JsonPropertyDescription("Where it was measured") @Nullable
            Station station,

            @JsonPropertyDescription("The day before") Optional<Described> before,
            @JsonPropertyDescription("When, at the station") LocalTime time) {}

    @JsonClassDescription("A weather station.")
    record Station(
            @JsonPropertyDescription("Above the sea, in metres")
            double height) {}

    record Aliases(
            @JsonAlias({"town", "place"}) String city,
            @JsonAlias("n") int number) {}

    record Umlaute(
            String straße,
            int größe,
            String 城市,
            @JsonProperty("emoji 😀 \" \\ /") String smile) {}

    record LikeAccessors(boolean isOpen, String getName, int setSize, String getURL, String aB, String URL) {}

    // constructors and methods

    record Range(int low, int high) {
        Range {
            if (low > high) {
                throw new IllegalArgumentException("low is greater than high");
            }
        }
    }

    record Celsius(double value, String station) {
        Celsius(double value) {
            this(value, "unknown");
        }

        Celsius(String station) {
            this(0, station);
        }

        static Celsius valueOf(String text) {
            return new Celsius(text);
        }

        static Celsius at(double value, String station) {
            return new Celsius(value, station);
        }
    }

    record Copied(List<String> texts) {
        Copied {
            texts = List.copyOf(texts);
        }
    }

    record Ordered(
            String zebra,
            String apple,
            int number,
            String Mango,
            String id,
            @JsonProperty("aardvark") String last,
            boolean open,
            String b,
            String a,
            Optional<String> q,
            String type,
            String c10,
            String c9,
            String _x) {}

    static Stream<JsonType<?>> all() {
        return Stream.concat(plain().map(JsonType::of), generic());
    }

    private static Stream<Class<?>> plain() {
        return Stream.of(
                Texts.class,
                Integers.class,
                Fractions.class,
                Booleans.class,
                Characters.class,
                Identifiers.class,
                FormattedTimes.class,
                PlainTimes.class,
                Zones.class,
                PlainEnum.class,
                RenamedEnum.class,
                ValueEnum.class,
                BodyEnum.class,
                NullableEnums.class,
                Lists.class,
                Sets.class,
                Arrays.class,
                NestedLists.class,
                ListOfRecords.class,
                ListOfArrays.class,
                OptionalScalars.class,
                OptionalNumbers.class,
                OptionalObjects.class,
                OptionalLists.class,
                ListOfOptionals.class,
                NullableComponents.class,
                NullableItems.class,
                NullableRows.class,
                OptionalNullableItems.class,
                Nested.class,
                Empty.class,
                WithEmpty.class,
                Deep.class,
                Hidden.class,
                Person.class,
                Chain.class,
                Folder.class,
                Node.class,
                Forest.class,
                TwoTrees.class,
                SameNames.class,
                Größen.class,
                OptionalTree.class,
                WithFigure.class,
                WithFigures.class,
                WithCircle.class,
                WithOptionalFigure.class,
                WithOptionalFigures.class,
                Circle.class,
                WithAnimal.class,
                Calculation.class,
                RenamedComponents.class,
                SnakeCase.class,
                KebabCase.class,
                UpperCamelCase.class,
                Described.class,
                Aliases.class,
                Umlaute.class,
                LikeAccessors.class,
                Range.class,
                Celsius.class,
                Copied.class,
                Ordered.class);
    }

    private static Stream<JsonType<?>> generic() {
        return Stream.of(
                new JsonType<Tree<Integer>>() {},
                new JsonType<Page<String>>() {},
                new JsonType<Page<Address>>() {},
                new JsonType<Page<Page<Color>>>() {},
                new JsonType<Pair<Page<String>, List<LocalDate>>>() {},
                new JsonType<Pair<Tree<Color>, Tree<Address>>>() {},
                new JsonType<Box<Optional<String>>>() {},
                new JsonType<Box<List<Set<Long>>>>() {},
                new JsonType<Box<int[]>>() {},
                new JsonType<NullableBox<Address>>() {});
    }
}
