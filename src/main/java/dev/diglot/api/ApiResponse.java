// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response and what came with it; {@code createWithResponse} gives it. Immutable, for any thread.
 *
 * @param <T> the response
 * @param body the response
 * @param status its HTTP status, 200 to 299
 * @param headers all its headers; names are equal in any case; may hold cookies
 * @param requestId the endpoint's name for the request, or null if it gave none; support will ask for it
 * @param attempts how many times the request was sent, 1 if the first was answered
 * @param elapsed the time from the start of the call to the end of the response, retries and waits included
 * @param warnings non-fatal anomalies of the response, as readable messages; empty if there are none
 */
public record ApiResponse<T>(
        T body,
        int status,
        Map<String, List<String>> headers,
        @Nullable String requestId,
        int attempts,
        Duration elapsed,
        List<String> warnings) {
    /** {@return all but the headers, which may hold cookies} */
    @Override
    public String toString() {
        return "ApiResponse[status=" + status + ", requestId=" + requestId + ", attempts=" + attempts + ", elapsed="
                + elapsed + ", warnings=" + warnings + ", body=" + body + "]";
    }
}
