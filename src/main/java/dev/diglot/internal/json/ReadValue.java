// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * Passes free-form JSON that a reader has read to {@link Check#value}, which does not copy it: nobody else holds it. A
 * copy at each level of nested unions would take quadratic time.
 *
 * @param value the value
 */
public record ReadValue(@Nullable Object value) {}
