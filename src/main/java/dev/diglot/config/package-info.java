// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** What a caller may set: keys and their headers, retries, what is different for one call, and who sees each attempt. */
@NullMarked
package dev.diglot.config;

import org.jspecify.annotations.NullMarked;
