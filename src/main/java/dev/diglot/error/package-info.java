// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The exceptions of calls and streams. All extend {@link dev.diglot.error.DiglotException}, which is unchecked. There
 * is one class for each case that a caller may want to handle in its own way.
 *
 * @serial exclude
 */
@NullMarked
package dev.diglot.error;

import org.jspecify.annotations.NullMarked;
