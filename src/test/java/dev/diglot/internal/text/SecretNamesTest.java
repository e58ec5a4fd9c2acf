// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretNamesTest {
    @ParameterizedTest
    @CsvSource({
        "Authorization, true, true",
        "Cookie, true, true",
        "X-Auth-Token, true, true",
        "Proxy-Authorization, true, true",
        "x-api-key, true, true",
        "apiKey, true, true",
        "access_token, true, true",
        "clientSecret, true, true",
        "password, true, true",
        "x-session, true, false",
        "author, true, false",
        "keywords, true, false",
        "signature, true, false",
        "max_tokens, false, false",
        "x-ratelimit-remaining-tokens, false, false",
        "content-type, false, false"
    })
    void secretsAreKnownByTheirNames(String name, boolean isHeader, boolean isMember) {
        assertThat(SecretNames.isHeader(name)).isEqualTo(isHeader);
        assertThat(SecretNames.isMember(name)).isEqualTo(isMember);
    }
}
