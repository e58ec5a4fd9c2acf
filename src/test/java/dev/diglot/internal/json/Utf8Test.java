// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.model.ChatCompletion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UTF-8, compared with the JDK's own decoder. */
class Utf8Test {
    private static boolean isValidForTheJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void bytesAreValidWhereTheJdkSaysSo() {
        Random random = new Random(11);
        byte[] heads = HexFormat.of().parseHex("0041c0c1c2dfe0e1ecedeeeff0f1f3f4f5ff808f90979fa0bfbf");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : heads[random.nextInt(heads.length)];
            }

            boolean isValid = isValidForTheJdk(bytes);

            assertThat(Utf8.isValid(bytes, 0, bytes.length))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(isValid);
            assertThat(Utf8.replaceInvalid(bytes))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSequenceThatTheEndCutsIsInvalid() {
        byte[] bytes = "12345678\u20ac".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isTrue();
        assertThat(Utf8.isValid(bytes, 0, bytes.length - 1)).isFalse();
        assertThat(Utf8.isValid(bytes, 9, 2)).isFalse();
    }

    @Test
    void validBytesAreNotCopied() {
        byte[] bytes = "{\"a\":\"\u20ac\ud83d\ude00\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.replaceInvalid(bytes)).isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f08fbf86", "c080", "c1bf", "e08080", "eda080", "f4908080", "ff", "80", "c3", "e282"})
    void invalidBytesAreRefusedInNamesAndInValuesAndReadOnceTheyAreMended(String hex) throws Exception {
        byte[] invalid = HexFormat.of().parseHex(hex);
        for (String place : new String[] {"{\"id\":\"%\"}", "{\"%\":1}", "{\"x\":{\"%\":[]}}", "{\"x\":[\"%\"]}"}) {
            byte[] json = with(place, invalid);

            assertThatThrownBy(() -> JsonReader.decode(json, 0, json.length, GeneratedReaders.of(ChatCompletion.class)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("UTF-8");
            assertThatThrownBy(() -> Json.parse(json, 0, json.length)).isInstanceOf(IOException.class);
            byte[] mended = Utf8.replaceInvalid(json);
            ChatCompletion read =
                    JsonReader.decode(mended, 0, mended.length, GeneratedReaders.of(ChatCompletion.class));
            assertThat(read.toJson()).contains("\ufffd");
            assertThat(ChatCompletion.fromJson(read.toJson())).isEqualTo(read);
        }
    }

    private static byte[] with(String place, byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = place.indexOf('%');
        out.writeBytes(place.substring(0, at).getBytes(StandardCharsets.UTF_8));
        out.writeBytes(bytes);
        out.writeBytes(place.substring(at + 1).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"\\ud83d\"}",
                "{\"x\":{\"a\":[\"\\udc00\\ud800\",\"a\\udc00b\"]}}",
            })
    void halfOfASurrogatePairIsReadAndWrittenWhereverItStands(String json) throws Exception {
        ChatCompletion read = ChatCompletion.fromJson(json);

        byte[] written = JsonWriter.toBytes(read);

        assertThat(JsonReader.decode(written, 0, written.length, GeneratedReaders.of(ChatCompletion.class)))
                .isEqualTo(read);
        assertThat(Json.parse(read.toJson())).isEqualTo(Json.parse(json)).isEqualTo(Json.tree(read));
        assertThat(read.toString()).contains("\\u");
    }
}
