// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Credentials;
import dev.diglot.config.RequestOptions;
import dev.diglot.model.Dialect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the HTTP request of an attempt: address, headers, key, bytes. */
final class RequestWriter {
    private static final @Nullable String VERSION =
            RequestWriter.class.getPackage().getImplementationVersion();

    private final TransportSettings settings;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the key would travel in the open
     */
    RequestWriter(TransportSettings settings) {
        this.settings = settings;
        requireSafe(settings.chat(), settings.defaults().credentials());
        requireSafe(settings.messages(), settings.defaults().credentials());
    }

    /**
     * Finds where an operation goes.
     *
     * @throws IllegalStateException if the client has no address for its dialect
     */
    private BaseUrl base(Operation operation) {
        BaseUrl base = operation.dialect() == Dialect.CHAT ? settings.chat() : settings.messages();
        if (base == null) {
            String name = operation.dialect().name().toLowerCase(Locale.ROOT);
            throw new IllegalStateException(
                    "the client has no address for " + name + " calls; set baseUrl(...) or " + name + "BaseUrl(...)");
        }
        return base;
    }

    /**
     * Makes a request.
     *
     * @throws IllegalArgumentException if the key may not travel there, or is none
     */
    HttpRequest write(Operation operation, byte[] body, String accept, RequestOptions options, Duration timeout) {
        BaseUrl base = base(operation);
        URI address = base.resolve(operation.path());
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .method(operation.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        if (address.getScheme().equals("http")) {
            request.version(HttpClient.Version.HTTP_1_1); // else the JDK asks every plain server for HTTP/2
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("user-agent", "diglot/" + (VERSION == null ? "dev" : VERSION));
        headers.putAll(operation.headers());
        headers.putAll(settings.defaults().headers());
        headers.putAll(options.headers());
        headers.put("content-type", "application/json");
        headers.put("accept", accept);
        Credentials credentials =
                options.credentials() == null ? settings.defaults().credentials() : options.credentials();
        if (credentials != null) {
            requireSafe(base, credentials);
            headers.put(credentials.headerName(operation.dialect()), credentials.headerValue(operation.dialect()));
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request.setHeader(header.getKey(), header.getValue());
        }
        return request.build();
    }

    private void requireSafe(@Nullable BaseUrl base, @Nullable Credentials credentials) {
        if (credentials != null && base != null && base.isPlain() && !settings.allowPlainHttp()) {
            throw new IllegalArgumentException("The key would travel over plain http to " + base
                    + ", where others can read it; use https://, or allowPlainHttp(true) if the network is your own");
        }
    }
}
