// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Server-sent events: from bytes to payloads, as the WHATWG text says, without knowing HTTP or JSON.
 *
 * <p>Different on purpose: an event without a payload is none, a payload that is finished but for its blank line is
 * given at the end of the input, a line that belongs to no field is handed on, and nothing ever reconnects.
 */
@NullMarked
package dev.diglot.sse;

import org.jspecify.annotations.NullMarked;
