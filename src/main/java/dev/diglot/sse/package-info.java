// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Server-sent events: splits bytes into event payloads as the WHATWG standard describes. Knows neither HTTP nor JSON.
 *
 * <p>Four deliberate differences from the standard: an event with a blank payload is dropped; at the end of the input,
 * an event that lacks only its final blank line is still delivered; a line that belongs to no known field is delivered
 * too; and nothing reconnects.
 */
@NullMarked
package dev.diglot.sse;

import org.jspecify.annotations.NullMarked;
