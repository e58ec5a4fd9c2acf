// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Message;
import dev.diglot.testing.Growth;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile JSON is read, written, compared and printed in linear time. */
@Tag("growth")
class JsonGrowthTest {
    private static final String TEXT = "{\"type\":\"text\",\"text\":\"x\"}";

    /** Reads it, and uses the model as users do. */
    private static <T extends JsonModel> void assertLinear(int least, ModelReader<T> reader, IntFunction<String> json)
            throws Exception {
        Growth.assertLinear(least, n -> {
            byte[] bytes = json.apply(n).getBytes(StandardCharsets.UTF_8);
            return () -> {
                T model = JsonReader.ofWire().decode(bytes, 0, bytes.length, reader, () -> {});
                JsonWriter.toBytes(model);
                assertThat(model).hasSameHashCodeAs(model);
                assertThat(model.toString()).isNotEmpty();
                assertThat(Json.tree(model)).isNotNull();
            };
        });
    }

    private static String numbered(int n, String part) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < n; i++) {
            all.append(part.replace("%", String.valueOf(i))).append(',');
        }
        return all.substring(0, all.length() - 1);
    }

    private static String nested(int times, String open, String inner, String close) {
        return open.repeat(times) + inner + close.repeat(times);
    }

    @Test
    void membersThatFlipBetweenMismatchAndValue() throws Exception {
        assertLinear(
                1000,
                GeneratedReaders.of(ChatCompletionChunk.class),
                n -> "{" + numbered(n, "\"k%\":0") + "," + numbered(n, "\"id\":1,\"id\":\"x\"") + "}");
    }

    @Test
    void unknownMembers() throws Exception {
        assertLinear(1000, GeneratedReaders.of(Message.class), n -> "{" + numbered(n, "\"k%\":[%]") + "}");
    }

    @Test
    void membersOfAnUnknownKind() throws Exception {
        assertLinear(
                1000,
                GeneratedReaders.of(ContentBlock.class),
                n -> "{\"type\":\"new\"," + numbered(n, "\"k%\":{}") + "}");
    }

    @Test
    void theTagOfAnUnknownKindIsRead() throws Exception {
        Growth.assertLinear(1000, n -> {
            ContentBlock block = ContentBlock.fromJson("{" + numbered(500, "\"k%\":0") + ",\"type\":\"new\"}");
            return () -> {
                for (int i = 0; i < n; i++) {
                    block.type();
                }
            };
        });
    }

    @Test
    void lateTagsBesideEachOther() throws Exception {
        assertLinear(
                1000,
                GeneratedReaders.of(Message.class),
                n -> "{\"content\":[" + numbered(n, "{\"text\":\"%\",\"type\":\"text\"}") + "]}");
    }

    /** Depth and size grow together: what costs depth times size grows four times as much. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":[ | ],\"type\":\"tool_result\"}",
                "{\"content\":[ | ,1],\"type\":\"tool_result\"}",
                "{\"type\":\"tool_result\",\"content\":[ | ,1]}",
                "{\"type\":\"tool_result\",\"content\":[ | ,{\"x\":1}]}",
            })
    void blocksNested(String around) throws Exception {
        String open = around.substring(0, around.indexOf('|')).strip();
        String close = around.substring(around.indexOf('|') + 1).strip();
        Growth.assertLinear(30, n -> {
            String json = nested(n, open, numbered(500 * n, TEXT), close);
            return () -> {
                for (int i = 0; i < 3; i++) {
                    ContentBlock.fromJson(json);
                }
            };
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12e2147483647",
                "1e99999999999",
                "1e-9999",
                "1e9999",
                "1.0000000000000000000000000000000000000000000000001e-9000",
                "123456789012345678901234567890123456789012345678901234567890"
            })
    void hugeNumbers(String number) throws Exception {
        assertLinear(1000, GeneratedReaders.of(Message.class), n -> "{\"x\":[" + numbered(n, number) + "]}");
        assertLinear(
                1000,
                GeneratedReaders.of(ChatCompletionChunk.class),
                n -> "{" + numbered(n, "\"created\":" + number) + "}");
    }

    @Test
    void longNumbers() throws Exception {
        String digits = "7".repeat(990);
        assertLinear(
                50,
                GeneratedReaders.of(Message.class),
                n -> "{\"x\":[" + numbered(n, digits + ",0." + digits + "," + digits + "e9,1" + "0".repeat(900) + ".0")
                        + "]}");
    }

    @Test
    void oneLongText() throws Exception {
        assertLinear(1_000_000, GeneratedReaders.of(Message.class), n -> "{\"id\":\"" + "\u20ac".repeat(n) + "\"}");
        assertLinear(
                10_000, GeneratedReaders.of(Message.class), n -> "{\"id\":\"" + "https://a@b?c ".repeat(n) + "\"}");
    }

    @Test
    void listsAndObjectsWideAndDeep() throws Exception {
        assertLinear(1000, GeneratedReaders.of(Message.class), n -> "{\"x\":[" + numbered(n, "{\"a\":[]}") + "]}");
        assertLinear(
                20,
                GeneratedReaders.of(Message.class),
                n -> "{\"x\":[" + numbered(n, nested(200, "[", "1", "]")) + "]}");
        assertLinear(
                20,
                GeneratedReaders.of(Message.class),
                n -> "{\"x\":[" + numbered(n, nested(200, "{\"a\":", "1", "}")) + "]}");
    }

    @Test
    void halvesOfSurrogatePairs() throws Exception {
        assertLinear(1000, GeneratedReaders.of(Message.class), n -> "{\"x\":[" + numbered(n, "\"\\ud83d\"") + "]}");
    }

    @Test
    void bytesThatAreNoUtf8() throws Exception {
        Growth.assertLinear(100_000, n -> {
            byte[] bytes = "\u00ff".repeat(n).getBytes(StandardCharsets.ISO_8859_1);
            return () -> Utf8.replaceInvalid(bytes);
        });
    }

    @Test
    void copiesOfDeepValues() throws Exception {
        String deep = nested(150, "{\"" + "a".repeat(50) + "\":[", "1.5", "]}");
        Growth.assertLinear(10, n -> {
            Object tree =
                    Message.fromJson("{\"x\":[" + numbered(n, deep) + "]}").additionalProperties();
            return () -> Check.value("x", tree);
        });
    }
}
