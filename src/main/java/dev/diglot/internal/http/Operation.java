// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.ModelReader;
import dev.diglot.model.Dialect;
import java.util.Map;

/**
 * One operation of the spec.
 *
 * @param <T> the response
 * @param <E> an event of the streamed response
 * @param method the HTTP method
 * @param path the path as the spec has it, beginning with {@code /v1}
 * @param dialect the dialect that it speaks
 * @param headers the headers that the spec sends by default
 * @param requiredMember the member without which a 2xx body is no response
 * @param response reads a response
 * @param event reads an event
 */
public record Operation<T, E>(
        String method,
        String path,
        Dialect dialect,
        Map<String, String> headers,
        String requiredMember,
        ResponseReader<T> response,
        ModelReader<E> event) {}
