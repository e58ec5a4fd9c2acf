// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.testing.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes JSON at one random place. */
final class JsonMutation {
    /** Values of every JSON type, and numbers and texts that only some classes accept. */
    private static final List<JsonNode> VALUES = List.of(
                    "null",
                    "true",
                    "false",
                    "0",
                    "7",
                    "-1",
                    "65",
                    "200",
                    "1.0",
                    "1e2",
                    "2.5",
                    "3000000000",
                    "9223372036854775808",
                    "1e400",
                    "2026",
                    "\"\"",
                    "\" \"",
                    "\"7\"",
                    "\"true\"",
                    "\"null\"",
                    "\"NaN\"",
                    "\"text\"",
                    "\"RED\"",
                    "\" RED\"",
                    "\"red\"",
                    "\"circle\"",
                    "\"square\"",
                    "\"2026-11-30\"",
                    "\" 2026-11-30 \"",
                    "\"2026-11-30T08:15:00Z\"",
                    "\"2026-02-30\"",
                    "\"PT1H\"",
                    "\"b86ceb3e-a5c5-4a4c-8e12-9f2b7f63a2a5\"",
                    "\"uGzrPqXFSkyOEp8rf2OipQ==\"",
                    "[]",
                    "[null]",
                    "[[]]",
                    "[1,\"a\"]",
                    "{}",
                    "{\"value\":1}")
            .stream()
            .map(Trees::read)
            .toList();

    private final Random random;

    JsonMutation(long seed) {
        random = new Random(seed);
    }

    /** A place in a tree: a member of an object, or an item of an array. */
    private record Place(JsonNode container, String name, int index) {
        JsonNode get() {
            return container.isObject() ? container.get(name) : container.get(index);
        }

        void set(JsonNode value) {
            if (container instanceof ObjectNode object) {
                object.set(name, value);
            } else {
                ((ArrayNode) container).set(index, value);
            }
        }

        void remove() {
            if (container instanceof ObjectNode object) {
                object.remove(name);
            } else {
                ((ArrayNode) container).remove(index);
            }
        }
    }

    /** Returns a changed copy. */
    JsonNode of(JsonNode original) {
        JsonNode root = original.deepCopy();
        List<Place> places = new ArrayList<>();
        collect(root, places);
        if (places.isEmpty() || random.nextInt(20) == 0) {
            return random.nextBoolean() ? any() : withMember(root);
        }
        Place place = places.get(random.nextInt(places.size()));
        switch (random.nextInt(10)) {
            case 0, 1 -> place.remove();
            case 2 -> place.set(withMember(place.get()));
            case 3 -> place.set(Trees.read("[" + place.get() + "]"));
            case 4 -> place.set(Trees.read("null"));
            case 5 -> place.set(places.get(random.nextInt(places.size())).get().deepCopy());
            default -> place.set(any());
        }
        return root;
    }

    private JsonNode any() {
        return VALUES.get(random.nextInt(VALUES.size())).deepCopy();
    }

    private JsonNode withMember(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.set("extra" + random.nextInt(3), any());
        }
        return value;
    }

    private static void collect(JsonNode container, List<Place> places) {
        if (container.isObject()) {
            container.fieldNames().forEachRemaining(name -> places.add(new Place(container, name, 0)));
        }
        if (container.isArray()) {
            for (int i = 0; i < container.size(); i++) {
                places.add(new Place(container, "", i));
            }
        }
        container.forEach(value -> collect(value, places));
    }
}
