// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON of whatever kind into the plain values that {@link Json} names; a parser stands on the first token. */
final class FreeForm {
    private FreeForm() {}

    static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentTokenId()) {
            case JsonTokenId.ID_START_OBJECT -> members(in);
            case JsonTokenId.ID_START_ARRAY -> items(in, new ArrayList<>());
            case JsonTokenId.ID_STRING -> in.getText();
            case JsonTokenId.ID_NUMBER_INT -> in.getNumberValue();
            case JsonTokenId.ID_NUMBER_FLOAT -> decimal(in);
            case JsonTokenId.ID_TRUE -> true;
            case JsonTokenId.ID_FALSE -> false;
            default -> null;
        };
    }

    static Map<String, @Nullable Object> members(JsonParser in) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            members.put(name, value(in));
        }
        return Collections.unmodifiableMap(members);
    }

    /** What is left of a list, behind the items that were read before. */
    static List<@Nullable Object> items(JsonParser in, List<@Nullable Object> items) throws IOException {
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(in));
        }
        return Collections.unmodifiableList(items);
    }

    /** A double where it says the same, else the exact decimal. */
    private static Number decimal(JsonParser in) throws IOException {
        String text = in.getText();
        double value = Double.parseDouble(text);
        try {
            BigDecimal exact = new BigDecimal(text);
            return Double.isFinite(value) && BigDecimal.valueOf(value).compareTo(exact) == 0 ? (Number) value : exact;
        } catch (NumberFormatException e) {
            throw new JsonParseException(in, "a number beyond all bounds: " + text, e);
        }
    }
}
