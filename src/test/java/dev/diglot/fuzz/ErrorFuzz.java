// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ApiException;
import dev.diglot.error.ErrorDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Any body is decoded to an exception whose accessors work; the first two bytes choose status and charset. */
public final class ErrorFuzz {
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "text/html; charset=utf-16",
            "application/json; charset=no-such",
            "text/plain;charset=\"iso-8859-1",
            "",
            ";;charset=;");

    private ErrorFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int status = 200 + (input[0] & 0xff) * 2;
        String contentType = CONTENT_TYPES.get((input[1] & 0xff) % CONTENT_TYPES.size());
        byte[] body = Arrays.copyOfRange(input, 2, input.length);
        Map<String, List<String>> headers = Map.of("content-type", List.of(contentType));

        check(ErrorDecoder.decode(status, headers, body), status);
        ApiException inside = ErrorDecoder.decodeIfError(200, headers, body);
        if (inside != null) {
            check(inside, 200);
        }
    }

    private static void check(ApiException error, int status) {
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.message()).isNotBlank();
        assertThat(error.getMessage()).isNotBlank();
        assertThat(error.toString()).isNotBlank();
        assertThat(error.bodyText()).isNotNull();
        assertThat(error.isRetryable() && error.retryAfter() != null && error.code() == null)
                .isFalse(); // no header requests a wait
    }
}
