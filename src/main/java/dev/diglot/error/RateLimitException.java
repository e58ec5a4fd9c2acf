// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when a rate limit for requests or tokens is exceeded, or a quota is used up: status 429.
 *
 * <p>{@link #retryAfter()} returns how long to wait, if the endpoint says so.
 */
public final class RateLimitException extends ApiException {
    private static final long serialVersionUID = 1L;

    RateLimitException(ErrorDetails details) {
        super(details);
    }
}
