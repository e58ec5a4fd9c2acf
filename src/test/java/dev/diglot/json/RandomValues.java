// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random objects of records, from a seed. Only what is an {@code Optional} or {@code Nullable} is ever empty or null. */
final class RandomValues {
    /** Below this depth, lists are empty and everything that can be absent is. */
    private static final int MAX_DEPTH = 5;

    private static final String CHARACTERS = "abc XYZ 019 äß 城市 \" \\ / { } [ ] , : \n \t \u0001 é \u2028 €";
    private static final List<String> ZONES = List.of("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC");

    private final Random random;
    private final Map<Class<?>, Supplier<?>> scalars = new HashMap<>();

    RandomValues(long seed) {
        random = new Random(seed);
        scalar(this::text, String.class, CharSequence.class);
        scalar(() -> (byte) random.nextInt(), byte.class, Byte.class);
        scalar(() -> (short) random.nextInt(), short.class, Short.class);
        scalar(() -> random.nextInt() >> random.nextInt(32), int.class, Integer.class);
        scalar(() -> random.nextLong() >> random.nextInt(64), long.class, Long.class);
        scalar(() -> new BigInteger(random.nextInt(200), random).negate(), BigInteger.class);
        scalar(() -> Float.intBitsToFloat(random.nextInt() & 0xBFFF_FFFF), float.class, Float.class);
        scalar(
                () -> Double.longBitsToDouble(random.nextLong() & 0xBFFF_FFFF_FFFF_FFFFL),
                double.class,
                Double.class,
                Number.class);
        scalar(
                () -> new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(40) - 20),
                BigDecimal.class);
        scalar(random::nextBoolean, boolean.class, Boolean.class);
        scalar(() -> CHARACTERS.charAt(random.nextInt(CHARACTERS.length())), char.class, Character.class);
        scalar(() -> new UUID(random.nextLong(), random.nextLong()), UUID.class);
        scalar(() -> URI.create("https://example.com/" + random.nextInt(100) + "?q=%20#f"), URI.class);
        times();
    }

    private void times() {
        scalar(
                () -> LocalDate.of(1 + random.nextInt(9999), 1 + random.nextInt(12), 1 + random.nextInt(28)),
                LocalDate.class);
        scalar(() -> LocalTime.ofNanoOfDay(nanoOfDay()), LocalTime.class);
        scalar(() -> LocalDateTime.of(of(LocalDate.class), of(LocalTime.class)), LocalDateTime.class);
        scalar(() -> ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2 * 18 * 60) - 18 * 60)), ZoneOffset.class);
        scalar(() -> of(LocalDateTime.class).atOffset(of(ZoneOffset.class)), OffsetDateTime.class);
        scalar(() -> of(LocalTime.class).atOffset(of(ZoneOffset.class)), OffsetTime.class);
        scalar(() -> of(LocalDateTime.class).toInstant(ZoneOffset.UTC), Instant.class);
        scalar(() -> ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))), ZoneId.class);
        scalar(() -> of(OffsetDateTime.class).toZonedDateTime(), ZonedDateTime.class);
        scalar(() -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)), Duration.class);
        scalar(() -> Period.of(random.nextInt(9), random.nextInt(99) - 50, random.nextInt(99)), Period.class);
        scalar(() -> Year.of(random.nextInt(3000)), Year.class);
        scalar(() -> YearMonth.from(of(LocalDate.class)), YearMonth.class);
    }

    private long nanoOfDay() {
        long seconds = random.nextInt(24 * 60 * 60);
        int digits = random.nextInt(10);
        return seconds * 1_000_000_000 + (digits < 4 ? 0 : random.nextInt((int) Math.pow(10, 9 - digits + 4)));
    }

    private void scalar(Supplier<?> value, Class<?>... types) {
        for (Class<?> type : types) {
            scalars.put(type, value);
        }
    }

    private <T> T of(Class<T> scalar) {
        return scalar.cast(scalars.get(scalar).get());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return random.nextInt(10) == 0 ? text + "😀" : text.toString();
    }

    /** Returns an object that equals another one if the values are the same, also those in arrays. */
    static @Nullable Object comparable(@Nullable Object value) throws ReflectiveOperationException {
        if (value instanceof Record) {
            List<@Nullable Object> values = new ArrayList<>(List.of(value.getClass()));
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                values.add(comparable(component.getAccessor().invoke(value)));
            }
            return values;
        }
        if (value instanceof Optional<?> optional) {
            return List.of(Optional.class, optional.isPresent() ? comparable(optional.get()) : List.of());
        }
        if (value != null && value.getClass().isArray()) {
            List<@Nullable Object> items = new ArrayList<>(List.of(value.getClass()));
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(comparable(Array.get(value, i)));
            }
            return items;
        }
        if (value instanceof Collection<?> collection) {
            Collection<@Nullable Object> items = value instanceof Set ? new HashSet<>() : new ArrayList<>();
            for (Object item : collection) {
                items.add(comparable(item));
            }
            return items;
        }
        return value;
    }

    /** Returns an object of a type. */
    Object of(Type type) throws ReflectiveOperationException {
        return present(type, null, Map.of(), 0);
    }

    private @Nullable Object value(
            Type type, @Nullable AnnotatedType declared, Map<TypeVariable<?>, Type> arguments, int depth)
            throws ReflectiveOperationException {
        boolean isNullable = declared != null && declared.isAnnotationPresent(org.jspecify.annotations.Nullable.class);
        return isNullable && isAbsent(depth) ? null : present(type, declared, arguments, depth);
    }

    private boolean isAbsent(int depth) {
        return depth > MAX_DEPTH || random.nextInt(3) == 0;
    }

    private int length(int depth) {
        return depth > MAX_DEPTH ? 0 : random.nextInt(4);
    }

    private Object present(Type type, @Nullable AnnotatedType declared, Map<TypeVariable<?>, Type> arguments, int depth)
            throws ReflectiveOperationException {
        if (type instanceof TypeVariable<?> variable) {
            return present(arguments.get(variable), null, arguments, depth);
        }
        if (type instanceof GenericArrayType array) {
            return array(
                    rawClass(array.getGenericComponentType()),
                    array.getGenericComponentType(),
                    declared,
                    arguments,
                    depth);
        }
        Class<?> raw = rawClass(type);
        if (scalars.containsKey(raw)) {
            return scalars.get(raw).get();
        }
        if (raw.isArray()) {
            return array(raw.getComponentType(), raw.getComponentType(), declared, arguments, depth);
        }
        if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        if (Collection.class.isAssignableFrom(raw)) {
            Collection<Object> items = raw == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
            for (int i = length(depth); i > 0; i--) {
                items.add(argument(type, declared, arguments, depth));
            }
            return items;
        }
        if (raw.getName().startsWith("java.util.Optional")) {
            return optional(type, raw, declared, arguments, depth);
        }
        if (raw.isSealed()) {
            Class<?>[] records = raw.getPermittedSubclasses();
            int chosen = depth > MAX_DEPTH ? leaf(records) : random.nextInt(records.length);
            return present(records[chosen], null, Map.of(), depth);
        }
        return record(type, raw, arguments, depth);
    }

    /** Returns the position of the record with the fewest components, which ends a recursion. */
    private static int leaf(Class<?>[] records) {
        int leaf = 0;
        for (int i = 1; i < records.length; i++) {
            if (records[i].getRecordComponents().length < records[leaf].getRecordComponents().length) {
                leaf = i;
            }
        }
        return leaf;
    }

    private Object optional(
            Type type, Class<?> raw, @Nullable AnnotatedType declared, Map<TypeVariable<?>, Type> arguments, int depth)
            throws ReflectiveOperationException {
        boolean isAbsent = isAbsent(depth);
        if (raw == OptionalInt.class) {
            return isAbsent ? OptionalInt.empty() : OptionalInt.of(of(Integer.class));
        }
        if (raw == OptionalLong.class) {
            return isAbsent ? OptionalLong.empty() : OptionalLong.of(of(Long.class));
        }
        if (raw == OptionalDouble.class) {
            return isAbsent ? OptionalDouble.empty() : OptionalDouble.of(of(Double.class));
        }
        return isAbsent ? Optional.empty() : Optional.of(argument(type, declared, arguments, depth));
    }

    private @Nullable Object argument(
            Type type, @Nullable AnnotatedType declared, Map<TypeVariable<?>, Type> arguments, int depth)
            throws ReflectiveOperationException {
        AnnotatedType argument = declared instanceof AnnotatedParameterizedType parameterized
                ? parameterized.getAnnotatedActualTypeArguments()[0]
                : null;
        return value(((ParameterizedType) type).getActualTypeArguments()[0], argument, arguments, depth + 1);
    }

    private Object array(
            Class<?> rawItem,
            Type item,
            @Nullable AnnotatedType declared,
            Map<TypeVariable<?>, Type> arguments,
            int depth)
            throws ReflectiveOperationException {
        AnnotatedType declaredItem =
                declared instanceof AnnotatedArrayType annotated ? annotated.getAnnotatedGenericComponentType() : null;
        Object array = Array.newInstance(rawItem, length(depth));
        for (int i = 0; i < Array.getLength(array); i++) {
            Array.set(array, i, value(item, declaredItem, arguments, depth + 1));
        }
        return array;
    }

    private Object record(Type type, Class<?> raw, Map<TypeVariable<?>, Type> outer, int depth)
            throws ReflectiveOperationException {
        Map<TypeVariable<?>, Type> arguments = new HashMap<>();
        if (type instanceof ParameterizedType parameterized) {
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                Type argument = parameterized.getActualTypeArguments()[i];
                arguments.put(
                        raw.getTypeParameters()[i], argument instanceof TypeVariable<?> v ? outer.get(v) : argument);
            }
        }
        RecordComponent[] components = raw.getRecordComponents();
        Constructor<?> constructor = raw.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        while (true) {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        value(components[i].getGenericType(), components[i].getAnnotatedType(), arguments, depth + 1);
            }
            try {
                return constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                // not valid to the constructor: other values may be
            }
        }
    }

    private static Class<?> rawClass(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }
}
