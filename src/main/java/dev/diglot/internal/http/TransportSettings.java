// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.CallObserver;
import dev.diglot.config.ContextPropagation;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.internal.text.BaseUrl;
import dev.diglot.model.Dialect;
import dev.diglot.model.Provider;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the client's builder collects for the transport. Immutable.
 *
 * @param httpClient the user's own HTTP client, or null to build one
 * @param connectTimeout the connect timeout of the HTTP client that is built; not used if the user passes one
 * @param addresses the address of each dialect's calls; a dialect without an address is missing
 * @param defaults the options of calls that do not set their own; always with a response timeout, an idle timeout and a
 *     retry policy
 * @param maxEventBytes the maximum size of an event of a stream
 * @param maxBodyBytes the maximum size of a body that is not a stream
 * @param allowPlainHttp whether a key may be sent over plain http to another machine
 * @param interceptors observe each attempt, the outermost first
 * @param observers observe each call, the outermost first
 * @param contextPropagation carries the caller's context to other threads, or null for none
 * @param streamUsage whether streams request their token usage where the dialect sends it only on request
 * @param provider the provider whose support data requests are checked against, or null for no check
 */
public record TransportSettings(
        @Nullable HttpClient httpClient,
        Duration connectTimeout,
        Map<Dialect, BaseUrl> addresses,
        RequestOptions defaults,
        int maxEventBytes,
        int maxBodyBytes,
        boolean allowPlainHttp,
        List<Interceptor> interceptors,
        List<CallObserver> observers,
        @Nullable ContextPropagation contextPropagation,
        boolean streamUsage,
        @Nullable Provider provider) {
    /** Returns the connect timeout of the HTTP client in use, built or the user's own; null if it has none. */
    @Nullable
    Duration effectiveConnectTimeout() {
        if (httpClient == null) {
            return connectTimeout;
        }
        return httpClient.connectTimeout().orElse(null);
    }

    /** Returns whether an address of the client uses TLS. */
    boolean expectsTls() {
        for (BaseUrl address : addresses.values()) {
            if (address.isTls()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the default options of a call; at the address of another server they have no secrets. */
    RequestOptions defaults(RequestOptions callOptions, BaseUrl base) {
        boolean isOwn =
                callOptions.baseUrl() == null || addresses.values().stream().anyMatch(base::isSameServer);
        return isOwn ? defaults : defaults.withoutSecrets();
    }

    /** Returns the first dialect of an operation that has an address, or the first one if none has. */
    Dialect dialectOf(Operation<?, ?> operation) {
        for (Dialect dialect : operation.dialects()) {
            if (addresses.containsKey(dialect)) {
                return dialect;
            }
        }
        return operation.dialects().get(0);
    }

    /**
     * Returns the address of a call.
     *
     * @throws IllegalStateException if there is none
     */
    BaseUrl base(Dialect dialect, RequestOptions options) {
        if (options.baseUrl() != null) {
            return BaseUrl.parse("baseUrl", options.baseUrl());
        }
        BaseUrl base = addresses.get(dialect);
        if (base == null) {
            String name = dialect.name().toLowerCase(Locale.ROOT);
            throw new IllegalStateException(
                    "the client has no address for " + name + " calls; set baseUrl(...) or " + name + "BaseUrl(...)");
        }
        return base;
    }
}
