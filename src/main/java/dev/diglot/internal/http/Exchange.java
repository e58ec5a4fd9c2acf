// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that was answered.
 *
 * @param <T> the response
 * @param body the response
 * @param status its HTTP status
 * @param headers its headers; names are equal in any case
 * @param requestId the endpoint's name for the request, or null
 * @param attempts how many times the request was sent
 * @param elapsed from the start of the call to the end of the response
 * @param warnings non-fatal anomalies
 */
public record Exchange<T>(
        T body,
        int status,
        Map<String, List<String>> headers,
        @Nullable String requestId,
        int attempts,
        Duration elapsed,
        List<String> warnings) {}
