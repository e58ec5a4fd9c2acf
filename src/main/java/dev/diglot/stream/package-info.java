// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Streamed responses: events one by one as they arrive, and what they add up to.
 *
 * <p>Every stream ends in exactly one way, and says which: complete, cut, failed, timed out or closed.
 */
@NullMarked
package dev.diglot.stream;

import org.jspecify.annotations.NullMarked;
