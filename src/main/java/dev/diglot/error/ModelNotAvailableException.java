// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

/**
 * Thrown when the model does not exist at this endpoint or is not activated for the key: code
 * {@code model_not_available}.
 *
 * <p>Check the model name, and whether the model is activated for the account.
 */
public final class ModelNotAvailableException extends PermissionDeniedException {
    private static final long serialVersionUID = 1L;

    ModelNotAvailableException(ErrorDetails details) {
        super(details);
    }
}
