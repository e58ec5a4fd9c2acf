// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** What a caller may set: the key and its header, and what is different for one call. */
@NullMarked
package dev.diglot.config;

import org.jspecify.annotations.NullMarked;
