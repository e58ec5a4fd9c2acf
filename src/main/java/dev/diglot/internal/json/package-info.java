// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What generated readers and writers are built on: a reader and a writer over jackson-core, and free-form JSON. Not
 * exported.
 *
 * <p>Nothing here uses reflection, and no class of Jackson Databind is loaded.
 */
@NullMarked
package dev.diglot.internal.json;

import org.jspecify.annotations.NullMarked;
