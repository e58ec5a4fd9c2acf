// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import dev.diglot.testing.Growth;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile text is searched for JSON in linear time. */
@Tag("growth")
class JsonTextGrowthTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "[{",
                "{\"a\":",
                "{\"a\":[",
                "[\"",
                "{\"",
                "\"",
                "{}",
                "[],",
                "[1",
                "[1,",
                "[1.",
                "[true",
                "[tru",
                "[-",
                "[\\",
                "{\"a\"",
                "{\"a\":1}",
                "{ ",
                "[\"\\u",
                "[\"a\n",
                "[ ",
                "]",
                "x",
                "[12345678901234567890",
            })
    void repeatedParts(String part) throws Exception {
        Growth.assertLinear(300, n -> {
            String text = part.repeat(n);
            return () -> JsonText.longest(text);
        });
    }

    /** Each of the brackets before is the start of a value that has no end. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "1 ", "{}"})
    void manyBracketsBeforeMuchText(String part) throws Exception {
        Growth.assertLinear(300, n -> {
            String text = "[".repeat(300) + part.repeat(n);
            return () -> JsonText.longest(text);
        });
        Growth.assertLinear(300, n -> {
            String text = "[".repeat(n) + part.repeat(n);
            return () -> JsonText.longest(text);
        });
    }
}
