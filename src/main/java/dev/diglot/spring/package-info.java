// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** The client as a bean of a Spring Boot application. */
@NullMarked
package dev.diglot.spring;

import org.jspecify.annotations.NullMarked;
