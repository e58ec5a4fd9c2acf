// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.databind.util.ClassUtil;
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
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The classes whose JSON is a text, a number or a boolean. */
final class Jackson2Scalars {
    /**
     * A class whose JSON is a text.
     *
     * @param format the format of JSON Schema, or null if it has none
     * @param hint describes the text where there is no format
     */
    record Text<T>(
            Class<T> type,
            @Nullable String format,
            @Nullable String hint,
            Function<String, T> parse,
            Function<T, String> print) {
        static <T> Text<T> format(String format, Class<T> type, Function<String, T> parse, Function<T, String> print) {
            return new Text<>(type, format, null, parse, print);
        }

        static <T> Text<T> like(String hint, Class<T> type, Function<String, T> parse) {
            return new Text<>(type, null, hint, parse, Object::toString);
        }

        static <T> Text<T> iso(String example, Class<T> type, Function<String, T> parse) {
            return like("ISO 8601, for example " + example, type, parse);
        }
    }

    static final Text<Character> CHARACTER = Text.like("One character", Character.class, Jackson2Scalars::character);

    /** Jackson 2 supports java.time only with a module, and reads the others also from a number or a boolean. */
    static final List<Text<?>> TEXTS = List.of(
            Text.format("uuid", UUID.class, Jackson2Scalars::uuid, UUID::toString),
            Text.like("URI", URI.class, URI::create),
            CHARACTER,
            Text.format("date", LocalDate.class, LocalDate::parse, LocalDate::toString),
            Text.format(
                    "date-time",
                    Instant.class,
                    text -> OffsetDateTime.parse(text).toInstant(),
                    Instant::toString),
            Text.format(
                    "date-time",
                    OffsetDateTime.class,
                    OffsetDateTime::parse,
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME::format),
            Text.format(
                    "date-time",
                    ZonedDateTime.class,
                    ZonedDateTime::parse,
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME::format),
            Text.format("time", OffsetTime.class, OffsetTime::parse, DateTimeFormatter.ISO_OFFSET_TIME::format),
            Text.iso("2026-11-30T08:15:00", LocalDateTime.class, LocalDateTime::parse),
            Text.iso("08:15:00", LocalTime.class, LocalTime::parse),
            Text.iso("PT1H30M", Duration.class, Duration::parse),
            Text.iso("P1Y2M3D", Period.class, Period::parse),
            Text.iso("2026", Year.class, Year::parse),
            Text.iso("2026-11", YearMonth.class, YearMonth::parse),
            Text.like("Time zone, for example Asia/Shanghai", ZoneId.class, ZoneId::of),
            Text.like("Offset, for example +08:00", ZoneOffset.class, ZoneOffset::of));

    private static final Map<Class<?>, Map<String, Object>> SCHEMAS = new HashMap<>();

    static {
        for (Class<?> type : List.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class)) {
            SCHEMAS.put(type, Map.of("type", "integer"));
        }
        for (Class<?> type : List.of(Float.class, Double.class, BigDecimal.class, Number.class)) {
            SCHEMAS.put(type, Map.of("type", "number"));
        }
        for (Class<?> type : List.of(String.class, CharSequence.class)) {
            SCHEMAS.put(type, Map.of("type", "string"));
        }
        SCHEMAS.put(Boolean.class, Map.of("type", "boolean"));
        for (Text<?> text : TEXTS) {
            String keyword = text.format == null ? "description" : "format";
            SCHEMAS.put(text.type, text(keyword, text.format == null ? text.hint : text.format));
        }
    }

    private Jackson2Scalars() {}

    private static Map<String, Object> text(String keyword, @Nullable Object value) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put(keyword, String.valueOf(value));
        return schema;
    }

    /** Returns the schema of a class, or null if its JSON is something else. */
    static @Nullable Map<String, Object> schemaOf(Class<?> type) {
        return SCHEMAS.get(type.isPrimitive() ? ClassUtil.wrapperType(type) : type);
    }

    private static UUID uuid(String text) {
        if (text.length() != 36) { // the JDK also accepts shorter ones
            throw new IllegalArgumentException("not a UUID");
        }
        return UUID.fromString(text);
    }

    private static char character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }
}
