// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.model.Dialect;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One operation of the spec.
 *
 * @param method the HTTP method
 * @param path the path as the spec has it, beginning with {@code /v1}
 * @param dialect the dialect that it speaks
 * @param essential the member without which a 2xx body is no answer
 * @param headers the headers that the spec sends by default
 */
public record Operation(String method, String path, Dialect dialect, String essential, Map<String, String> headers) {
    /**
     * Makes an operation without headers of its own.
     *
     * @param method the HTTP method
     * @param path the path as the spec has it
     * @param dialect the dialect that it speaks
     * @param essential the member without which a 2xx body is no answer
     */
    public Operation(String method, String path, Dialect dialect, String essential) {
        this(method, path, dialect, essential, Map.of());
    }

    /**
     * Gives the same operation with one more header that it sends by default.
     *
     * @param name the header's name
     * @param value its value
     * @return the operation with it
     */
    public Operation header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Operation(method, path, dialect, essential, more);
    }
}
