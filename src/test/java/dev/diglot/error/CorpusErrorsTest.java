// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Corpus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every recorded 4xx is decoded to the exception of its kind, with the message of the endpoint. */
@Tag("shared")
class CorpusErrorsTest {
    private static final int ERRORS = 13;

    private static final Map<Integer, Class<? extends ApiException>> BY_STATUS = Map.of(
            400, InvalidRequestException.class,
            401, AuthenticationException.class,
            404, NotFoundException.class,
            429, RateLimitException.class);

    @Test
    void everyRecordedErrorIsTyped() {
        List<Corpus.Exchange> errors = Corpus.exchanges().stream()
                .filter(exchange -> exchange.status() >= 400)
                .toList();
        for (Corpus.Exchange exchange : errors) {
            ApiException error = ErrorDecoder.decode(exchange.status(), Map.of(), exchange.responseBytes());

            assertThat(error).as("%s", exchange).isExactlyInstanceOf(BY_STATUS.get(exchange.status()));
            assertThat(error.status()).isEqualTo(exchange.status());
            assertThat(error.message()).as("%s", exchange).isNotBlank().doesNotStartWith("{");
            assertThat(error.body()).isEqualTo(exchange.responseBytes());
        }
        System.out.println("corpus: " + errors.size() + " errors typed");
        assertThat(errors).hasSizeGreaterThanOrEqualTo(ERRORS);
    }
}
