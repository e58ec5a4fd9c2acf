// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Too many requests or tokens in a while, or a spent quota: status 429.
 *
 * <p>{@link #retryAfter()} says how long to wait, if the endpoint told.
 */
public final class RateLimitException extends ApiException {
    private static final long serialVersionUID = 1L;

    RateLimitException(ErrorDetails details) {
        super(details);
    }
}
