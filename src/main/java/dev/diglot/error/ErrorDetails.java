// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.model.ErrorKind;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that an {@link ApiException} knows, but the partial result. The body's array is never handed out. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ErrorDetails(
        @Nullable ErrorKind kind,
        int status,
        ErrorText text,
        Map<String, List<String>> headers,
        byte[] body,
        @Nullable Duration retryAfter)
        implements Serializable {}
