// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static java.util.Objects.requireNonNull;

import dev.diglot.api.ChatApi;
import dev.diglot.api.MessagesApi;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.internal.http.BaseUrl;
import dev.diglot.internal.http.Transport;
import dev.diglot.internal.http.TransportSettings;
import dev.diglot.internal.json.Check;
import dev.diglot.model.Dialect;
import dev.diglot.model.Provider;
import dev.diglot.model.Provider.KeyHeader;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client of a model endpoint that speaks the chat dialect, the messages dialect, or both.
 *
 * <p>You get one from {@link #builder()} or {@link #create()}. It may be used from any thread and by many at once; make
 * one and keep it, for it owns connections and threads. {@link #close()} ends it. Its threads are daemons, so that a
 * program ends when its main thread does.
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
    /** The variable that {@link #create()} reads the base URL from. */
    public static final String BASE_URL_VARIABLE = "DIGLOT_BASE_URL";

    /** The variable that {@link #create()} reads the key from. */
    public static final String API_KEY_VARIABLE = "DIGLOT_API_KEY";

    /** How long a connection may take, its TLS handshake included: 10 seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** How long the head of a response may take: 10 minutes, for a call that is no stream is silent until all is ready. */
    public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofMinutes(10);

    /** How long a response that has begun may be silent: 5 minutes, for some models think long without a sign. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);

    /** How large an event of a stream may be: 16 MiB. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024;

    /** How large a response that is no stream may be: 64 MiB. */
    public static final int DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

    private final TransportSettings settings;
    private final Transport transport;

    private Diglot(TransportSettings settings) {
        this.settings = settings;
        this.transport = new Transport(settings);
    }

    /**
     * Makes a client from the environment: {@code DIGLOT_BASE_URL} and {@code DIGLOT_API_KEY}.
     *
     * @return the client, to be closed
     * @throws IllegalStateException if one of the two is not set
     * @throws IllegalArgumentException if one of the two cannot be used, as {@link Builder#baseUrl},
     *     {@link Builder#apiKey} and {@link Builder#build} say; the message says why
     */
    public static Diglot create() {
        return create(System.getenv());
    }

    static Diglot create(Map<String, String> environment) {
        String url = environment.getOrDefault(BASE_URL_VARIABLE, "");
        String key = environment.getOrDefault(API_KEY_VARIABLE, "");
        if (url.isBlank() || key.isBlank()) {
            String missing = url.isBlank() ? BASE_URL_VARIABLE : API_KEY_VARIABLE;
            throw new IllegalStateException("The environment variable " + missing + " is not set; set it to the"
                    + " endpoint's " + (url.isBlank() ? "address" : "key") + ", or use Diglot.builder()");
        }
        return builder().baseUrl(url).apiKey(key).build();
    }

    /** {@return a builder in which nothing is set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the calls of the chat dialect; they throw an {@link IllegalStateException} if it has no address} */
    public ChatApi chat() {
        return new ChatApi(transport);
    }

    /** {@return the calls of the messages dialect; they throw an {@link IllegalStateException} if it has no address} */
    public MessagesApi messages() {
        return new MessagesApi(transport);
    }

    /**
     * Ends the client: calls and streams that are under way fail with
     * {@link dev.diglot.error.CallCancelledException}, connections are closed, threads end. A given {@link HttpClient}
     * stays open. Calls that are made later throw an {@link IllegalStateException}. Returns at once; a second time does
     * nothing.
     */
    @Override
    public void close() {
        transport.close();
    }

    /** {@return the addresses and timeouts; no key and no header's value} */
    @Override
    public String toString() {
        return "Diglot[chat=" + settings.chat() + ", messages=" + settings.messages() + ", " + settings.defaults()
                + "]";
    }

    /**
     * Collects the client's settings; only an address, or a provider that documents one, must be set. What
     * {@link RequestOptions} have too holds for the calls that do not set it. Not safe for use from several threads.
     */
    public static final class Builder extends RequestOptions.Settings<Builder> {
        private @Nullable BaseUrl baseUrl;
        private @Nullable BaseUrl chatBaseUrl;
        private @Nullable BaseUrl messagesBaseUrl;
        private @Nullable HttpClient httpClient;
        private @Nullable Duration connectTimeout;
        private int maxEventBytes = DEFAULT_MAX_EVENT_BYTES;
        private int maxBodyBytes = DEFAULT_MAX_BODY_BYTES;
        private boolean allowPlainHttp;
        private boolean streamUsage;
        private final List<Interceptor> interceptors = new ArrayList<>();
        private @Nullable Provider provider;
        private @Nullable String apiKey;

        private Builder() {
            responseTimeout(DEFAULT_RESPONSE_TIMEOUT);
            idleTimeout(DEFAULT_IDLE_TIMEOUT);
            retryPolicy(RetryPolicy.standard());
        }

        /**
         * Sets the endpoint's address, for both dialects.
         *
         * <p>Paste what the provider shows: a version at the end ({@code /v1}, {@code /api/v3}) stays, the path of a
         * call ({@code /chat/completions}, {@code /messages}) is taken off, and where no version is left {@code /v1} is
         * added. Any other path stays as a prefix.
         *
         * @param url an {@code https://} or {@code http://} address
         * @return this
         * @throws IllegalArgumentException if it is no such address, or has a query, a fragment, a user or a password
         */
        public Builder baseUrl(String url) {
            this.baseUrl = BaseUrl.parse("baseUrl", url);
            return this;
        }

        /**
         * Sets the address for the chat dialect. Default: that of {@link #baseUrl}.
         *
         * @param url as for {@link #baseUrl}
         * @return this
         * @throws IllegalArgumentException as for {@link #baseUrl}
         */
        public Builder chatBaseUrl(String url) {
            this.chatBaseUrl = BaseUrl.parse("chatBaseUrl", url);
            return this;
        }

        /**
         * Sets the address for the messages dialect. Default: that of {@link #baseUrl}.
         *
         * @param url as for {@link #baseUrl}
         * @return this
         * @throws IllegalArgumentException as for {@link #baseUrl}
         */
        public Builder messagesBaseUrl(String url) {
            this.messagesBaseUrl = BaseUrl.parse("messagesBaseUrl", url);
            return this;
        }

        /**
         * Sets the key: a Bearer token on chat, {@code x-api-key} on messages, or Bearer there too if that is what the
         * {@link #provider} documents. Default: none is sent.
         *
         * @param key the key as the provider shows it; takes the place of what {@link #credentials} set
         * @return this
         * @throws IllegalArgumentException if it cannot be a key; see {@link Credentials#of(String)}
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
         * Names the provider behind the address. The client then checks each request as its {@code check(provider)} does,
         * and logs what that tells through the {@link System.Logger} {@code dev.diglot} as a warning: of each member and
         * kind once, and no text of the request. The request is sent all the same.
         *
         * <p>Where no address is set, those that the provider documents are used, if it does. The header of
         * {@link #apiKey} is the provider's too. Default: none, and nothing is checked.
         *
         * @param provider the provider
         * @return this
         */
        public Builder provider(Provider provider) {
            this.provider = provider;
            return this;
        }

        /**
         * Uses an {@link HttpClient} of yours, with its proxy, TLS, threads and connect timeout. You close it. Default: one
         * of the client's own, with proxy and trust of the JVM.
         *
         * @param client must not follow redirects; before JDK 24 must not have an {@link java.net.Authenticator};
         *     {@link #build} refuses any other
         * @return this
         */
        public Builder httpClient(HttpClient client) {
            this.httpClient = client;
            return this;
        }

        /**
         * Sets how long a connection may take, its TLS handshake included. Default: {@link #DEFAULT_CONNECT_TIMEOUT}.
         * Not to be set beside {@link #httpClient}, which brings its own.
         *
         * @param timeout more than zero; more than a year counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = positive("connectTimeout", timeout);
            return this;
        }

        /**
         * Has each attempt of each call seen, for headers, logs or metrics; {@link Interceptor#logging()} is one. Default:
         * none.
         *
         * @param interceptor is added to those that are set; the first one is the outermost: asked first, told last
         * @return this
         */
        public Builder interceptor(Interceptor interceptor) {
            interceptors.add(requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /**
         * Sets how large an event of a stream may be, and each of its lines, after decompression. A larger one ends the
         * stream with a {@link dev.diglot.error.ProtocolException}. Default: {@link #DEFAULT_MAX_EVENT_BYTES}.
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
         * Sets how large a response that is no stream may be, after decompression. A larger one ends the call with a
         * {@link dev.diglot.error.ProtocolException}. Default: {@link #DEFAULT_MAX_BODY_BYTES}.
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
         * Lets keys, and headers whose names are those of secrets such as {@code Cookie}, travel over plain
         * {@code http://} to another machine, where others can read them on their way.
         * Default: false. To this machine ({@code localhost}, {@code 127.0.0.1}, {@code [::1]}) they always may.
         *
         * @param allow whether they may
         * @return this
         */
        public Builder allowPlainHttp(boolean allow) {
            this.allowPlainHttp = allow;
            return this;
        }

        /**
         * Requests token usage for every stream. Chat streams report none unless asked
         * ({@code stream_options.include_usage}); streams of the messages dialect always do. A request that sets
         * {@code include_usage} itself is sent as it is. A stream that was asked for usage and breaks off before it came is
         * truncated. Default: false.
         *
         * @param request whether to request it
         * @return this
         */
        public Builder streamUsage(boolean request) {
            this.streamUsage = request;
            return this;
        }

        /**
         * Makes the client. The builder may be used again; later changes do not reach this client.
         *
         * @return the client, to be closed
         * @throws IllegalStateException if no address is set and the provider documents none, or if both a connect timeout
         *     and an {@link HttpClient} are set
         * @throws IllegalArgumentException if the key would travel over plain http, or the {@link HttpClient} cannot be
         *     used safely; the message says what to do
         */
        public Diglot build() {
            BaseUrl chat = chatBaseUrl == null ? baseUrl : chatBaseUrl;
            BaseUrl messages = messagesBaseUrl == null ? baseUrl : messagesBaseUrl;
            if (chat == null && messages == null && provider != null) {
                chat = documented(provider.baseUrl(Dialect.CHAT));
                messages = documented(provider.baseUrl(Dialect.MESSAGES));
            }
            if (apiKey != null) {
                boolean isBearer = provider != null && provider.keyHeader(Dialect.MESSAGES) == KeyHeader.BEARER;
                super.credentials(isBearer ? Credentials.bearer(apiKey) : Credentials.of(apiKey));
            }
            if (chat == null && messages == null) {
                throw new IllegalStateException("No address is set; call baseUrl(\"https://api.example.com/v1\")");
            }
            if (httpClient != null && connectTimeout != null) {
                throw new IllegalStateException("connectTimeout is set, but a given httpClient brings its own;"
                        + " set it with HttpClient.newBuilder().connectTimeout(...)");
            }
            return new Diglot(new TransportSettings(
                    httpClient,
                    connectTimeout == null ? DEFAULT_CONNECT_TIMEOUT : connectTimeout,
                    chat,
                    messages,
                    options(),
                    maxEventBytes,
                    maxBodyBytes,
                    allowPlainHttp,
                    List.copyOf(interceptors),
                    streamUsage,
                    provider));
        }

        private static @Nullable BaseUrl documented(@Nullable String url) {
            return url == null ? null : BaseUrl.parse("baseUrl", url);
        }
    }
}
