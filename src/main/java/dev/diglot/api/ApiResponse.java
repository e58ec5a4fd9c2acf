// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.api;

import dev.diglot.error.ProtocolException;
import dev.diglot.internal.EventReader;
import dev.diglot.internal.text.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response body with its HTTP metadata, as {@code createWithResponse} returns it. Immutable and thread-safe.
 *
 * @param <T> the type of the body
 * @param body the response body
 * @param status the HTTP status, 200 to 299
 * @param headers all response headers, with case-insensitive names; may contain cookies
 * @param requestId the endpoint's id of the request, for support inquiries; null if the endpoint sent none
 * @param attempts the number of attempts, 1 if there was no retry
 * @param elapsed the time from the start of the call to the end of the response, including retries and waits
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
    /** Returns the whole response of an operation that has no stream, or whose events add up to no response. */
    static <T> ApiResponse<T> of(EventReader<?> source, Class<T> type) {
        T body = type.cast(source.wholeResponse());
        if (body == null) {
            throw new ProtocolException(
                    source.status(), "the endpoint sent a stream in place of a whole response", new byte[0], null);
        }
        return new ApiResponse<>(
                body,
                source.status(),
                source.headers(),
                RequestId.find(source.headers()),
                source.attempts(),
                source.elapsed(),
                source.warnings());
    }

    /** {@return all components except the headers, which may contain cookies} */
    @Override
    public String toString() {
        return "ApiResponse[status=" + status + ", requestId=" + requestId + ", attempts=" + attempts + ", elapsed="
                + elapsed + ", warnings=" + warnings + ", body=" + body + "]";
    }
}
