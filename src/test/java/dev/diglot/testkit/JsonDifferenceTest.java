// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDifferenceTest {
    private static List<String> between(String recorded, String received) throws IOException {
        return JsonDifference.between(Json.parse(recorded), Json.parse(received)).stream()
                .map(JsonDifference::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":[true,null]} | {\"b\":[true,null],\"a\":1}",
                "[] | []",
                "null | null",
                "\"a\" | \"\\u0061\"",
            })
    void equalValuesHaveNoDifference(String recorded, String received) throws IOException {
        assertThat(between(recorded, received)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[{\"content\":\"a\"}]} | {\"messages\":[{\"content\":\"b\"}]} "
                        + "| messages[0].content: recorded \"a\", received \"b\"",
                "{\"temperature\":0.2} | {} | temperature: recorded 0.2, not received",
                "{} | {\"top_p\":null} | top_p: not recorded, received null",
                "{\"stop\":[1]} | {\"stop\":[1,{\"a\":2}]} | stop[1]: not recorded, received {\"a\":2}",
                "{\"stop\":[1]} | {\"stop\":\"x\"} | stop: recorded [1], received \"x\"",
                "1 | 2 | body: recorded 1, received 2",
            })
    void aDifferenceHasItsPathAndBothValues(String recorded, String received, String expected) throws IOException {
        assertThat(between(recorded, received)).containsExactly(expected);
    }

    @Test
    void allDifferencesAreListedInTheOrderOfTheRecordedValue() throws IOException {
        assertThat(between("{\"b\":1,\"a\":1}", "{\"c\":1,\"a\":2,\"b\":2}"))
                .containsExactly(
                        "b: recorded 1, received 2", "a: recorded 1, received 2", "c: not recorded, received 1");
    }

    @Test
    void aLongValueIsTruncated() throws IOException {
        String text = "x".repeat(100_000);

        assertThat(between("\"" + text + "\"", "1"))
                .singleElement()
                .asString()
                .hasSizeLessThan(150)
                .startsWith("body: recorded \"xxxx")
                .endsWith(", received 1");
    }
}
