// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** Contains the client, {@link dev.diglot.Diglot}: start here. */
@NullMarked
package dev.diglot;

import org.jspecify.annotations.NullMarked;
