// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The runtime of the generated readers and writers: a reader and a writer on top of jackson-core, free-form JSON, and
 * the bridges to Jackson Databind 2 and 3.
 *
 * <p>Nothing here uses reflection, and no databind class is loaded until a user's {@code ObjectMapper} needs it.
 */
@NullMarked
package dev.diglot.json;

import org.jspecify.annotations.NullMarked;
