// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What the generated readers and writers stand on: a reader and a writer over jackson-core, free-form JSON, and the
 * bridges to Jackson Databind 2 and 3.
 *
 * <p>Nothing here uses reflection, and no databind class is loaded until a user's {@code ObjectMapper} asks for one.
 */
@NullMarked
package dev.diglot.json;

import org.jspecify.annotations.NullMarked;
