// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.model.Dialect;
import dev.diglot.model.Provider;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the client's builder collects for the transport.
 *
 * @param httpClient the user's own, or null for one of ours
 * @param connectTimeout of ours; a given one brings its own
 * @param chat where chat calls go, or null if nowhere
 * @param messages where messages calls go, or null if nowhere
 * @param defaults what holds for a call whose options do not say; has both timeouts
 * @param maxEventBytes the largest event of a stream
 * @param maxBodyBytes the largest whole body
 * @param allowPlainHttp whether a key may travel over plain http to another machine
 * @param interceptors see each attempt, the outermost first
 * @param streamUsage whether streams ask for their token usage where the dialect wants it asked for
 * @param provider whose documents requests are held against, or null for nobody's
 */
public record TransportSettings(
        @Nullable HttpClient httpClient,
        Duration connectTimeout,
        @Nullable BaseUrl chat,
        @Nullable BaseUrl messages,
        RequestOptions defaults,
        int maxEventBytes,
        int maxBodyBytes,
        boolean allowPlainHttp,
        List<Interceptor> interceptors,
        boolean streamUsage,
        @Nullable Provider provider) {
    /** The connect timeout in force: that of the user's own client, if there is one; null if it has none. */
    @Nullable
    Duration effectiveConnectTimeout() {
        return httpClient == null ? connectTimeout : httpClient.connectTimeout().orElse(null);
    }

    /** Whether nothing goes over TLS. */
    boolean isPlain() {
        return isPlain(chat) && isPlain(messages);
    }

    private static boolean isPlain(@Nullable BaseUrl base) {
        return base == null || base.url().startsWith("http:");
    }

    /**
     * Finds where the calls of a dialect go.
     *
     * @throws IllegalStateException if nowhere
     */
    BaseUrl base(Dialect dialect) {
        BaseUrl base = dialect == Dialect.CHAT ? chat : messages;
        if (base == null) {
            String name = dialect.name().toLowerCase(Locale.ROOT);
            throw new IllegalStateException(
                    "the client has no address for " + name + " calls; set baseUrl(...) or " + name + "BaseUrl(...)");
        }
        return base;
    }
}
