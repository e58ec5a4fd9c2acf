// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** Makes foreign text safe to show: without the API key, without control characters, bounded. Not exported. */
@NullMarked
package dev.diglot.internal.text;

import org.jspecify.annotations.NullMarked;
