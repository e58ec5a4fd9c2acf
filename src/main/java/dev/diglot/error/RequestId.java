// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint's name for a request among the headers of the answer, however the endpoint spells it. */
public final class RequestId {
    private RequestId() {}

    /**
     * Finds the id.
     *
     * @param headers the answer's headers
     * @return the id, or null if the endpoint gave none
     */
    public static @Nullable String in(Map<String, List<String>> headers) {
        String trace = null;
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT).replace("-", "");
            String value = header.getValue().isEmpty() ? "" : header.getValue().get(0);
            if (!value.isBlank() && name.contains("requestid")) {
                return value.strip();
            }
            trace = !value.isBlank() && name.contains("traceid") ? value.strip() : trace;
        }
        return trace;
    }
}
