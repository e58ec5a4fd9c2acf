// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the endpoint is overloaded: status 529.
 *
 * <p>Wait before the next attempt; {@link #retryAfter()} returns how long, if the endpoint says so.
 */
public final class OverloadedException extends ServerException {
    private static final long serialVersionUID = 1L;

    OverloadedException(ErrorDetails details) {
        super(details);
    }
}
