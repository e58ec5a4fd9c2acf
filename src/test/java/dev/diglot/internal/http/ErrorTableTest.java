// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diglot.config.Credentials;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.ModelNotAvailableException;
import dev.diglot.error.PermissionDeniedException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ServerException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.model.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The error table of the documents, row by row, over the wire, in both dialects and both forms of a call. */
@Timeout(30)
class ErrorTableTest {
    private static final Operation<Object, Object> CHAT =
            AnyObject.operation("/v1/chat/completions", Dialect.CHAT, "choices");
    private static final Operation<Object, Object> MESSAGES =
            AnyObject.operation("/v1/messages", Dialect.MESSAGES, "content");

    /** Status, code, class, and the class where the body cannot tell. */
    private static final List<Arguments> ROWS = List.of(
            Arguments.of(400, "invalid_request_error", InvalidRequestException.class, InvalidRequestException.class),
            Arguments.of(401, "authentication_error", AuthenticationException.class, AuthenticationException.class),
            Arguments.of(403, "model_not_available", ModelNotAvailableException.class, PermissionDeniedException.class),
            Arguments.of(429, "rate_limit_exceeded", RateLimitException.class, RateLimitException.class),
            Arguments.of(500, "engine_server_error", ServerException.class, ServerException.class),
            Arguments.of(
                    503, "service_unavailable", ServiceUnavailableException.class, ServiceUnavailableException.class));

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Arguments row : ROWS) {
            int status = (int) row.get()[0];
            String code = (String) row.get()[1];
            for (Operation<Object, Object> operation : List.of(CHAT, MESSAGES)) {
                for (boolean stream : new boolean[] {false, true}) {
                    String chat = "{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}";
                    String messages = "{\"type\":\"error\",\"error\":{\"type\":\"" + code + "\",\"message\":\"no\"}}";
                    String flat = "{\"object\":\"error\",\"message\":\"no\",\"code\":\"" + code + "\"}";
                    for (String body : List.of(chat, messages, flat)) {
                        cases.add(Arguments.of(status, row.get()[2], operation, stream, "application/json", body));
                    }
                    cases.add(Arguments.of(status, row.get()[3], operation, stream, "text/html", "<html>no</html>"));
                    cases.add(Arguments.of(status, row.get()[3], operation, stream, "application/json", ""));
                    cases.add(Arguments.of(
                            status, row.get()[3], operation, stream, "application/json", chat.substring(0, 30)));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowGivesItsClass(
            int status,
            Class<?> kind,
            Operation<Object, Object> operation,
            boolean stream,
            String contentType,
            String body)
            throws Exception {
        try (RawServer server = RawServer.answering(status, contentType, body);
                Transport transport = transport(server)) {
            ApiException e = catchThrowableOfType(ApiException.class, () -> {
                if (stream) {
                    transport.open(operation, new byte[0], RequestOptions.none());
                } else {
                    transport.call(operation, new byte[0], RequestOptions.none());
                }
            });

            assertThat(e).isExactlyInstanceOf(kind).hasMessageStartingWith("HTTP " + status);
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.bodyText()).isEqualTo(body);
            assertThat(e.isRetryable()).isEqualTo(status == 429 || status >= 500);
            assertThat(server.requestsLeft()).as("sent once").isEqualTo(1);
        }
    }

    private static Transport transport(RawServer server) {
        RequestOptions defaults = RequestOptions.builder()
                .responseTimeout(Duration.ofSeconds(20))
                .idleTimeout(Duration.ofSeconds(20))
                .credentials(Credentials.of("sk-ErrorTableTest"))
                .retryPolicy(RetryPolicy.none())
                .build();
        BaseUrl base = BaseUrl.parse("baseUrl", server.url());
        return new Transport(new TransportSettings(
                null, Duration.ofSeconds(5), base, base, defaults, 1_000, 1_000, false, List.of(), null));
    }
}
