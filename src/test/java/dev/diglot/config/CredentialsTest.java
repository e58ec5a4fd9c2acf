// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.diglot.model.Dialect;
import dev.diglot.testing.TestKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialsTest {
    /** A key with every kind of character that keys have. */
    private static final String KEY = "sk-" + TestKey.value() + ".0_1";

    @Test
    void keyFollowsTheDialect() {
        Credentials credentials = Credentials.of(KEY);

        assertThat(credentials.headerName(Dialect.CHAT)).isEqualTo("Authorization");
        assertThat(credentials.headerValue(Dialect.CHAT)).isEqualTo("Bearer " + KEY);
        assertThat(credentials.headerName(Dialect.MESSAGES)).isEqualTo("x-api-key");
        assertThat(credentials.headerValue(Dialect.MESSAGES)).isEqualTo(KEY);
    }

    @Test
    void bearerAndApiKeyUseOneHeaderInBothDialects() {
        for (Dialect dialect : Dialect.values()) {
            assertThat(Credentials.bearer(KEY).headerName(dialect)).isEqualTo("Authorization");
            assertThat(Credentials.bearer(KEY).headerValue(dialect)).isEqualTo("Bearer " + KEY);
            assertThat(Credentials.apiKey(KEY).headerName(dialect)).isEqualTo("x-api-key");
            assertThat(Credentials.apiKey(KEY).headerValue(dialect)).isEqualTo(KEY);
        }
    }

    @Test
    void supplierIsCalledEachTime() {
        AtomicInteger count = new AtomicInteger();
        List<Credentials> all = List.of(
                Credentials.of(() -> KEY + count.incrementAndGet()),
                Credentials.bearer(() -> KEY + count.incrementAndGet()),
                Credentials.apiKey(() -> KEY + count.incrementAndGet()));

        List<String> values = all.stream()
                .flatMap(each -> Stream.of(each.headerValue(Dialect.MESSAGES), each.headerValue(Dialect.MESSAGES)))
                .toList();

        assertThat(values)
                .containsExactly(
                        KEY + "1", KEY + "2", "Bearer " + KEY + "3", "Bearer " + KEY + "4", KEY + "5", KEY + "6");
    }

    @Test
    void exceptionOfTheSupplierReachesTheCaller() {
        Credentials credentials = Credentials.of(() -> {
            throw new IllegalStateException("vault is sealed");
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> credentials.headerValue(Dialect.CHAT))
                .withMessage("vault is sealed");
    }

    @Test
    void suppliedKeyIsChecked() {
        Credentials credentials = Credentials.of(() -> KEY + "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> credentials.headerValue(Dialect.CHAT))
                .withMessageContaining("line break");
    }

    /** Malformed keys. The key replaces each percent sign, so that no test name contains it. */
    static Stream<Arguments> malformedKeys() {
        return Stream.of(
                Arguments.of(null, "is empty; is the variable or setting"),
                Arguments.of("", "is empty"),
                Arguments.of(" \t ", "is empty"),
                Arguments.of("%\n", "line break; if it was read from a file, use strip()"),
                Arguments.of("%\r\n", "line break"),
                Arguments.of("a\nx-evil: 1", "line break"),
                Arguments.of("'%'", "in quotes; pass it without them"),
                Arguments.of("\"%\"", "in quotes"),
                Arguments.of("\u201C%\u201D", "in quotes"),
                Arguments.of("%'", "in quotes"),
                Arguments.of("Bearer %", "begins with \"Bearer\"; pass the key alone"),
                Arguments.of("bearer %", "begins with \"Bearer\""),
                Arguments.of(" %", "a space or another character that no key has"),
                Arguments.of("% ", "a space or another character that no key has"),
                Arguments.of("x-api-key: %", "a space or another character that no key has"),
                Arguments.of("\u0007%", "a space or another character that no key has"),
                Arguments.of("%\u007f", "a space or another character that no key has"),
                Arguments.of("\u5bc6\u94a5%", "a space or another character that no key has"));
    }

    @ParameterizedTest
    @MethodSource("malformedKeys")
    void malformedKeyIsRejectedWithAdviceAndNotShown(String form, String advice) {
        String key = form == null ? null : form.replace("%", KEY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.of(key))
                .withMessageContaining(advice)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY.substring(5, 12)));
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.bearer(key));
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.apiKey(key));
    }

    @Test
    void toStringShowsNoKey() {
        assertThat(List.of(Credentials.of(KEY), Credentials.bearer(KEY), Credentials.apiKey(() -> KEY)))
                .allSatisfy(each -> assertThat(each.toString()).contains("***").doesNotContain(KEY.substring(5, 12)));
    }
}
