// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import dev.diglot.Diglot;
import dev.diglot.config.RetryPolicy;
import dev.diglot.testkit.FakeEndpoint;
import java.time.Duration;

/** Creates the clients of tests: they send the key of this test run, and do not retry unless requested. */
public final class TestClients {
    /** Below the timeouts of the test classes, so that a client that hangs fails with its own exception. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(20);

    private static final RetryPolicy RETRIES_WITHOUT_BACKOFF =
            RetryPolicy.standard().withBackoff(Duration.ZERO, Duration.ZERO);

    private TestClients() {}

    /** Returns a builder of a client that does not retry. */
    public static Diglot.Builder builder(String url) {
        return Diglot.builder()
                .baseUrl(url)
                .apiKey(TestKey.value())
                .idleTimeout(IDLE_TIMEOUT)
                .retryPolicy(RetryPolicy.none());
    }

    /** Returns a builder of a client that does not retry. */
    public static Diglot.Builder builder(RawServer server) {
        return builder(server.url());
    }

    /** Returns a builder of a client that does not retry. */
    public static Diglot.Builder builder(FakeEndpoint endpoint) {
        return builder(endpoint.url());
    }

    /** Returns a builder of a client that retries as often as the standard policy does, without a backoff. */
    public static Diglot.Builder retrying(String url) {
        return builder(url).retryPolicy(RETRIES_WITHOUT_BACKOFF);
    }

    /** Returns a builder of a client that retries as often as the standard policy does, without a backoff. */
    public static Diglot.Builder retrying(RawServer server) {
        return retrying(server.url());
    }

    /** Returns a builder of a client that retries as often as the standard policy does, without a backoff. */
    public static Diglot.Builder retrying(FakeEndpoint endpoint) {
        return retrying(endpoint.url());
    }

    /** Returns a client that does not retry. */
    public static Diglot client(String url) {
        return builder(url).build();
    }

    /** Returns a client that does not retry. */
    public static Diglot client(RawServer server) {
        return client(server.url());
    }

    /** Returns a client that does not retry. */
    public static Diglot client(FakeEndpoint endpoint) {
        return client(endpoint.url());
    }

    /** Returns a client that does not retry and has this idle timeout. */
    public static Diglot client(RawServer server, Duration idleTimeout) {
        return builder(server).idleTimeout(idleTimeout).build();
    }
}
