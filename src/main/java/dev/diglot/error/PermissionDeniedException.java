// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * The key is known, but may not do this: status 403.
 *
 * <p>{@link ModelNotAvailableException} is the case in which it is the model that may not be used.
 */
public class PermissionDeniedException extends ApiException {
    private static final long serialVersionUID = 1L;

    PermissionDeniedException(ErrorDetails details) {
        super(details);
    }
}
