// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the request is larger than the endpoint accepts: status 413.
 *
 * <p>Send fewer or shorter messages, or smaller images.
 */
public final class RequestTooLargeException extends ApiException {
    private static final long serialVersionUID = 1L;

    RequestTooLargeException(ErrorDetails details) {
        super(details);
    }
}
