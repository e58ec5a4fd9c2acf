// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.config.Interceptor;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.Provider;
import dev.diglot.testing.TestClients;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A logger that fails does not fail the call. */
@Timeout(60)
class BrokenLoggerTest {
    private static final Logger LOGGER = Logger.getLogger("dev.diglot");

    private final AtomicInteger logged = new AtomicInteger();
    private Handler handler;

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("no disk"),
                new NoClassDefFoundError("of the backend"),
                new IOException("that no method declares"));
    }

    @BeforeEach
    void quiet() {
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void mend() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private void breakLogger(Throwable failure) {
        handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.incrementAndGet();
                Undeclared.raise(failure);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOGGER.addHandler(handler);
    }

    private static String call(Diglot client) {
        return client.messages()
                .create(MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hi")))
                        .maxTokens(10)
                        .topK(5)
                        .build())
                .text();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aSupportWarningThatCannotBeLogged(Throwable failure) throws Exception {
        breakLogger(failure);
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("hello"));
                Diglot client = TestClients.retrying(endpoint)
                        .provider(Provider.TOKENHUB)
                        .build()) {
            assertThat(call(client)).isEqualTo("hello");
            assertThat(logged).hasValue(1);
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anObserversFailureThatCannotBeLogged(Throwable failure) throws Exception {
        breakLogger(failure);
        Interceptor broken = attempt -> end -> {
            throw new IllegalStateException("end");
        };
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("hello"));
                Diglot client =
                        TestClients.retrying(endpoint).interceptor(broken).build()) {
            assertThat(call(client)).isEqualTo("hello");
            assertThat(logged).hasValue(1);
        }
    }
}
