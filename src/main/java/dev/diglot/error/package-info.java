// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What can go wrong once a request is on its way: one unchecked root, {@link dev.diglot.error.DiglotException}, and a
 * child for each thing that a caller may want to decide by.
 */
@NullMarked
package dev.diglot.error;

import org.jspecify.annotations.NullMarked;
