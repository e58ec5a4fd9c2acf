// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretNamesTest {
    @ParameterizedTest
    @CsvSource({
        "Authorization, true",
        "Cookie, true",
        "X-Auth-Token, true",
        "Proxy-Authorization, true",
        "x-api-key, true",
        "apiKey, true",
        "access_token, true",
        "clientSecret, true",
        "password, true",
        "x-session, true",
        "author, true",
        "keywords, true",
        "signature, true",
        "max_tokens, false",
        "x-ratelimit-remaining-tokens, false",
        "content-type, false"
    })
    void headersThatMayHoldASecret(String name, boolean isSecret) {
        assertThat(SecretNames.isSecretHeader(name)).isEqualTo(isSecret);
    }
}
