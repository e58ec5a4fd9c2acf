// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** What the transport, the streams and the generated calls share. Not exported. */
@NullMarked
package dev.diglot.internal;

import org.jspecify.annotations.NullMarked;
