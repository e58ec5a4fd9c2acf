// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.InvalidRequestException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that has ended leaves its connection to the next one, and does not close it while the next one uses it. */
@Timeout(60)
class ReuseTest {
    private static final int CALLS = 100;

    private static RawServer responding(int status, String contentType, String body) throws Exception {
        return RawServer.start(exchange -> {
            exchange.head(status, contentType, "x-request-id: req-1");
            exchange.send(body);
            exchange.end();
        });
    }

    @ParameterizedTest
    @EnumSource
    void anErrorResponseLeavesItsConnection(CallForm form) throws Exception {
        try (RawServer server = responding(400, "application/json", "{\"error\":{\"message\":\"no\"}}");
                Diglot client = client(server)) {
            for (int i = 0; i < CALLS; i++) {
                form.call(client, Dialect.CHAT).failure(InvalidRequestException.class);
            }

            assertThat(server.requests()).isEqualTo(CALLS);
            assertThat(server.connections()).isLessThan(5); // the end of a body may arrive after the next call began
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResponseLeavesItsConnection(CallForm form) throws Exception {
        try (RawServer server = responding(200, form.contentType(), form.body(Dialect.CHAT, "a"));
                Diglot client = client(server)) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(form.call(client, Dialect.CHAT).text()).isEqualTo("a");
            }

            assertThat(server.requests()).isEqualTo(CALLS);
            assertThat(server.connections()).isLessThan(5);
        }
    }
}
