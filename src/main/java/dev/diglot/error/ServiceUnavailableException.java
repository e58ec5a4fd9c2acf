// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the endpoint is temporarily unavailable: status 503.
 *
 * <p>{@link #retryAfter()} returns how long to wait, if the endpoint says so.
 */
public final class ServiceUnavailableException extends ServerException {
    private static final long serialVersionUID = 1L;

    ServiceUnavailableException(ErrorDetails details) {
        super(details);
    }
}
