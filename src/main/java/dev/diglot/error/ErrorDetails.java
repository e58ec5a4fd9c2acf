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
 * All that an {@link ApiException} knows, but the partial result. The body's array is never handed out.
 *
 * @param kind what went wrong, or null if no row of the table says
 * @param status the HTTP status
 * @param text what the body says
 * @param headers those of the allow-list
 * @param body the bytes that came, up to the bound
 * @param retryAfter how long the endpoint asks to wait, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ErrorDetails(
        @Nullable ErrorKind kind,
        int status,
        ErrorText text,
        Map<String, List<String>> headers,
        byte[] body,
        @Nullable Duration retryAfter)
        implements Serializable {}
