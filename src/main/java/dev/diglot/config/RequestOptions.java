// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is different for one call. What is not set here is as the client has it. Immutable, for any thread.
 *
 * <p>{@link #toString()} shows the names of headers but not their values.
 */
public final class RequestOptions {
    /** Longer is as good as never, and would not fit a count of nanoseconds added to the clock's. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final RequestOptions NONE = new RequestOptions(new Builder());

    private final Map<String, String> headers;
    private final @Nullable Credentials credentials;
    private final @Nullable Duration responseTimeout;
    private final @Nullable Duration idleTimeout;
    private final @Nullable Duration deadline;
    private final @Nullable RetryPolicy retryPolicy;

    private RequestOptions(Builder builder) {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(builder.headers);
        this.headers = Collections.unmodifiableMap(copy);
        this.credentials = builder.credentials;
        this.responseTimeout = builder.responseTimeout;
        this.idleTimeout = builder.idleTimeout;
        this.deadline = builder.deadline;
        this.retryPolicy = builder.retryPolicy;
    }

    /** {@return options in which nothing is set} */
    public static RequestOptions none() {
        return NONE;
    }

    /** {@return a builder in which nothing is set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the headers to send besides those of the client; names are equal in any case} */
    public Map<String, String> headers() {
        return headers;
    }

    /** {@return the credentials, or null for those of the client} */
    public @Nullable Credentials credentials() {
        return credentials;
    }

    /** {@return the longest wait for the head of the answer, or null for that of the client} */
    public @Nullable Duration responseTimeout() {
        return responseTimeout;
    }

    /** {@return the longest silence inside an answer, or null for that of the client} */
    public @Nullable Duration idleTimeout() {
        return idleTimeout;
    }

    /** {@return the longest time for the whole call, or null for that of the client} */
    public @Nullable Duration deadline() {
        return deadline;
    }

    /** {@return how often and after what waits the call is made again if it fails, or null for that of the client} */
    public @Nullable RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    /**
     * Fills in what is not set here.
     *
     * @param defaults what holds then; its headers are sent too, unless the same ones are set here
     * @return the options of both
     */
    public RequestOptions orElse(RequestOptions defaults) {
        Builder both = new Builder();
        both.headers.putAll(defaults.headers);
        both.headers.putAll(headers);
        both.credentials = credentials == null ? defaults.credentials : credentials;
        both.responseTimeout = responseTimeout == null ? defaults.responseTimeout : responseTimeout;
        both.idleTimeout = idleTimeout == null ? defaults.idleTimeout : idleTimeout;
        both.deadline = deadline == null ? defaults.deadline : deadline;
        both.retryPolicy = retryPolicy == null ? defaults.retryPolicy : retryPolicy;
        return both.build();
    }

    /** {@return what is set, without the headers' values} */
    @Override
    public String toString() {
        return "RequestOptions[headers=" + headers.keySet() + ", credentials=" + credentials + ", responseTimeout="
                + responseTimeout + ", idleTimeout=" + idleTimeout + ", deadline=" + deadline
                + ", retryPolicy=" + retryPolicy + "]";
    }

    /** Collects options. Not safe for use from several threads; {@link #build()} may be called more than once. */
    public static final class Builder {
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private @Nullable Credentials credentials;
        private @Nullable Duration responseTimeout;
        private @Nullable Duration idleTimeout;
        private @Nullable Duration deadline;
        private @Nullable RetryPolicy retryPolicy;

        private Builder() {}

        /**
         * Sends a header, in place of one of the same name that the client would send.
         *
         * @param name the header's name; names are equal in any case
         * @param value its value, of printable ASCII characters and blanks
         * @return this
         * @throws IllegalArgumentException if the name or the value cannot be sent, or the header is one that
         *     {@link #credentials} or the client itself sets
         */
        public Builder header(String name, String value) {
            HeaderCheck.check(name, value);
            headers.put(name, value);
            return this;
        }

        /**
         * Sets the key for this call.
         *
         * @param credentials the key and its header
         * @return this
         */
        public Builder credentials(Credentials credentials) {
            this.credentials = credentials;
            return this;
        }

        /**
         * Sets the longest wait for the head of the answer. A call that is no stream gets its head when all is ready.
         *
         * @param timeout more than zero; a year or more counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public Builder responseTimeout(Duration timeout) {
            this.responseTimeout = positive("responseTimeout", timeout);
            return this;
        }

        /**
         * Sets the longest silence inside an answer. Comments and pings of a stream end a silence too.
         *
         * @param timeout more than zero; a year or more counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = positive("idleTimeout", timeout);
            return this;
        }

        /**
         * Sets the longest time for the whole call, from its start to the last byte of the answer, retries and waits included.
         *
         * @param timeout more than zero; a year or more counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public Builder deadline(Duration timeout) {
            this.deadline = positive("deadline", timeout);
            return this;
        }

        /**
         * Sets how often and after what waits the call is made again if it fails.
         *
         * @param policy for example {@link RetryPolicy#none()}
         * @return this
         */
        public Builder retryPolicy(RetryPolicy policy) {
            this.retryPolicy = policy;
            return this;
        }

        /** {@return the options as they are set now} */
        public RequestOptions build() {
            return new RequestOptions(this);
        }

        private static Duration positive(String field, Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException(
                        field + " is " + timeout + ", but must be more than zero; leave it unset for the default");
            }
            return timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
        }
    }
}
