// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** A scripted endpoint for tests, which serves both dialects on this machine. */
@NullMarked
package dev.diglot.testkit;

import org.jspecify.annotations.NullMarked;
