// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What all models have in common, and the bridges to Jackson Databind 2 and 3.
 *
 * <p>No databind class is loaded until a user's {@code ObjectMapper} needs it.
 */
@NullMarked
package dev.diglot.json;

import org.jspecify.annotations.NullMarked;
