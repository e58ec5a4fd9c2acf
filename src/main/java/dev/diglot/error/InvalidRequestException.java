// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the endpoint rejects the request as invalid: status 400 or 422.
 *
 * <p>The same request will fail again. {@link #param()} and {@link #message()} say what to change.
 */
public final class InvalidRequestException extends ApiException {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(ErrorDetails details) {
        super(details);
    }
}
