// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the key is valid but not permitted to do this: status 403.
 *
 * <p>{@link ModelNotAvailableException} is thrown if it is the model that is not permitted.
 */
public class PermissionDeniedException extends ApiException {
    private static final long serialVersionUID = 1L;

    PermissionDeniedException(ErrorDetails details) {
        super(details);
    }
}
