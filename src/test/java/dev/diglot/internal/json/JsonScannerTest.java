// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.fuzz.JsonFuzz;
import dev.diglot.testing.Examples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read and refused as by Jackson, also by a reader that remembers names and texts. */
class JsonScannerTest {
    private static final int CASES = 30_000;

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "\t",
        "\r",
        "0",
        "1",
        "-",
        "+",
        ".",
        "e",
        "E9",
        "12345678901234567890",
        "null",
        "true",
        "false",
        "nul",
        "\"a\"",
        "\"b\":",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\udc00\"",
        "\\u12",
        "\\x",
        "\u0001",
        "\u007f",
        "\u00e9",
        "\u4f60",
        "\ud83d\ude00",
        "\"id\":\"x\"",
        "\"created\":1.0",
        "{}",
        "[]",
        "/**/"
    };

    private static void assertReadAsByJackson(byte[] json) {
        JsonFuzz.fuzzerTestOneInput(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "{}",
                "[]",
                "{ }",
                "[ ]",
                "[,]",
                "{,}",
                "[1,]",
                "{\"a\":1,}",
                "[1 2]",
                "{\"a\" 1}",
                "{\"a\":}",
                "{\"a\"}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,,\"b\":2}",
                "[1}",
                "{\"a\":1]",
                "[[]",
                "[]]",
                "{}{}",
                "1 2",
                "0",
                "-0",
                "00",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1.e1",
                "1e",
                "1e+",
                "1E-2",
                "1e400",
                "1e99999999999",
                "NaN",
                "Infinity",
                "-Infinity",
                "0x1",
                "1a",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "2147483648",
                "123456789012345678",
                "1234567890123456789",
                "null",
                "nullx",
                "nul",
                "tru",
                "true",
                "falsefalse",
                "\"",
                "\"\\\"",
                "\"\\",
                "\"\\u\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\uD83D\"",
                "\"\\ud83d\\ude00\"",
                "\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"",
                "\"\\a\"",
                "\"\t\"",
                "\"\u0000\"",
                "\"\u007f\"",
                "\u00a0",
                "\ufeff{}",
                "[1]\u0000",
                "{\"\":1}",
                "{\"\\u0061\":1,\"a\":2}",
                "{\"\ud83d\ude00\":\"\u4f60\"}",
                "\"\\u00e9\u00e9\\n\u4f60\"",
                "//",
                "/* */1",
                "'a'",
                "[1,2,[3,{\"a\":[]}],\"x\"]",
            })
    void jsonIsReadOrRefusedAsByJackson(String json) {
        assertReadAsByJackson(json.getBytes(StandardCharsets.UTF_8));
        assertReadAsByJackson((" " + json + " ").getBytes(StandardCharsets.UTF_8));
        assertReadAsByJackson(("{\"x\":[" + json + "]}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void randomJsonIsReadOrRefusedAsByJackson() {
        Random random = new Random(17);
        for (int i = 0; i < CASES; i++) {
            StringBuilder json = new StringBuilder();
            int pieces = 1 + random.nextInt(12);
            for (int k = 0; k < pieces; k++) {
                json.append(PIECES[random.nextInt(PIECES.length)]);
            }

            assertReadAsByJackson(json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void damagedJsonIsReadOrRefusedAsByJackson() {
        List<byte[]> documents = new ArrayList<>();
        Examples.documents().forEach(document -> documents.add(document.json().getBytes(StandardCharsets.UTF_8)));
        Random random = new Random(18);
        for (int i = 0; i < CASES / 10; i++) {
            byte[] json = documents.get(random.nextInt(documents.size())).clone();
            for (int damage = random.nextInt(3); damage >= 0; damage--) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }

            assertReadAsByJackson(json);
        }
    }

    @Test
    void everyPrefixIsRefusedAsByJackson() {
        byte[] json = "{\"a\":[1.5e-3,\"\u00e9\\u00e9\\n\",{\"b\":null}],\"c\":true}".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= json.length; length++) {
            assertReadAsByJackson(java.util.Arrays.copyOf(json, length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {899, 900, 901, 999, 1000, 1001, 1002, 49_999, 50_001, 60_000})
    void longNumbersAndNamesAreReadOrRefusedAsByJackson(int length) {
        String digits = "7".repeat(length);
        for (String json : List.of(digits, "-" + digits, "0." + digits, digits + ".5e7", "1e" + digits)) {
            assertReadAsByJackson(("[" + json + "]").getBytes(StandardCharsets.UTF_8));
        }
        assertReadAsByJackson(("{\"" + digits + "\":1}").getBytes(StandardCharsets.UTF_8));
        assertReadAsByJackson(("{\"\\n" + digits + "\":\"" + digits + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesThatTakeEachOthersPlaceAreStillRead() {
        StringBuilder json = new StringBuilder();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2000; i++) {
                json.append("{\"n")
                        .append(i * 7919 % 4001)
                        .append("\":\"")
                        .append(i)
                        .append("\"}\n");
            }
        }

        assertReadAsByJackson(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textThatBeginsAsTheLastOneIsReadToItsEnd() throws IOException {
        JsonReader reader = JsonReader.ofWire();
        for (String text : List.of("ab", "ab", "ab", "abc", "ab", "a", "ab\\\"", "ab\\\"c", "ab")) {
            byte[] json = ("{\"id\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);

            Object read = reader.decode(json, 0, json.length, JsonReader::any, Checkpoint.NONE);

            assertThat(read).isEqualTo(Map.of("id", text.replace("\\\"", "\"")));
        }
    }

    @Test
    void textThatRepeatsFromValueToValueIsTheSameString() throws IOException {
        JsonReader reader = JsonReader.ofWire();
        List<Object> texts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] json = ("{\"id\":\"chatcmpl-1\",\"text\":\"" + i + "\"}").getBytes(StandardCharsets.UTF_8);
            Object read = reader.decode(json, 0, json.length, JsonReader::any, Checkpoint.NONE);
            texts.add(((Map<?, ?>) read).get("id"));
        }

        assertThat(texts.get(3)).isEqualTo("chatcmpl-1").isSameAs(texts.get(2));
    }

    @Test
    void readerReadsOnAfterMalformedJson() throws IOException {
        JsonReader reader = JsonReader.ofWire();
        byte[] malformed = "{\"a\":[{\"b\":".getBytes(StandardCharsets.UTF_8);
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> reader.decode(malformed, 0, malformed.length, JsonReader::any, Checkpoint.NONE))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(RefusedException.class)
                .hasMessageContaining("end-of-input");
        assertThat(reader.<Object>decode(json, 0, json.length, JsonReader::any, Checkpoint.NONE))
                .isEqualTo(Map.of("a", 1));
    }
}
