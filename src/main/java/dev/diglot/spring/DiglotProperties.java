// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.spring;

import dev.diglot.json.JsonReplyMode;
import dev.diglot.model.Provider;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code diglot.*} of a Spring Boot application. A property that is not set has the default of
 * {@link dev.diglot.Diglot.Builder}.
 *
 * @param baseUrl address of the endpoint, for both dialects
 * @param chatBaseUrl address for the chat dialect; default: base-url
 * @param messagesBaseUrl address for the messages dialect; default: base-url
 * @param apiKey key of the endpoint; in place of it, a bean of the class Credentials can be defined
 * @param provider provider behind the address; if no address is set, its documented address is used
 * @param site site of the provider, such as a region; default: its first one
 * @param connectTimeout maximum time to establish a connection; default: 10s
 * @param responseTimeout maximum time until the head of a response is received; default: 10m
 * @param idleTimeout maximum time without any bytes after a response has begun; default: 5m
 * @param deadline maximum time of a whole call, including retries; default: none
 * @param maxRetries maximum number of retries of a call; default: 2
 * @param headers additional headers of each request
 * @param maxEventSize maximum size of one stream event; default: 16MB
 * @param maxBodySize maximum size of a response that is not a stream; default: 64MB
 * @param allowPlainHttp whether the key may be sent over plain http to another machine; default: false
 * @param streamUsage whether chat streams request their token usage; default: false
 * @param jsonReplyMode how a request in the messages dialect asks for a reply in JSON; default: as the provider
 *     documents
 */
@ConfigurationProperties("diglot")
public record DiglotProperties(
        @Nullable String baseUrl,
        @Nullable String chatBaseUrl,
        @Nullable String messagesBaseUrl,
        @Nullable String apiKey,
        @Nullable Provider provider,
        @Nullable String site,
        @Nullable Duration connectTimeout,
        @Nullable Duration responseTimeout,
        @Nullable Duration idleTimeout,
        @Nullable Duration deadline,
        @Nullable Integer maxRetries,
        @Nullable Map<String, String> headers,
        @Nullable DataSize maxEventSize,
        @Nullable DataSize maxBodySize,
        @Nullable Boolean allowPlainHttp,
        @Nullable Boolean streamUsage,
        @Nullable JsonReplyMode jsonReplyMode) {
    /** {@return the addresses, without the key and without the values of headers} */
    @Override
    public String toString() {
        return "DiglotProperties[baseUrl=" + baseUrl + ", chatBaseUrl=" + chatBaseUrl + ", messagesBaseUrl="
                + messagesBaseUrl + ", provider=" + provider + "]";
    }
}
