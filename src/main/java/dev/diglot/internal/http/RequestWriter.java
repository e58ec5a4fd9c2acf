// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.internal.text.SecretNames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Makes the HTTP request of an attempt: address, headers, key, bytes. */
final class RequestWriter {
    private static final @Nullable String VERSION =
            RequestWriter.class.getPackage().getImplementationVersion();

    private final boolean allowPlainHttp;
    private final List<Interceptor> interceptors;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the key would travel in the open
     */
    RequestWriter(TransportSettings settings) {
        allowPlainHttp = settings.allowPlainHttp();
        interceptors = settings.interceptors();
        requireSafe(settings.chat(), settings.defaults());
        requireSafe(settings.messages(), settings.defaults());
    }

    /**
     * Makes a request, and shows it to the interceptors, which are told of its response from then on.
     *
     * @throws IllegalArgumentException if the key may not travel there, or is none
     */
    HttpRequest write(Call call, Response response) {
        Operation<?, ?> operation = call.operation;
        URI url = call.base.resolve(operation.path());
        Map<String, String> headers = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("user-agent", "diglot/" + (VERSION == null ? "dev" : VERSION));
        headers.putAll(operation.headers());
        headers.putAll(call.options.headers());
        headers.put("content-type", "application/json");
        headers.put("accept", call.wantsStream ? "text/event-stream" : "application/json");
        requireSafe(call.base, call.options);
        Credentials credentials = call.options.credentials();
        if (credentials != null) {
            String value = credentials.headerValue(operation.dialect());
            call.key = value.substring(value.indexOf(' ') + 1);
            headers.put(credentials.headerName(operation.dialect()), value);
        }
        if (!interceptors.isEmpty()) {
            ObservedAttempt attempt = new ObservedAttempt(response, url, headers);
            attempt.begin(interceptors);
            response.tellTo(attempt); // not before: another thread may tell of the end
            requireSafe(call.base, headers);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(call.untilHead()).method(operation.method(), response.request);
        if (call.base.url().startsWith("http:")) {
            request.version(HttpClient.Version.HTTP_1_1); // else the JDK asks every plain server for HTTP/2
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request.setHeader(header.getKey(), header.getValue());
        }
        return request.build();
    }

    private void requireSafe(@Nullable BaseUrl base, RequestOptions options) {
        if (options.credentials() != null) {
            requireSafe(base, "key");
        }
        requireSafe(base, options.headers());
    }

    private void requireSafe(@Nullable BaseUrl base, Map<String, String> headers) {
        for (String name : headers.keySet()) {
            if (SecretNames.isHeader(name)) {
                requireSafe(base, "header " + name);
            }
        }
    }

    private void requireSafe(@Nullable BaseUrl base, String secret) {
        if (base != null && base.isPlain() && !allowPlainHttp) {
            throw new IllegalArgumentException("The " + secret + " would travel over plain http to " + base
                    + ", where others can read it; use https://, or allowPlainHttp(true) if the network is your own");
        }
    }
}
