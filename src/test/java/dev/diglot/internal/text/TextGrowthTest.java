// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import dev.diglot.testing.Growth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile text is searched and cleaned in linear time. */
@Tag("growth")
class TextGrowthTest {
    private static final String KEY = "aaaaaaaa/aaaaaaaa+aaaaaaaaaaaaaaaab";
    private static final Sanitizer SANITIZER = Sanitizer.of(KEY);

    @Test
    void textIsSearchedForHalfOfItself() throws Exception {
        Growth.assertLinear(10_000, n -> {
            String text = "a".repeat(2 * n);
            String part = "a".repeat(n) + "b";
            return () -> TextSearch.contains(text, part);
        });
        Growth.assertLinear(10_000, n -> {
            String text = "a".repeat(2 * n);
            String part = "b" + "a".repeat(n);
            return () -> TextSearch.contains(text, part);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "aaaaaaaa/aaaaaaaa+",
                "aaaaaaaa\\/aaaaaaaa\\u002baaaaaaaaaaaaaaaab",
                "\\",
                "\\\\\\u005c",
                "\\u00",
                "%25",
                "%2525",
                "&",
                "&amp;amp;",
                "&#x26;#x26;",
                "https://a@b?c ",
                "://",
                "\u202E\n",
                "\u0000"
            })
    void textIsCleaned(String part) throws Exception {
        Growth.assertLinear(1000, n -> {
            String text = part.repeat(n);
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            Map<String, List<String>> headers = Map.of("x-a", List.of(text, text));
            return () -> {
                SANITIZER.text(text);
                SANITIZER.address(text);
                SANITIZER.body(body, StandardCharsets.UTF_8);
                SANITIZER.headers(headers, Integer.MAX_VALUE);
            };
        });
    }

    /** Keys of what formats escape, of one letter, of escapes; text that is made of their parts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk/ab+cd&ef\"gh=ij%kl\\mn",
                "sk/ab+cd&ef\"gh=ij%kl\\m",
                "sk/ab+cd&ef\\\"gh=ij%kl\\\\mn",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "\\",
                "\\u",
                "\\u00",
                "&amp",
                "&#x",
                "%",
                "@",
                "//",
                "?#"
            })
    void textIsCleanedOfAHostileKey(String part) throws Exception {
        for (String key : List.of("sk/ab+cd&ef\"gh=ij%kl\\mn", "a".repeat(2_000) + "b", "\\u00".repeat(200))) {
            Sanitizer sanitizer = Sanitizer.of(key);
            Growth.assertLinear(1000, n -> {
                String text = part.repeat(n);
                return () -> {
                    sanitizer.text(text);
                    sanitizer.address(text);
                };
            });
        }
    }

    @Test
    void manyHeadersAreCleaned() throws Exception {
        Growth.assertLinear(100, n -> {
            Map<String, List<String>> headers = new java.util.TreeMap<>();
            for (int i = 0; i < n; i++) {
                headers.put("x-" + i, List.of(KEY));
            }
            return () -> SANITIZER.headers(headers, Sanitizer.MAX_HEADER);
        });
    }

    @Test
    void longCausesAreCleaned() throws Exception {
        Growth.assertLinear(10_000, n -> {
            Throwable cause = new IllegalStateException("a".repeat(n), new java.io.IOException("\\".repeat(n)));
            return () -> Causes.clean(cause, SANITIZER);
        });
    }
}
