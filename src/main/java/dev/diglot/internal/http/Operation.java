// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.model.Dialect;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One operation of the spec.
 *
 * @param <T> the response
 * @param <E> an event of the streamed response
 * @param method the HTTP method
 * @param path the path as written in the spec, beginning with {@code /v1}
 * @param dialect the dialect of the operation
 * @param headers the default headers in the spec
 * @param requiredMember the member that a 2xx body must have to be a response
 * @param response reads a response
 * @param event reads an event
 * @param endMarker matches a payload that is no event and ends the stream
 */
public record Operation<T, E>(
        String method,
        String path,
        Dialect dialect,
        Map<String, String> headers,
        String requiredMember,
        ResponseReader<T> response,
        EventFormat<E> event,
        Pattern endMarker) {
    /**
     * Returns a pattern that matches an end marker, also as some endpoints misspell it: in lower case, quoted, without
     * brackets, or in other brackets.
     *
     * @param marker the marker in the spec, such as {@code [DONE]}
     * @return the pattern
     */
    public static Pattern endMarker(String marker) {
        String word = Pattern.quote(marker.replaceAll("\\W", ""));
        return Pattern.compile("[\"'<|\\[]{0,4}" + word + "[\"'>|\\]]{0,4}", Pattern.CASE_INSENSITIVE);
    }
}
