// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import dev.diglot.internal.text.BaseUrl;
import dev.diglot.internal.text.SecretNames;
import dev.diglot.json.JsonReplyMode;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Options of a single call. An option that is not set here has the value that the client was built with. Immutable and
 * thread-safe.
 *
 * <p>{@link #toString()} shows the names of headers but not their values.
 *
 * <p>Serializing options with credentials, or with headers whose names suggest a secret, throws a
 * {@link java.io.NotSerializableException}. Serialize {@link #withoutSecrets()}, and set the secrets where the call is
 * made. The values of other headers are stored.
 */
@SuppressWarnings("serial") // never in a stream: SerializedOptions takes its place
public final class RequestOptions implements Serializable {
    private static final RequestOptions NONE = new Builder().build();

    /** A private copy that is never changed, so that this object is immutable. */
    private final Settings<?> settings;

    private RequestOptions(Settings<?> settings) {
        this.settings = settings;
    }

    /** {@return options in which nothing is set} */
    public static RequestOptions none() {
        return NONE;
    }

    /** {@return a builder in which nothing is set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the address of the call, with its version, or null to use that of the client} */
    public @Nullable String baseUrl() {
        return settings.baseUrl;
    }

    /** {@return the additional headers of the call, with case-insensitive names} */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(settings.headers);
    }

    /** {@return the credentials, or null to use those of the client} */
    public @Nullable Credentials credentials() {
        return settings.credentials;
    }

    /** {@return the maximum time until the head of the response is received, or null to use that of the client} */
    public @Nullable Duration responseTimeout() {
        return settings.responseTimeout;
    }

    /** {@return the maximum time without any bytes of a response, or null to use that of the client} */
    public @Nullable Duration idleTimeout() {
        return settings.idleTimeout;
    }

    /** {@return the maximum time of the whole call, or null to use that of the client} */
    public @Nullable Duration deadline() {
        return settings.deadline;
    }

    /** {@return the retry policy, or null to use that of the client} */
    public @Nullable RetryPolicy retryPolicy() {
        return settings.retryPolicy;
    }

    /** {@return how a reply in JSON is requested, or null to use the mode of the client} */
    public @Nullable JsonReplyMode jsonReplyMode() {
        return settings.jsonReplyMode;
    }

    /**
     * Returns a copy in which every unset option has the value of the given defaults.
     *
     * @param defaults the values of unset options; headers are merged, and a header that is set here wins
     * @return the merged options
     */
    public RequestOptions withDefaults(RequestOptions defaults) {
        Builder merged = new Builder();
        merged.putAll(defaults.settings);
        merged.putAll(settings);
        return new RequestOptions(merged);
    }

    /** {@return a copy without credentials, and without headers whose names suggest a secret} */
    public RequestOptions withoutSecrets() {
        Builder copy = new Builder();
        copy.putAll(settings);
        copy.removeSecrets();
        return new RequestOptions(copy);
    }

    private Object writeReplace() throws NotSerializableException {
        boolean hasSecretHeader = settings.headers.keySet().stream().anyMatch(SecretNames::isSecretHeader);
        if (settings.credentials != null || hasSecretHeader) {
            throw new NotSerializableException("RequestOptions with credentials or secret headers, which would be"
                    + " stored; store withoutSecrets() and set them where the call is made");
        }
        return SerializedOptions.of(this);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a stream must hold SerializedOptions");
    }

    /** {@return all options, without the values of headers} */
    @Override
    public String toString() {
        return "RequestOptions[baseUrl=" + settings.baseUrl + ", headers=" + settings.headers.keySet()
                + ", credentials=" + settings.credentials
                + ", responseTimeout=" + settings.responseTimeout + ", idleTimeout=" + settings.idleTimeout
                + ", deadline=" + settings.deadline + ", retryPolicy=" + settings.retryPolicy
                + ", jsonReplyMode=" + settings.jsonReplyMode + "]";
    }

    /** Builds {@link RequestOptions}. Not thread-safe. {@link #build()} may be called more than once. */
    public static final class Builder extends Settings<Builder> {
        private Builder() {}

        /**
         * Sets the address of the call. Default: that of the client for the dialect of the call.
         *
         * <p>The credentials of the client, and its headers whose names suggest a secret such as {@code Cookie}, are
         * sent only to the servers of the client's own addresses: the same scheme, host and port. A call to another
         * server needs its own {@link #credentials(Credentials)} and, if a proxy asks for a password, its own
         * {@code Proxy-Authorization} header; without credentials it sends no key. The provider of the client still
         * applies to the call.
         *
         * @param url as for {@link dev.diglot.Diglot.Builder#baseUrl}
         * @return this
         * @throws IllegalArgumentException as for {@link dev.diglot.Diglot.Builder#baseUrl}
         */
        public Builder baseUrl(String url) {
            setBaseUrl(BaseUrl.parse("baseUrl", url).url());
            return this;
        }

        /** {@return the options; later changes to this builder do not affect them} */
        public RequestOptions build() {
            return options();
        }
    }

    /**
     * The setters that the builders of a call's options and of a client share: every option of a call has a default in
     * the client. The documentation of both builders shows them. Not intended for extension.
     *
     * @param <B> the type of the builder itself
     * @hidden
     */
    @SuppressWarnings("InvalidBlockTag") // Error Prone does not know @hidden, which the JDK has
    public abstract static class Settings<B extends Settings<B>> {
        /** Longer durations are reduced to this one: added to System.nanoTime(), they would overflow. */
        private static final Duration LONGEST = Duration.ofDays(365);

        private @Nullable String baseUrl;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private @Nullable Credentials credentials;
        private @Nullable Duration responseTimeout;
        private @Nullable Duration idleTimeout;
        private @Nullable Duration deadline;
        private @Nullable RetryPolicy retryPolicy;
        private @Nullable JsonReplyMode jsonReplyMode;

        /** Creates settings in which nothing is set. */
        protected Settings() {}

        /**
         * Sets a header, replacing any header of the same name, also one that the client would send by itself. A header
         * of a call replaces the same header of its client.
         *
         * @param name the header's name, case-insensitive
         * @param value its value: printable ASCII characters, spaces and tabs
         * @return this
         * @throws IllegalArgumentException if the name or the value cannot be sent, if the header carries the key (use
         *     {@link #credentials(Credentials)}), or if it cannot be changed, such as {@code Host}
         */
        public B header(String name, String value) {
            HeaderCheck.check(name, value);
            headers.put(name, value);
            return self();
        }

        /**
         * Sets the key and the header that carries it. Default: a call uses the credentials of its client, a client
         * sends no key.
         *
         * @param credentials the credentials; they replace any that were set before
         * @return this
         */
        public B credentials(Credentials credentials) {
            this.credentials = credentials;
            return self();
        }

        /**
         * Sets the maximum time until the head of the response is received. It applies to each attempt and includes
         * connecting. The head of a response that is not a stream arrives only when the whole response is ready.
         * Default: a call uses the timeout of its client, a client uses
         * {@link dev.diglot.Diglot#DEFAULT_RESPONSE_TIMEOUT}.
         *
         * @param timeout more than zero; more than 365 days counts as 365 days
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public B responseTimeout(Duration timeout) {
            this.responseTimeout = requirePositive("responseTimeout", timeout);
            return self();
        }

        /**
         * Sets the maximum time without any bytes after a response has begun. Comments and pings of a stream count as
         * bytes. Default: a call uses the timeout of its client, a client uses
         * {@link dev.diglot.Diglot#DEFAULT_IDLE_TIMEOUT}.
         *
         * @param timeout more than zero; more than 365 days counts as 365 days
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public B idleTimeout(Duration timeout) {
            this.idleTimeout = requirePositive("idleTimeout", timeout);
            return self();
        }

        /**
         * Sets the maximum time of a whole call, from its start to the last byte of its response or stream, including
         * retries and the waits before them. Default: a call uses the deadline of its client, a client has none.
         *
         * @param timeout more than zero; more than 365 days counts as 365 days
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public B deadline(Duration timeout) {
            this.deadline = requirePositive("deadline", timeout);
            return self();
        }

        /**
         * Sets the retry policy. Default: a call uses the policy of its client, a client uses
         * {@link RetryPolicy#standard()}.
         *
         * @param policy for example {@link RetryPolicy#none()}
         * @return this
         */
        public B retryPolicy(RetryPolicy policy) {
            this.retryPolicy = policy;
            return self();
        }

        /**
         * Sets how a request in the messages dialect asks for a reply in JSON. Default: a call uses the mode of its
         * client, a client uses the way that its provider documents.
         *
         * @param mode the mode
         * @return this
         */
        public B jsonReplyMode(JsonReplyMode mode) {
            this.jsonReplyMode = mode;
            return self();
        }

        /**
         * Returns a copy of the current settings.
         *
         * @return the options; later changes to this object do not affect them
         * @hidden
         */
        protected final RequestOptions options() {
            Builder copy = new Builder();
            copy.putAll(this);
            return new RequestOptions(copy);
        }

        /**
         * Returns a timeout, reduced to 365 days, if it is positive.
         *
         * @param option the name of the option, for the message
         * @param timeout the timeout that the user set
         * @return the timeout, at most 365 days
         * @throws IllegalArgumentException if it is zero or negative
         * @hidden
         */
        protected static Duration requirePositive(String option, Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException(
                        option + " is " + timeout + ", but must be more than zero; leave it unset for the default");
            }
            return atMostAYear(timeout);
        }

        static Duration atMostAYear(Duration time) {
            return time.compareTo(LONGEST) > 0 ? LONGEST : time;
        }

        /** Copies every option that is set in the other settings. */
        final void putAll(Settings<?> other) {
            baseUrl = other.baseUrl == null ? baseUrl : other.baseUrl;
            headers.putAll(other.headers);
            credentials = other.credentials == null ? credentials : other.credentials;
            responseTimeout = other.responseTimeout == null ? responseTimeout : other.responseTimeout;
            idleTimeout = other.idleTimeout == null ? idleTimeout : other.idleTimeout;
            deadline = other.deadline == null ? deadline : other.deadline;
            retryPolicy = other.retryPolicy == null ? retryPolicy : other.retryPolicy;
            jsonReplyMode = other.jsonReplyMode == null ? jsonReplyMode : other.jsonReplyMode;
        }

        final void setBaseUrl(String url) {
            baseUrl = url;
        }

        final void removeSecrets() {
            credentials = null;
            headers.keySet().removeIf(SecretNames::isSecretHeader);
        }

        @SuppressWarnings("unchecked") // each builder passes its own type as B
        private B self() {
            return (B) this;
        }
    }
}
