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
 * All that an {@link ApiException} knows, but the partial result; clean and bounded. The body's array is never handed
 * out.
 *
 * @param kind what went wrong, or null if no row of the table says
 * @param status the HTTP status
 * @param meant the status that the error stands for: the HTTP status or, inside a 2xx response, that of the body
 * @param code the error's code, or null
 * @param type the error's type, or null
 * @param message the endpoint's words; where it has none, what is said in their place
 * @param shown what of the message the exception's own message holds
 * @param param the request's member that is to blame, or null
 * @param requestId the endpoint's name for this request, or null
 * @param headers those of the allow-list
 * @param body the bytes that came, up to the bound
 * @param charset the name of the charset of the body
 * @param retryAfter how long the endpoint asks to wait, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ErrorDetails(
        @Nullable ErrorKind kind,
        int status,
        int meant,
        @Nullable String code,
        @Nullable String type,
        String message,
        String shown,
        @Nullable String param,
        @Nullable String requestId,
        Map<String, List<String>> headers,
        byte[] body,
        String charset,
        @Nullable Duration retryAfter)
        implements Serializable {}
