// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Tools that are written as records and functions, and the loop that runs them in both dialects; start with
 * {@link dev.diglot.tool.ToolSet}.
 */
@NullMarked
package dev.diglot.tool;

import org.jspecify.annotations.NullMarked;
