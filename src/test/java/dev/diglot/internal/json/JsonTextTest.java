// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Also runs with each version of Jackson, since it depends on where the parser reports an error. */
@Tag("bridge")
@Tag("thorough")
class JsonTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1}                           | {"a":1}
            [1,2]                             | [1,2]
            {}                                | {}
            []                                | []
            x{}y                              | {}
            {"a":"}"}                         | {"a":"}"}
            {"a":"\\"}"}                      | {"a":"\\"}"}
            {"a":[{"b":[]}]} {"a":1}          | {"a":[{"b":[]}]}
            {"a":1} {"a":[{"b":[]}]}          | {"a":[{"b":[]}]}
            [1] [2]                           | [1]
            {a} [1]                           | [1]
            {{"a":1}}                         | {"a":1}
            {{{{[1]                           | [1]
            [[[[{[1]                          | [1]
            {"a" [1]                          | [1]
            {"a":[1,[2,x]] {"b":3}            | {"b":3}
            [1,2 {"a":1}                      | {"a":1}
            [1,] [2]                          | [2]
            [1 [2]                            | [2]
            [01] [2]                          | [2]
            [tru] [2]                         | [2]
            [true[2]                          | [2]
            [-] [2]                           | [2]
            [1.] [2]                          | [2]
            [1.[2]                            | [2]
            {"a":1 "b":2} [3]                 | [3]
            {"a":\\q[3]                       | [3]
            ["\\q[3]                          | [3]
            [NaN] [2]                         | [2]
            ['a'] [2]                         | [2]
            [/*c*/] [2]                       | [2]
            ]}[1]                             | [1]
            {"ключ":"значение 😀"}            | {"ключ":"значение 😀"}
            😀 {"a":1} 😀                     | {"a":1}
            """)
    void longestJsonIsFound(String text, String json) {
        assertThat(JsonText.longest(text)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "text", "5", "\"{}", "{", "[", "}{", "{\"a\":", "{\"a\":1", "[1", "[1,", "[\"", "[tru"})
    void textWithoutJsonHasNone(String text) {
        String found = JsonText.longest(text);

        assertThat(found).isEqualTo(text.equals("\"{}") ? "{}" : null);
    }

    @Test
    void jsonInTruncatedJsonIsNotFound() {
        assertThat(JsonText.longest("{\"a\":[{\"b\":1},{\"c\":2}],\"d\":\"")).isNull();
    }

    @Test
    void rawLineEndInATextIsNoJson() {
        assertThat(JsonText.longest("{\"a\":\"\n\"} [1]")).isEqualTo("[1]");
    }

    @Test
    void longTextIsFound() {
        String json = "{\"a\":\"" + "x".repeat(25_000_000) + "\"}";

        assertThat(JsonText.longest("Here: " + json + " [1]")).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[", "[{", "{\"a\":", "[\"", "{\"", "\"", "{\"a\":[", "{}", "[],", "{ ", "[1"})
    void hostileTextIsSearched(String part) {
        String found = JsonText.longest(part.repeat(100_000) + "!");

        assertThat(found).isIn(null, "{}", "[]");
    }

    @Test
    void jsonAfterTooDeepJsonIsFound() {
        assertThat(JsonText.longest("[".repeat(1000) + "x {\"a\":1}")).isEqualTo("{\"a\":1}");
    }
}
