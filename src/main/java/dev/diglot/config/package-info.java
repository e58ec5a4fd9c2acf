// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Settings of clients and calls: credentials, retries, the options of one call, interceptors of attempts, observers of
 * calls, and context propagation.
 *
 * @serial exclude
 */
@NullMarked
package dev.diglot.config;

import org.jspecify.annotations.NullMarked;
