// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint's request id among the headers of a response. Endpoints name this header in many ways. */
public final class RequestId {
    private RequestId() {}

    /**
     * Returns the value of the first header whose name contains {@code request-id}. If there is none, returns the value
     * of a header whose name contains {@code trace-id}.
     *
     * @param headers the response headers; a null name is ignored
     * @return the id, at most 200 characters without control characters, or null if there is none
     */
    public static @Nullable String find(Map<String, List<String>> headers) {
        String traceId = null;
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = normalize(header.getKey());
            String value = firstValue(header.getValue());
            if (value.isEmpty()) {
                continue;
            }
            if (name.contains("requestid")) {
                return value;
            }
            if (name.contains("traceid")) {
                traceId = value;
            }
        }
        return traceId;
    }

    private static String normalize(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT).replace("-", "");
    }

    private static String firstValue(@Nullable List<String> values) {
        if (values == null || values.isEmpty() || values.get(0) == null) {
            return "";
        }
        return Sanitizer.NONE.line(values.get(0), Sanitizer.MAX_NAME);
    }
}
