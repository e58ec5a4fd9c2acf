// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The number of tokens of a request and its reply. A count is null if the endpoint does not report it.
 *
 * @param input tokens of the request, including those that were read from a cache or written to it. In the messages
 *     dialect this is the sum of {@code input_tokens}, {@code cache_read_input_tokens} and
 *     {@code cache_creation_input_tokens}
 * @param output tokens of the reply, including reasoning
 * @param cacheRead tokens of the request that were read from a cache
 * @param cacheWrite tokens of the request that were written to a cache
 * @param reasoning tokens of the reply that were reasoning
 */
public record TokenCounts(
        @Nullable Long input,
        @Nullable Long output,
        @Nullable Long cacheRead,
        @Nullable Long cacheWrite,
        @Nullable Long reasoning)
        implements Serializable {
    static final TokenCounts NONE = new TokenCounts(null, null, null, null, null);

    private static final long serialVersionUID = 1;
}
