// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.internal.text.BaseUrl;
import dev.diglot.internal.text.SecretNames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Builds the HTTP request of an attempt: address, headers, key, body. Thread-safe. */
final class RequestWriter {
    private static final @Nullable String VERSION =
            RequestWriter.class.getPackage().getImplementationVersion();

    private final boolean allowPlainHttp;
    private final List<Interceptor> interceptors;

    /**
     * Creates a writer.
     *
     * @throws IllegalArgumentException if the default options hold a key that would be sent in plain text
     */
    RequestWriter(TransportSettings settings) {
        allowPlainHttp = settings.allowPlainHttp();
        interceptors = settings.interceptors();
        for (BaseUrl base : settings.addresses().values()) {
            requireSafe(base, settings.defaults());
        }
    }

    /**
     * Builds a request, calls the interceptors, and registers them as listener of the response.
     *
     * @throws IllegalArgumentException if the key would be sent in plain text, or is missing or malformed
     */
    HttpRequest write(Call call, Response response) {
        URI url = call.url();
        Map<String, String> headers = headers(call);
        requireSafe(call.base, call.options);
        addKey(call, headers);
        if (call.observed != null) {
            ObservedAttempt attempt = new ObservedAttempt(response, call.observed, url, headers);
            call.observed.beginWork(); // so that no end is reported while interceptors run
            try {
                attempt.intercept(interceptors);
                response.setListener(attempt);
            } finally {
                call.observed.endWork();
            }
            requireSafe(call.base, headers);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(call.timeToHead())
                .method(call.operation.method(), response.requestBody);
        if (!call.base.isTls()) {
            request.version(HttpClient.Version.HTTP_1_1); // otherwise the JDK requests an upgrade to HTTP/2
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request.setHeader(header.getKey(), header.getValue());
        }
        return request.build();
    }

    /** Returns the headers without the key; a later one replaces an earlier one of the same name. */
    private static Map<String, String> headers(Call call) {
        Map<String, String> headers = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("user-agent", "diglot/" + (VERSION == null ? "dev" : VERSION));
        for (Operation.DefaultHeader header : call.operation.headers()) {
            if (header.isSentIn(call.dialect)) {
                headers.put(header.name(), header.value());
            }
        }
        headers.putAll(call.options.headers());
        if (call.body.length > 0) {
            headers.put("content-type", "application/json");
        }
        headers.put("accept", call.wantsStream ? "text/event-stream" : "application/json");
        return headers;
    }

    private static void addKey(Call call, Map<String, String> headers) {
        Credentials credentials = call.options.credentials();
        if (credentials != null) {
            String value = credentials.headerValue(call.dialect);
            call.key = value.substring(value.indexOf(' ') + 1); // without "Bearer "
            headers.put(credentials.headerName(call.dialect), value);
        }
    }

    private void requireSafe(BaseUrl base, RequestOptions options) {
        if (options.credentials() != null) {
            requireSafeToSend(base, "key");
        }
        requireSafe(base, options.headers());
    }

    private void requireSafe(BaseUrl base, Map<String, String> headers) {
        for (String name : headers.keySet()) {
            if (SecretNames.isSecretHeader(name)) {
                requireSafeToSend(base, "header " + name);
            }
        }
    }

    /** Throws if a secret would be sent over plain http to another machine. */
    private void requireSafeToSend(BaseUrl base, String secret) {
        if (base.isInsecure() && !allowPlainHttp) {
            throw new IllegalArgumentException("The " + secret + " would travel over plain http to " + base
                    + ", where others can read it; use https://, or allowPlainHttp(true) if the network is your own");
        }
    }
}
