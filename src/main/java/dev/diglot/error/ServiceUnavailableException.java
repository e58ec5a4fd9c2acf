// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * The endpoint is unavailable for a while: status 503.
 *
 * <p>{@link #retryAfter()} says how long to wait, if the endpoint told.
 */
public final class ServiceUnavailableException extends ServerException {
    private static final long serialVersionUID = 1L;

    ServiceUnavailableException(ErrorDetails details) {
        super(details);
    }
}
