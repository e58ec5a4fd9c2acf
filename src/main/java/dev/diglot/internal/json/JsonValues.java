// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonTokenId;
import java.io.IOException;
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
        return switch (in.parser.currentTokenId()) {
            case JsonTokenId.ID_START_OBJECT -> members(in);
            case JsonTokenId.ID_START_ARRAY -> items(in, new ArrayList<>());
            case JsonTokenId.ID_STRING -> in.parser.getText();
            case JsonTokenId.ID_NUMBER_INT -> in.parser.getNumberValue();
            case JsonTokenId.ID_NUMBER_FLOAT -> JsonNumber.of(in.parser.getText());
            case JsonTokenId.ID_TRUE -> true;
            case JsonTokenId.ID_FALSE -> false;
            default -> null;
        };
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
