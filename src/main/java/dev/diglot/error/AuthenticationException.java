// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the endpoint rejects the key: status 401.
 *
 * <p>Check the key. On the messages dialect also check whether the provider expects it as {@code x-api-key} or as a
 * Bearer token; see {@link dev.diglot.config.Credentials}.
 */
public final class AuthenticationException extends ApiException {
    private static final long serialVersionUID = 1L;

    AuthenticationException(ErrorDetails details) {
        super(details);
    }
}
