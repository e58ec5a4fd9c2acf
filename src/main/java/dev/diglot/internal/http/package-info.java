// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** The transport: what stands between the generated calls and {@code java.net.http}. Not exported. */
@NullMarked
package dev.diglot.internal.http;

import org.jspecify.annotations.NullMarked;
