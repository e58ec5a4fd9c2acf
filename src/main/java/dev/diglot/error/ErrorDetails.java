// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.model.ErrorKind;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an {@link ApiException} holds except the partial result. All text is sanitized and bounded. The array
 * of the body must not be passed to users.
 *
 * @param kind the kind of error, or null if the generated table {@link ErrorKind} has no entry for it
 * @param status the HTTP status
 * @param effectiveStatus the status that the error stands for: the one in the body for an error inside a 2xx response,
 *     otherwise the HTTP status
 * @param code the error code, or null
 * @param type the error type, or null
 * @param message the endpoint's message, or a description of a body without a message
 * @param shortMessage the part of the message that {@link ApiException#getMessage} contains
 * @param param the name of the request member that caused the error, or null
 * @param requestId the endpoint's id of the request, or null
 * @param headers the headers of the allow-list
 * @param body the first bytes of the body
 * @param charset the name of the body's charset
 * @param retryAfter the wait that the endpoint asks for, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ErrorDetails(
        @Nullable ErrorKind kind,
        int status,
        int effectiveStatus,
        @Nullable String code,
        @Nullable String type,
        String message,
        String shortMessage,
        @Nullable String param,
        @Nullable String requestId,
        Map<String, List<String>> headers,
        byte[] body,
        String charset,
        @Nullable Duration retryAfter)
        implements Serializable {
    /** Returns the code, or the type if the code is absent or only repeats the status; null if there is neither. */
    static @Nullable String name(int status, @Nullable String code, @Nullable String type) {
        boolean isInformative = code != null && !code.equals(String.valueOf(status));
        return isInformative ? code : type;
    }
}
