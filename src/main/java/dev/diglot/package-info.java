// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** The client, {@link dev.diglot.Diglot}: begin here. */
@NullMarked
package dev.diglot;

import org.jspecify.annotations.NullMarked;
