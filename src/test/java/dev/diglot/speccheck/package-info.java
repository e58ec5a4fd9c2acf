// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Checks of the spec: its own rules, its examples, and a program that compares it with the tables of the providers'
 * facts, cell by cell ({@code FactsChecker}). {@code FactsTest} and {@code SchemaValidatorTest} also test the checkers
 * themselves, with facts and examples that are wrong.
 */
package dev.diglot.speccheck;
