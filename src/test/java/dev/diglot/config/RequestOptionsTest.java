// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diglot.testing.TestKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOptionsTest {
    private static final String SECRET = TestKey.value();

    @Test
    void noneHasNothingSet() {
        RequestOptions none = RequestOptions.none();

        assertThat(none.headers()).isEmpty();
        assertThat(none.credentials()).isNull();
        assertThat(none.responseTimeout()).isNull();
        assertThat(none.idleTimeout()).isNull();
        assertThat(none.deadline()).isNull();
    }

    @Test
    void builtOptionsAreNotAffectedByLaterChanges() {
        RequestOptions.Builder builder = RequestOptions.builder().header("x-one", "1");
        RequestOptions built = builder.build();

        builder.header("x-two", "2").deadline(Duration.ofSeconds(1));

        assertThat(built.headers()).containsOnlyKeys("x-one");
        assertThat(built.deadline()).isNull();
    }

    @Test
    void headerNamesAreCaseInsensitive() {
        RequestOptions options = RequestOptions.builder()
                .header("X-Team", "red")
                .header("x-team", "blue")
                .build();

        assertThat(options.headers()).hasSize(1).containsEntry("X-TEAM", "blue");
    }

    @Test
    void timeoutsMustBePositive() {
        RequestOptions.Builder builder = RequestOptions.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.responseTimeout(Duration.ZERO))
                .withMessage("responseTimeout is PT0S, but must be more than zero; leave it unset for the default");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.idleTimeout(Duration.ofMillis(-1)))
                .withMessageStartingWith("idleTimeout is PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.deadline(Duration.ZERO))
                .withMessageStartingWith("deadline is PT0S");
    }

    @Test
    void timeoutIsLimitedTo365Days() {
        RequestOptions options = RequestOptions.builder()
                .deadline(Duration.ofSeconds(Long.MAX_VALUE))
                .build();

        assertThat(options.deadline()).isEqualTo(Duration.ofDays(365));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "X-API-Key", "x-api-key"})
    void keyHeaderIsRejectedWithAdvice(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestOptions.builder().header(name, SECRET))
                .withMessageContaining(name + " carries the key; use credentials(")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Connection", "Expect", "Upgrade", "content-type", "Accept"})
    void headerOfTheClientIsRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestOptions.builder().header(name, "x"))
                .withMessage("The header " + name + " is set by the client and cannot be changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x-team: s3cret", "x team", "x-team:", "x-t\u00e9am", "x\nteam"})
    void invalidHeaderNameIsRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestOptions.builder().header(name, SECRET))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "a\rb", "a\u0000b", "caf\u00e9", "\u5bc6"})
    void invalidHeaderValueIsRejectedAndNotShown(String end) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestOptions.builder().header("x-team", SECRET + end))
                .withMessageContaining("x-team")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }

    @Test
    void toStringShowsNamesButNoSecrets() {
        RequestOptions options = RequestOptions.builder()
                .header("x-team", SECRET)
                .credentials(Credentials.of(SECRET))
                .idleTimeout(Duration.ofSeconds(3))
                .build();

        assertThat(options.toString()).contains("x-team", "PT3S").doesNotContain(SECRET);
    }
}
