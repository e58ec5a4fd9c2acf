// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.CallObserver;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.internal.text.BaseUrl;
import dev.diglot.model.Dialect;
import dev.diglot.testing.TestKey;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the settings of a transport under test: with a key, timeouts of 20 s and no retries unless set otherwise. */
final class TestSettings {
    private static final RequestOptions WITHOUT_KEY = RequestOptions.builder()
            .responseTimeout(Duration.ofSeconds(20))
            .idleTimeout(Duration.ofSeconds(20))
            .retryPolicy(RetryPolicy.none())
            .build();
    private static final RequestOptions WITH_KEY = RequestOptions.builder()
            .credentials(Credentials.of(TestKey.value()))
            .build()
            .withDefaults(WITHOUT_KEY);

    private final Map<Dialect, BaseUrl> addresses = new EnumMap<>(Dialect.class);
    private RequestOptions options = WITH_KEY;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private int maxBodyBytes = 1_000_000;
    private List<Interceptor> interceptors = List.of();
    private List<CallObserver> observers = List.of();
    private boolean allowPlainHttp;
    private @Nullable HttpClient httpClient;

    private TestSettings(String url) {
        for (Dialect dialect : Dialect.values()) {
            addresses.put(dialect, BaseUrl.parse("baseUrl", url));
        }
    }

    static TestSettings of(String url) {
        return new TestSettings(url);
    }

    /** Sets options; the others keep their values. */
    TestSettings options(RequestOptions.Builder changes) {
        options = changes.build().withDefaults(options);
        return this;
    }

    /** Removes the key and all options that were set. */
    TestSettings withoutKey() {
        options = WITHOUT_KEY;
        return this;
    }

    TestSettings withoutMessages() {
        addresses.remove(Dialect.MESSAGES);
        return this;
    }

    TestSettings httpClient(HttpClient value) {
        httpClient = value;
        return this;
    }

    TestSettings connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    TestSettings maxBodyBytes(int value) {
        maxBodyBytes = value;
        return this;
    }

    TestSettings allowPlainHttp() {
        allowPlainHttp = true;
        return this;
    }

    TestSettings interceptor(Interceptor value) {
        interceptors = List.of(value);
        return this;
    }

    TestSettings observer(CallObserver value) {
        observers = List.of(value);
        return this;
    }

    TransportSettings build() {
        return new TransportSettings(
                httpClient,
                connectTimeout,
                Map.copyOf(addresses),
                options,
                1_000_000,
                maxBodyBytes,
                allowPlainHttp,
                interceptors,
                observers,
                null,
                false,
                null);
    }

    Transport transport() {
        return new Transport(build());
    }

    Transport transport(Delayer delayer) {
        return new Transport(build(), delayer);
    }
}
