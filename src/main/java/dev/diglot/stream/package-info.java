// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Streamed responses: their events as they arrive, and the response that the events add up to.
 *
 * <p>Every stream ends in exactly one way: complete, truncated, failed, timed out or closed.
 */
@NullMarked
package dev.diglot.stream;

import org.jspecify.annotations.NullMarked;
