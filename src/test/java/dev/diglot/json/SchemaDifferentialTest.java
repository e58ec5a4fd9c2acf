// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.module.SimpleTypeModule;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import dev.diglot.json.RecordShapes.NullableRows;
import dev.diglot.json.RecordShapes.OptionalLists;
import dev.diglot.json.RecordShapes.WithOptionalFigures;
import dev.diglot.json.SchemaComparison.Difference;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema of every shape says the same as that of another generator. */
@Tag("thorough")
class SchemaDifferentialTest {
    private static final Set<Class<?>> OPTIONAL_NUMBERS =
            Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private static final SchemaGenerator OTHER = other();

    /** What is known to differ, and why that is right. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private enum Known {
        TAG_HAS_A_TYPE_HERE((shape, found) -> found.keyword().equals("type")
                && found.ours().equals("\"string\"")
                && found.theirs().isEmpty()),
        TEXT_HAS_A_FORMAT_THERE_THAT_PARSERS_OF_JAVA_DO_NOT_FOLLOW(
                (shape, found) -> found.keyword().equals("format")
                        && found.ours().isEmpty()
                        && Set.of("\"date-time\"", "\"time\"", "\"duration\"", "\"uri\"")
                                .contains(found.theirs())),
        TEXT_WITHOUT_A_FORMAT_HAS_A_DESCRIPTION_HERE(
                (shape, found) -> found.keyword().equals("description")
                        && found.ours().matches("\"(URI|One character|(ISO 8601|Time zone|Offset), for example .*)\"")
                        && found.theirs().isEmpty()),
        ITEMS_IN_AN_OPTIONAL_ARE_NULLABLE_THERE((shape, found) -> found.keyword()
                        .equals("nullable")
                && found.theirs().equals("true")
                && Set.of(OptionalLists.class, WithOptionalFigures.class).contains(shape)),
        ANNOTATIONS_OF_INNER_LISTS_ARE_NOT_READ_THERE(
                (shape, found) -> found.keyword().equals("nullable")
                        && found.path().equals("$.rows[][]")
                        && found.ours().equals("true")
                        && shape == NullableRows.class);

        private final BiPredicate<Class<?>, Difference> isIt;

        Known(BiPredicate<Class<?>, Difference> isIt) {
            this.isIt = isIt;
        }
    }

    static Stream<JsonType<?>> shapes() {
        return RecordShapes.all();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void schemaSaysTheSameAsThatOfAnotherGenerator(JsonType<?> type) {
        JsonNode ours = new JsonMapper().valueToTree(JsonSchema.of(type));
        JsonNode theirs = OTHER.generateSchema(type.type());

        List<Difference> differences = new SchemaComparison(ours, theirs).differences();

        assertThat(differences)
                .as("ours %s%ntheirs %s", ours, theirs)
                .allMatch(
                        found -> Stream.of(Known.values()).anyMatch(known -> known.isIt.test(type.rawClass(), found)));
    }

    private static SchemaGenerator other() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(classesThatItDoesNotKnow())
                .with(
                        Option.FLATTENED_OPTIONALS,
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.NULLABLE_ARRAY_ITEMS_ALLOWED,
                        Option.STANDARD_FORMATS);
        config.forFields().withRequiredCheck(field -> true).withNullableCheck(SchemaDifferentialTest::isNullable);
        return new SchemaGenerator(config.build());
    }

    private static SimpleTypeModule classesThatItDoesNotKnow() {
        return new SimpleTypeModule()
                .withIntegerType(byte.class)
                .withIntegerType(Byte.class)
                .withIntegerType(OptionalInt.class)
                .withIntegerType(OptionalLong.class)
                .withNumberType(OptionalDouble.class)
                .withStringType(Year.class)
                .withStringType(YearMonth.class)
                .withStringType(ZoneOffset.class);
    }

    /** Returns true for what is annotated or optional, and null to leave the decision to the generator. */
    private static @Nullable Boolean isNullable(FieldScope field) {
        if (field.getType() != null && OPTIONAL_NUMBERS.contains(field.getType().getErasedType())) {
            return true;
        }
        AnnotatedType type = field.getRawMember().getAnnotatedType();
        if (field.isFakeContainerItemScope()) {
            if (type instanceof AnnotatedArrayType array) {
                type = array.getAnnotatedGenericComponentType();
            } else if (type instanceof AnnotatedParameterizedType parameterized) {
                type = parameterized.getAnnotatedActualTypeArguments()[0];
            }
        }
        return type.isAnnotationPresent(Nullable.class) ? true : null;
    }
}
