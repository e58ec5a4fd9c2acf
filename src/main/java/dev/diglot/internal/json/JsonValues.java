// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON of any type as the plain Java values that {@link Json} describes. */
final class JsonValues {
    private JsonValues() {}

    /** Reads the current value. */
    static @Nullable Object value(JsonCursor in) throws IOException {
        return switch (in.scanner.kind()) {
            case JsonScanner.OBJECT -> members(in);
            case JsonScanner.ARRAY -> items(in, new ArrayList<>());
            case JsonScanner.STRING -> in.scanner.text();
            case JsonScanner.NUMBER -> number(in.scanner);
            case JsonScanner.TRUE -> true;
            case JsonScanner.FALSE -> false;
            default -> null;
        };
    }

    private static Number number(JsonScanner in) {
        if (in.isLong()) {
            return JsonNumber.smallestInteger(in.longValue());
        }
        return in.isInteger() ? JsonNumber.smallestInteger(new BigInteger(in.text())) : JsonNumber.of(in.text());
    }

    /** Reads the remaining members of the current object. */
    static Map<String, @Nullable Object> members(JsonCursor in) throws IOException {
        String name = in.name();
        if (name == null) {
            return Collections.emptyMap();
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (; name != null; name = in.name()) {
            members.put(name, value(in));
        }
        return new JsonObject(members);
    }

    /** Reads the remaining items of the current array, and appends them to the items that were read before. */
    static List<@Nullable Object> items(JsonCursor in, List<@Nullable Object> items) throws IOException {
        while (in.next()) {
            items.add(value(in));
        }
        return items.isEmpty() ? Collections.emptyList() : new JsonArray(items);
    }
}
