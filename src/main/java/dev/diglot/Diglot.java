// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static java.util.Objects.requireNonNull;

import dev.diglot.api.ChatApi;
import dev.diglot.api.MessagesApi;
import dev.diglot.api.ModelsApi;
import dev.diglot.config.CallObserver;
import dev.diglot.config.ContextPropagation;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.internal.ApiAccess;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.internal.http.Transport;
import dev.diglot.internal.http.TransportSettings;
import dev.diglot.internal.json.Check;
import dev.diglot.internal.text.BaseUrl;
import dev.diglot.model.Dialect;
import dev.diglot.model.Provider;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client of a model endpoint that speaks the chat dialect, the messages dialect, or both.
 *
 * <p>Create it with {@link #builder()} or {@link #create()}. It is thread-safe and owns connections and threads: create
 * one and share it. {@link #close()} releases them. All its threads are daemon threads and do not keep the JVM running.
 *
 * <pre>{@code
 * try (Diglot client = Diglot.builder().baseUrl("https://api.example.com/v1").apiKey(key).build()) {
 *     ChatCompletion reply = client.chat()
 *             .create(ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Calculate 1+1"))).build());
 *     System.out.println(reply.text());
 * }
 * }</pre>
 */
public final class Diglot implements AutoCloseable {
    /** The environment variable from which {@link #create()} reads the base URL. */
    public static final String BASE_URL_VARIABLE = "DIGLOT_BASE_URL";

    /** The environment variable from which {@link #create()} reads the key. */
    public static final String API_KEY_VARIABLE = "DIGLOT_API_KEY";

    /** The default maximum time to establish a connection, including the TLS handshake: 10 seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * The default maximum time until the head of a response is received: 10 minutes, because an endpoint sends nothing
     * for a call without a stream until the whole response is ready.
     */
    public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofMinutes(10);

    /**
     * The default maximum time without any bytes after a response has begun: 5 minutes, because some models reason for
     * minutes before they send the next event.
     */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);

    /** The default maximum size of one stream event: 16 MiB. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024;

    /** The default maximum size of a response that is not a stream: 64 MiB. */
    public static final int DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

    private final TransportSettings settings;
    private final Transport transport;

    private Diglot(TransportSettings settings) {
        this.settings = settings;
        this.transport = new Transport(settings);
    }

    /**
     * Creates a client from the environment variables {@code DIGLOT_BASE_URL} and {@code DIGLOT_API_KEY}.
     *
     * @return the client, to be closed
     * @throws IllegalStateException if one of the two is not set
     * @throws IllegalArgumentException if one of the two is invalid; see {@link Builder#baseUrl},
     *     {@link Builder#apiKey} and {@link Builder#build}
     */
    public static Diglot create() {
        return create(System.getenv());
    }

    static Diglot create(Map<String, String> environment) {
        String url = environment.getOrDefault(BASE_URL_VARIABLE, "");
        String key = environment.getOrDefault(API_KEY_VARIABLE, "");
        if (url.isBlank()) {
            throw notSet(BASE_URL_VARIABLE, "address");
        }
        if (key.isBlank()) {
            throw notSet(API_KEY_VARIABLE, "key");
        }
        return builder().baseUrl(url).apiKey(key).build();
    }

    private static IllegalStateException notSet(String variable, String content) {
        return new IllegalStateException("The environment variable " + variable
                + " is not set; set it to the endpoint's " + content + ", or use Diglot.builder()");
    }

    /** {@return a builder in which nothing is set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the calls of the chat dialect; they throw {@link IllegalStateException} if it has no address} */
    public ChatApi chat() {
        return api(ChatApi.class);
    }

    /** {@return the calls of the messages dialect; they throw {@link IllegalStateException} if it has no address} */
    public MessagesApi messages() {
        return api(MessagesApi.class);
    }

    /**
     * Returns the calls about the models of the endpoint. They use the address and key of the chat dialect, or those of
     * the messages dialect if only that has an address.
     *
     * @return the calls
     */
    public ModelsApi models() {
        return api(ModelsApi.class);
    }

    /** Creates the calls of one class, which is loaded only now. */
    private <A> A api(Class<A> type) {
        ApiAccess<Transport, A> access = InternalConstructor.of(type);
        return access.constructor().apply(transport);
    }

    /**
     * Closes the client without waiting. Calls and streams in progress fail with
     * {@link dev.diglot.error.CallCancelledException}, connections are closed, and threads end. An {@link HttpClient}
     * that was passed to the builder stays open. Later calls throw {@link IllegalStateException}. Closing again has no
     * effect.
     */
    @Override
    public void close() {
        transport.close();
    }

    /** {@return the addresses and timeouts, without the key and without the values of headers} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Diglot[");
        for (Dialect dialect : Dialect.values()) {
            String name = dialect.name().toLowerCase(Locale.ROOT);
            text.append(name)
                    .append('=')
                    .append(settings.addresses().get(dialect))
                    .append(", ");
        }
        return text.append(settings.defaults()).append(']').toString();
    }

    /**
     * Builds a client. Only an address is required, or a provider that documents one. A setting that
     * {@link RequestOptions} has too is a default, which a call can override. Not thread-safe.
     */
    public static final class Builder extends RequestOptions.Settings<Builder> {
        private @Nullable BaseUrl baseUrl;
        private final Map<Dialect, BaseUrl> dialectBaseUrls = new EnumMap<>(Dialect.class);
        private @Nullable HttpClient httpClient;
        private @Nullable Duration connectTimeout;
        private int maxEventBytes = DEFAULT_MAX_EVENT_BYTES;
        private int maxBodyBytes = DEFAULT_MAX_BODY_BYTES;
        private boolean allowPlainHttp;
        private boolean streamUsage;
        private final List<Interceptor> interceptors = new ArrayList<>();
        private final List<CallObserver> observers = new ArrayList<>();
        private @Nullable ContextPropagation contextPropagation;
        private @Nullable Provider provider;

        /** The site of the provider, or null for its default. */
        private @Nullable String site;

        /** The key, if {@code apiKey} was called last; null if {@code credentials} was. */
        private @Nullable String apiKey;

        private Builder() {
            responseTimeout(DEFAULT_RESPONSE_TIMEOUT);
            idleTimeout(DEFAULT_IDLE_TIMEOUT);
            retryPolicy(RetryPolicy.standard());
        }

        /**
         * Sets the endpoint's address, for both dialects.
         *
         * <p>Paste it as the provider shows it. The path of a call at the end ({@code /chat/completions},
         * {@code /messages}) is removed. A version at the end ({@code /v1}, {@code /api/v3}) is kept; without one,
         * {@code /v1} is appended. Any other path is kept as a prefix.
         *
         * @param url an {@code https://} or {@code http://} address
         * @return this
         * @throws IllegalArgumentException if it is not such an address, or has a query, a fragment, a user or a
         *     password
         */
        public Builder baseUrl(String url) {
            this.baseUrl = BaseUrl.parse("baseUrl", url);
            return this;
        }

        /**
         * Sets the address for the chat dialect. Default: the address set by {@link #baseUrl}.
         *
         * @param url as for {@link #baseUrl}
         * @return this
         * @throws IllegalArgumentException as for {@link #baseUrl}
         */
        public Builder chatBaseUrl(String url) {
            dialectBaseUrls.put(Dialect.CHAT, BaseUrl.parse("chatBaseUrl", url));
            return this;
        }

        /**
         * Sets the address for the messages dialect. Default: the address set by {@link #baseUrl}.
         *
         * @param url as for {@link #baseUrl}
         * @return this
         * @throws IllegalArgumentException as for {@link #baseUrl}
         */
        public Builder messagesBaseUrl(String url) {
            dialectBaseUrls.put(Dialect.MESSAGES, BaseUrl.parse("messagesBaseUrl", url));
            return this;
        }

        /**
         * Sets the key. It is sent as a Bearer token for chat and as {@code x-api-key} for messages, unless the
         * {@link #provider} documents another header. Default: no key is sent.
         *
         * @param key the key as the provider shows it; replaces {@link #credentials}
         * @return this
         * @throws IllegalArgumentException if the key is malformed; see {@link Credentials#of(String)}
         */
        public Builder apiKey(String key) {
            credentials(Credentials.of(key));
            this.apiKey = key;
            return this;
        }

        @Override
        public Builder credentials(Credentials credentials) {
            this.apiKey = null;
            return super.credentials(credentials);
        }

        /**
         * Sets the provider behind the address. The client then calls {@code check(provider)} on each request and logs
         * the result as warnings through the {@link System.Logger} {@code dev.diglot}: each kind of warning once per
         * member, without any text of the request. The request is sent in any case.
         *
         * <p>If no address is set, the addresses that the provider documents are used. The header that carries
         * {@link #apiKey} also follows the provider's documentation. Default: none, and requests are not checked.
         *
         * @param provider the provider
         * @return this
         */
        public Builder provider(Provider provider) {
            this.provider = provider;
            this.site = null;
            return this;
        }

        /**
         * Sets the provider behind the address, as {@link #provider(Provider)} does, and which of its sites is used if
         * no address is set.
         *
         * @param provider the provider
         * @param site the name of the site, such as a region or a plan; see {@link Provider#sites}
         * @return this
         * @throws IllegalArgumentException if the provider documents no such site; the message names those that it does
         */
        public Builder provider(Provider provider, String site) {
            provider.baseUrl(Dialect.CHAT, site);
            this.provider = provider;
            this.site = site;
            return this;
        }

        /**
         * Sets the {@link HttpClient} to use, with its own proxy, TLS, executor and connect timeout. The caller remains
         * responsible for closing it. Default: a new one with the proxy and trust settings of the JVM.
         *
         * @param client must not follow redirects and, before JDK 24, must not have an {@link java.net.Authenticator};
         *     otherwise {@link #build} throws
         * @return this
         */
        public Builder httpClient(HttpClient client) {
            this.httpClient = client;
            return this;
        }

        /**
         * Sets the maximum time to establish a connection, including the TLS handshake. Default:
         * {@link #DEFAULT_CONNECT_TIMEOUT}. Cannot be combined with {@link #httpClient}, which has its own.
         *
         * @param timeout more than zero; more than 365 days counts as 365 days
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = requirePositive("connectTimeout", timeout);
            return this;
        }

        /**
         * Adds an interceptor that observes every attempt, for headers, logs or metrics, for example
         * {@link Interceptor#logging()}. Default: none.
         *
         * @param interceptor the interceptor; the first one added is the outermost: called first, its observer last
         * @return this
         */
        public Builder interceptor(Interceptor interceptor) {
            interceptors.add(requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /**
         * Adds an observer of every call: of its model, tokens, result and failure. Default: none.
         *
         * @param observer the observer; the first one added is the outermost: it starts first and ends last
         * @return this
         */
        public Builder observer(CallObserver observer) {
            observers.add(requireNonNull(observer, "observer"));
            return this;
        }

        /**
         * Sets the propagation of the context of the thread that makes a call, such as its trace, to the threads that
         * continue the call. Default: none.
         *
         * @param propagation captures the context; replaces any that was set before
         * @return this
         */
        public Builder contextPropagation(ContextPropagation propagation) {
            this.contextPropagation = requireNonNull(propagation, "propagation");
            return this;
        }

        /**
         * Sets the maximum size of one stream event and of each of its lines, after decompression. A larger one ends
         * the stream with a {@link dev.diglot.error.ProtocolException}. Default: {@link #DEFAULT_MAX_EVENT_BYTES}.
         *
         * @param bytes at least 1
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxEventBytes(int bytes) {
            Check.range("maxEventBytes", bytes, 1, Double.POSITIVE_INFINITY);
            this.maxEventBytes = bytes;
            return this;
        }

        /**
         * Sets the maximum size of a response that is not a stream, after decompression. A larger one ends the call
         * with a {@link dev.diglot.error.ProtocolException}. Default: {@link #DEFAULT_MAX_BODY_BYTES}.
         *
         * @param bytes at least 1
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxBodyBytes(int bytes) {
            Check.range("maxBodyBytes", bytes, 1, Double.POSITIVE_INFINITY);
            this.maxBodyBytes = bytes;
            return this;
        }

        /**
         * Allows the key, and headers whose names suggest a secret such as {@code Cookie}, to be sent over plain
         * {@code http://} to another machine. Anyone on the network path can read them. Default: false. Sending them to
         * this machine ({@code localhost}, {@code 127.0.0.1}, {@code [::1]}) is always allowed.
         *
         * @param allow whether to allow it
         * @return this
         */
        public Builder allowPlainHttp(boolean allow) {
            this.allowPlainHttp = allow;
            return this;
        }

        /**
         * Requests token usage for every chat stream, by {@code stream_options.include_usage}. Streams of the messages
         * dialect always report usage. A request that sets {@code include_usage} itself is sent unchanged. If usage was
         * requested, a stream that ends without it and without {@code [DONE]} counts as truncated. Default: false.
         *
         * @param request whether to request usage
         * @return this
         */
        public Builder streamUsage(boolean request) {
            this.streamUsage = request;
            return this;
        }

        /**
         * Builds the client. The builder can be reused; later changes to it do not affect this client.
         *
         * @return the client, to be closed
         * @throws IllegalStateException if no address is set and the provider documents none, or if both a connect
         *     timeout and an {@link HttpClient} are set
         * @throws IllegalArgumentException if the key would be sent over plain http, or the {@link HttpClient} cannot
         *     be used safely; the message says what to do
         */
        public Diglot build() {
            Map<Dialect, BaseUrl> addresses = addresses();
            if (apiKey != null) { // its header depends on the provider, which may have been set after it
                super.credentials(credentialsOf(apiKey));
            }
            if (addresses.isEmpty()) {
                throw new IllegalStateException("No address is set; call baseUrl(\"https://api.example.com/v1\")");
            }
            if (httpClient != null && connectTimeout != null) {
                throw new IllegalStateException(
                        "connectTimeout and httpClient are both set, but an HttpClient has its own connect timeout;"
                                + " set it with HttpClient.newBuilder().connectTimeout(...)");
            }
            return new Diglot(new TransportSettings(
                    httpClient,
                    connectTimeout == null ? DEFAULT_CONNECT_TIMEOUT : connectTimeout,
                    Map.copyOf(addresses),
                    options(),
                    maxEventBytes,
                    maxBodyBytes,
                    allowPlainHttp,
                    List.copyOf(interceptors),
                    List.copyOf(observers),
                    contextPropagation,
                    streamUsage,
                    provider));
        }

        private Credentials credentialsOf(String key) {
            return provider == null ? Credentials.of(key) : Credentials.of(provider, key);
        }

        /** Returns the addresses that were set or, if there are none, those that the provider documents. */
        private Map<Dialect, BaseUrl> addresses() {
            Map<Dialect, BaseUrl> addresses = new EnumMap<>(Dialect.class);
            for (Dialect dialect : Dialect.values()) {
                BaseUrl base = dialectBaseUrls.getOrDefault(dialect, baseUrl);
                if (base != null) {
                    addresses.put(dialect, base);
                }
            }
            if (!addresses.isEmpty() || provider == null) {
                return addresses;
            }
            for (Dialect dialect : Dialect.values()) {
                String documented = site == null ? provider.baseUrl(dialect) : provider.baseUrl(dialect, site);
                if (documented != null) {
                    addresses.put(dialect, BaseUrl.parse("baseUrl", documented));
                }
            }
            return addresses;
        }
    }
}
