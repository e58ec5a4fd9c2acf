// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the endpoint fails internally: status 500, and any other 5xx without a class of its own.
 *
 * <p>The same request may succeed later.
 */
public class ServerException extends ApiException {
    private static final long serialVersionUID = 1L;

    ServerException(ErrorDetails details) {
        super(details);
    }
}
