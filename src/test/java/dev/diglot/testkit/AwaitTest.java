// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diglot.Diglot;
import dev.diglot.testing.TestRequests;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What does not happen fails a test after 10 seconds, with what happened instead. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("thorough")
class AwaitTest {
    @Test
    void missingRequestIsAnAssertionErrorWithTheReceivedOnes() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hi"));
                Diglot client = endpoint.client().build()) {
            assertThat(client.chat().create(TestRequests.CHAT).text()).isEqualTo("Hi");

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> endpoint.awaitRequests(2))
                    .withMessageContaining("1 of 2")
                    .withMessageContaining("POST /v1/chat/completions");
        }
    }

    @Test
    void responseThatDoesNotEndIsAnAssertionErrorWithItsRequest() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hi").holdAfterEvents(0, new CountDownLatch(1)));
                Diglot client = endpoint.client().build()) {
            var call = client.chat().createAsync(TestRequests.CHAT);
            ReceivedRequest request = endpoint.awaitRequests(1).get(0);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(request::awaitEnd)
                    .withMessageContaining("running");
            assertThat(call.isDone()).isFalse();
        }
    }
}
