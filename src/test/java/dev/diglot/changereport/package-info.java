// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A program, not a test: {@link ChangeReportMain} compares two states of the spec and of the jar and prints which
 * changes break callers. Its own tests are its classes whose names end in {@code Test}.
 */
package dev.diglot.changereport;
