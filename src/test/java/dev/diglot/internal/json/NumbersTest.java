// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ContentBlockStopEvent;
import dev.diglot.model.MessageUsage;
import dev.diglot.model.TokenLogprob;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of every size: what is read is written, compared and read again with the same value. */
class NumbersTest {
    static List<String> numbers() {
        return List.of(
                "0",
                "-0",
                "-0.0",
                "0.1",
                "1.50",
                "1e400",
                "-1e-400",
                "0.10000000000000000000001",
                "12e2147483647",
                "12e-2147483647",
                "1e99999999999",
                "-1.5E-99999999999",
                "0e99999999999",
                "1e" + "9".repeat(900),
                "9".repeat(999) + "e1",
                "9".repeat(999) + "e-1",
                "0." + "7".repeat(990),
                "1." + "0".repeat(990),
                "1" + "0".repeat(990) + "e5",
                "9".repeat(1000),
                "-" + "9".repeat(1000));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberThatIsReadIsWrittenAndReadAgain(String number) throws Exception {
        byte[] wire = ("{\"id\":\"x\",\"unknown\":[" + number + "]}").getBytes(StandardCharsets.UTF_8);

        ChatCompletion read = JsonReader.decode(wire, 0, wire.length, GeneratedReaders.of(ChatCompletion.class));
        byte[] written = JsonWriter.toBytes(read);
        ChatCompletion again = JsonReader.decode(written, 0, written.length, GeneratedReaders.of(ChatCompletion.class));

        assertThat(again).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(again.toJson()).isEqualTo(read.toJson());
        assertThat(again.toBuilder().build()).isEqualTo(read);
        assertThat(read.toString()).isNotEmpty();
        assertThat(Json.parse(read.toJson())).isEqualTo(Json.tree(read));
    }

    @ParameterizedTest
    @CsvSource({
        "1e99999999999, 10e99999999998",
        "1e99999999999, 0.1e100000000000",
        "-1.50e99999, -15E99998",
        "1e400, 10.0e399",
        "0.100000000000000000000010, 0.10000000000000000000001",
        "1.5, 1.50",
    })
    void numbersAreEqualByValue(String one, String other) throws Exception {
        assertThat(Json.parse(one)).isEqualTo(Json.parse(other)).hasSameHashCodeAs(Json.parse(other));
    }

    @ParameterizedTest
    @CsvSource({"1e99999999999, 1e99999999998", "1e99999999999, -1e99999999999", "1e400, 1e401"})
    void otherNumbersAreNotEqual(String one, String other) throws Exception {
        assertThat(Json.parse(one)).isNotEqualTo(Json.parse(other));
    }

    @Test
    void aNumberIsOfTheSimplestClassThatHoldsIt() throws Exception {
        assertThat(Json.parse("7")).isEqualTo(7);
        assertThat(Json.parse("12345678901")).isEqualTo(12345678901L);
        assertThat(Json.parse("12345678901234567890")).isEqualTo(new BigInteger("12345678901234567890"));
        assertThat(Json.parse("1.50")).isEqualTo(1.5);
        assertThat(Json.parse("1e400")).isEqualTo(new BigDecimal("1E+400"));
    }

    @Test
    void aNumberBeyondAllClassesIsItsText() throws Exception {
        Number number = (Number) Json.parse("-12e2147483647");

        assertThat(number).hasToString("-12e2147483647");
        assertThat(number.doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(number.longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(number.intValue()).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void aNumberThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> Json.parse("1".repeat(2000))).hasMessageContaining("1000");
        assertThatThrownBy(() -> Json.parse("1." + "1".repeat(2000))).hasMessageContaining("1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0", "3e0", "3", "0.3e1", "300e-2", "3.000000000000000000000000000000000000"})
    void anIntegerWithAFractionOfZerosIsAnInteger(String three) {
        assertThat(ContentBlockStopEvent.fromJson("{\"index\":" + three + "}").index())
                .isEqualTo(3);
        assertThat(MessageUsage.fromJson("{\"input_tokens\":" + three + "}").inputTokens())
                .isEqualTo(3);
        assertThat(ChatCompletion.fromJson("{\"created\":" + three + "}").created())
                .isEqualTo(3);
        assertThat(TokenLogprob.fromJson("{\"bytes\":[1," + three + "]}").bytes())
                .containsExactly(1, 3);
        assertThat(ChatCompletionRequest.fromJson("{\"logit_bias\":{\"7\":" + three + "}}")
                        .logitBias())
                .isEqualTo(Map.of("7", 3));
    }

    @Test
    void theLargestIntegersAreExact() {
        assertThat(ChatCompletion.fromJson("{\"created\":9223372036854775807.0}")
                        .created())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(ChatCompletion.fromJson("{\"created\":-9223372036854775808e0}")
                        .created())
                .isEqualTo(Long.MIN_VALUE);
        assertThat(ChatCompletion.fromJson("{\"created\":9007199254740993.0}").created())
                .isEqualTo(9007199254740993L);
        assertThat(ChatCompletion.fromJson("{\"created\":9.223372036854775e18}").created())
                .isEqualTo(9223372036854775000L);
        assertThat(ContentBlockStopEvent.fromJson("{\"index\":2147483647.0}").index())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"3\"",
                "3.5",
                "1e-400",
                "1e-9999",
                "9223372036854775808.0",
                "9223372036854775808",
                "1e30",
                "1e400",
                "1e99999999999",
                "true",
                "[3]"
            })
    void nonIntegersAreKeptUnchanged(String value) throws Exception {
        String json = "{\"created\":" + value + "}";
        ChatCompletion read = ChatCompletion.fromJson(json);

        assertThat(read.created()).isNull();
        assertThat(Json.parse(read.toJson())).isEqualTo(Json.parse(json));
    }

    @Test
    void anIntegerBeyond32BitsIsNoIndex() {
        ContentBlockStopEvent event = ContentBlockStopEvent.fromJson("{\"index\":2147483648.0}");

        assertThat(event.index()).isNull();
        assertThat(event.additionalProperties()).containsEntry("index", 2147483648.0);
    }
}
