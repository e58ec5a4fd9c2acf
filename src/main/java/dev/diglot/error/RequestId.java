// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Sanitizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint's name for a request among the headers of the response, however the endpoint spells it. */
public final class RequestId {
    private RequestId() {}

    /**
     * Finds the id.
     *
     * @param headers the response's headers; a null name is ignored
     * @return the id, at most 200 characters without control characters, or null if the endpoint gave none
     */
    public static @Nullable String in(Map<String, List<String>> headers) {
        String trace = null;
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = plain(header.getKey());
            String value = first(header.getValue());
            if (!value.isEmpty() && name.contains("requestid")) {
                return value;
            }
            trace = !value.isEmpty() && name.contains("traceid") ? value : trace;
        }
        return trace;
    }

    private static String plain(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT).replace("-", "");
    }

    private static String first(@Nullable List<String> values) {
        if (values == null || values.isEmpty() || values.get(0) == null) {
            return "";
        }
        return Sanitizer.NONE.line(values.get(0), Sanitizer.MAX_NAME);
    }
}
