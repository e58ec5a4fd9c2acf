// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizerTest {
    /** Not a key of anything; it holds what formats escape. */
    private static final String KEY = "sk/ab+cd&ef\"gh=ij%kl\\mn";

    private static final Sanitizer SANITIZER = Sanitizer.of(KEY);

    private static String each(UnaryOperator<String> escape) {
        StringBuilder text = new StringBuilder();
        KEY.chars().mapToObj(Character::toString).map(escape).forEach(text::append);
        return text.toString();
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;");
    }

    private static String mixed() {
        Random random = new Random(20_261_201);
        return each(c -> switch (random.nextInt(4)) {
            case 0 -> "\\u%04X".formatted((int) c.charAt(0));
            case 1 -> "%%%02x".formatted((int) c.charAt(0));
            case 2 -> "&#%d;".formatted((int) c.charAt(0));
            default -> c.equals("%") || c.equals("\\") || c.equals("&") ? "\\u%04x".formatted((int) c.charAt(0)) : c;
        });
    }

    static Stream<String> spellings() {
        return Stream.of(
                KEY,
                json(KEY),
                json(json(KEY)),
                json(KEY).replace("/", "\\/"),
                json(KEY).replace("/", "\\/").replace("+", "\\u002B").replace("&", "\\u0026"),
                json(KEY).replace("+", "\\u002b").replace("=", "\\u003D"),
                each(c -> "\\u%04x".formatted((int) c.charAt(0))),
                each(c -> "\\x%02x".formatted((int) c.charAt(0))),
                URLEncoder.encode(KEY, StandardCharsets.UTF_8),
                URLEncoder.encode(KEY, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT),
                URLEncoder.encode(URLEncoder.encode(KEY, StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                html(KEY),
                html(KEY).replace("/", "&#x2F;").replace("+", "&#43;").replace("=", "&equals;"),
                json(html(KEY)),
                each(c -> "&#x%x;".formatted((int) c.charAt(0))),
                mixed());
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void keyIsRemovedHoweverItIsSpelled(String spelling) {
        assertThat(SANITIZER.line("wrong key " + spelling + " given")).isEqualTo("wrong key *** given");
        assertThat(SANITIZER.text("\"" + spelling + "\"\n" + spelling)).isEqualTo("\"***\"\n***");
        assertThat(Sanitizer.NONE.text(spelling))
                .as("without a key nothing is removed")
                .isEqualTo(spelling);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "ISO-8859-1", "GBK"})
    void keyIsRemovedInEachCharset(String name) {
        Charset charset = Charset.forName(name);
        byte[] body = ("{\"message\":\"wrong key " + json(KEY) + "\"}").getBytes(charset);
        Charset found = TextCharset.of(body, "application/json; charset=\"" + name + "\"");

        String clean = new String(SANITIZER.body(body, found), found);

        assertThat(clean.replace("\uFEFF", "")).isEqualTo("{\"message\":\"wrong key ***\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-8"})
    void keyIsRemovedIfTheBodyIsNotInTheCharsetThatItNames(String name) {
        byte[] body = ("x wrong " + KEY).getBytes(Charset.forName(name));

        byte[] clean = SANITIZER.body(body, StandardCharsets.UTF_16BE);
        byte[] other = SANITIZER.body(body, StandardCharsets.UTF_8);

        for (byte[] kept : List.of(clean, other)) {
            assertThat(new String(kept, StandardCharsets.ISO_8859_1).replace("\0", ""))
                    .doesNotContain("ab+cd");
        }
    }

    @Test
    void bodyWithoutTheKeyIsKeptByteForByte() {
        byte[] body = {'a', (byte) 0xC3, 0x1B, 0, (byte) 0xFF};

        assertThat(SANITIZER.body(body, StandardCharsets.UTF_8)).isSameAs(body);
    }

    @Test
    void partOfAKeyAtTheEndOfACutTextIsRemoved() {
        assertThat(SANITIZER.line("key " + KEY.substring(0, 10))).isEqualTo("key ***");
        assertThat(SANITIZER.line("key " + KEY.substring(0, 5))).isEqualTo("key " + KEY.substring(0, 5));
    }

    @Test
    void longPartOfALongKeyIsRemovedAnywhere() {
        String key = "k-" + "abcdefghij".repeat(40);

        String clean = Sanitizer.of(key).line("token '" + key.substring(0, 256) + "...': not expected");

        assertThat(clean).isEqualTo("token '***...': not expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1234567"})
    void shortKeyIsNotRemoved(String key) {
        assertThat(Sanitizer.of(key).line("a " + key + " b")).isEqualTo("a " + key + " b");
        assertThat(Sanitizer.of(null)).isSameAs(Sanitizer.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 8, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029,
                0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF
            })
    void controlCharacterBecomesABlank(int code) {
        assertThat(Sanitizer.NONE.line("a" + (char) code + "b")).isEqualTo("a b");
        assertThat(Sanitizer.NONE.text("a" + (char) code + "b")).isEqualTo("a b");
    }

    @Test
    void linesAndTabsStayInTextAlone() {
        assertThat(Sanitizer.NONE.text("a\n\tb")).isEqualTo("a\n\tb");
        assertThat(Sanitizer.NONE.line(" a\n\tb ")).isEqualTo("a  b");
    }

    @Test
    void otherCharactersStay() {
        String text = "clé 密钥 \u00A0 👩\u200D💻 \u200B ü";

        assertThat(Sanitizer.NONE.line(text)).isEqualTo(text);
    }

    @Test
    void boundSplitsNoCharacter() {
        assertThat(Sanitizer.NONE.line("a👍b", 2)).isEqualTo("a");
        assertThat(Sanitizer.NONE.line("a👍b", 3)).isEqualTo("a👍");
        assertThat(SANITIZER.line("12345" + KEY, 8))
                .as("cleaned before it is cut")
                .isEqualTo("12345***");
    }

    @ParameterizedTest
    @CsvSource({
        "https://b.example/v1/messages, https://b.example/v1/messages",
        "https://u:p@b.example/v1, https://***@b.example/v1",
        "https://b.example/v1?key=p, https://b.example/v1...",
        "https://b.example/v1#p, https://b.example/v1...",
        "https://u:p@b.example/v1?a=p#p, https://***@b.example/v1...",
        "https://b.example/v1?u=p@c.example, https://***...",
        "/login?next=p@p, ***...",
        "/login, /login",
        "//u:p@b.example/, ***@b.example/"
    })
    void addressIsShownWithoutUserAndQuery(String address, String shown) {
        assertThat(Sanitizer.NONE.address(address)).isEqualTo(shown);
    }

    @Test
    void addressIsBounded() {
        assertThat(Sanitizer.NONE.address("https://a.example/" + "x".repeat(5_000)))
                .hasSize(Sanitizer.MAX_NAME);
    }

    @Test
    void headersAreCleanedAndBounded() {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(null, List.of("HTTP/1.1 200 OK"));
        headers.put("X-A", List.of("a" + (char) 0x1B + KEY, "b"));
        headers.put("x-" + KEY, Arrays.asList(null, "y".repeat(5_000)));

        Map<String, List<String>> clean = SANITIZER.headers(headers, Sanitizer.MAX_HEADER);

        assertThat(clean).containsOnlyKeys("X-A", "x-***").containsEntry("X-A", List.of("a ***", "b"));
        assertThat(clean.get("X-***")).containsExactly("", "y".repeat(Sanitizer.MAX_HEADER));
    }
}
