// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** Makes text from outside safe to show: without the key, without control characters, bounded. Not exported. */
@NullMarked
package dev.diglot.internal.text;

import org.jspecify.annotations.NullMarked;
