// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import dev.diglot.json.JsonModel;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Values of every generated class: those of the examples with all that they hold, and random ones from a seed. */
public final class ModelValues {
    private static final int RANDOM_OBJECTS = 12;

    private static final List<String> KINDS = List.of(
            "null",
            "true",
            "0",
            "-7",
            "12345678901",
            "123456789012345678901234567890",
            "1.5",
            "1e400",
            "1e99999999999",
            "0.10000000000000000000001",
            "\"\"",
            "\"stop\"",
            "\"half a pair: \\ud83d\"",
            "[]",
            "[null]",
            "[1,\"a\",null,{}]",
            "[\"a\",\"b\"]",
            "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\",\"new\":null}]",
            "[{\"type\":\"never_heard_of\",\"x\":[1]},{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]",
            "{}",
            "{\"b\":null,\"a\":{\"c\":[1,2.5,\"x\"]}}",
            "{\"type\":\"never_heard_of\",\"x\":1}",
            "{\"@class\":\"java.util.HashMap\"}");

    private ModelValues() {}

    /** Returns the final classes: objects, open enums and what is nested in unions. */
    public static Set<Class<?>> classes() {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String schema : Spec.models()) {
            Class<?> type = Spec.type(schema);
            if (!type.isInterface()) {
                classes.add(type);
            }
            for (Class<?> nested : type.getDeclaredClasses()) {
                if (JsonModel.class.isAssignableFrom(nested)) {
                    classes.add(nested);
                }
            }
        }
        return classes;
    }

    /** Returns values of all those classes. */
    public static List<JsonModel> all(long seed) {
        List<JsonModel> values = new ArrayList<>();
        for (Examples.Document document : Examples.documents()) {
            collect(Spec.read(document.schema(), document.json()), values);
        }
        Random random = new Random(seed);
        for (String schema : Spec.models()) {
            if (Spec.properties(schema).isEmpty()) {
                KINDS.forEach(kind -> readIfPossible(schema, kind, values));
            } else {
                for (int i = 0; i < RANDOM_OBJECTS; i++) {
                    values.add(Spec.read(schema, object(schema, random)));
                }
            }
        }
        return values;
    }

    /** Returns at most three values of each of those classes, for tests that repeat much for each value. */
    public static List<JsonModel> some(long seed, Predicate<JsonModel> condition) {
        List<JsonModel> values = all(seed);
        values.removeIf(condition.negate());
        Collections.shuffle(values, new Random(seed));
        Map<Class<?>, Integer> counts = new HashMap<>();
        values.removeIf(value -> counts.merge(value.getClass(), 1, Integer::sum) > 3);
        return values;
    }

    private static void readIfPossible(String schema, String json, List<JsonModel> values) {
        try {
            values.add(Spec.read(schema, json));
        } catch (IllegalArgumentException e) {
            // a root of another JSON type
        }
    }

    private static String object(String schema, Random random) {
        List<String> members = new ArrayList<>();
        for (String name : Spec.properties(schema).keySet()) {
            if (random.nextInt(3) > 0) {
                members.add("\"" + name + "\":" + KINDS.get(random.nextInt(KINDS.size())));
            }
        }
        for (int i = random.nextInt(20); i > 0; i--) {
            members.add("\"new_" + i + "\":" + KINDS.get(random.nextInt(KINDS.size())));
        }
        return "{" + String.join(",", members) + "}";
    }

    /** Adds a value and all models that it holds. */
    private static void collect(Object value, List<JsonModel> values) {
        if (value instanceof Collection<?> items) {
            items.forEach(item -> collect(item, values));
        } else if (value instanceof Map<?, ?> members) {
            collect(members.values(), values);
        } else if (value instanceof JsonModel model) {
            values.add(model);
            for (Method accessor : Spec.accessors(model.getClass())) {
                if (accessor.getDeclaringClass() != JsonModel.class) {
                    collect(Spec.get(model, accessor), values);
                }
            }
        }
    }
}
