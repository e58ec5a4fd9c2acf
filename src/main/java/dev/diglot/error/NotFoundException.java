// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the endpoint does not know the path, the model or another requested object: status 404.
 *
 * <p>The base URL is often wrong: check its path prefix and its version.
 */
public final class NotFoundException extends ApiException {
    private static final long serialVersionUID = 1L;

    NotFoundException(ErrorDetails details) {
        super(details);
    }
}
