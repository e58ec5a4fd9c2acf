// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * The endpoint has more work than it can take: status 529.
 *
 * <p>Wait before trying again; {@link #retryAfter()} says how long, if the endpoint told.
 */
public final class OverloadedException extends ServerException {
    private static final long serialVersionUID = 1L;

    OverloadedException(ErrorDetails details) {
        super(details);
    }
}
