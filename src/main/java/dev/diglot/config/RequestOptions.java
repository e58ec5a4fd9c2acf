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
    private static final RequestOptions NONE = new Builder().build();

    /** A copy that only this has, so that it stays as it is. */
    private final Settings<?> set;

    private RequestOptions(Settings<?> set) {
        this.set = set;
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
        return Collections.unmodifiableMap(set.headers);
    }

    /** {@return the credentials, or null for those of the client} */
    public @Nullable Credentials credentials() {
        return set.credentials;
    }

    /** {@return the longest wait for the head of the response, or null for that of the client} */
    public @Nullable Duration responseTimeout() {
        return set.responseTimeout;
    }

    /** {@return the longest silence inside a response, or null for that of the client} */
    public @Nullable Duration idleTimeout() {
        return set.idleTimeout;
    }

    /** {@return the longest time for the whole call, or null for that of the client} */
    public @Nullable Duration deadline() {
        return set.deadline;
    }

    /** {@return how often and after what waits the call is made again if it fails, or null for that of the client} */
    public @Nullable RetryPolicy retryPolicy() {
        return set.retryPolicy;
    }

    /**
     * Fills in what is not set here.
     *
     * @param defaults what holds then; its headers are sent too, unless the same ones are set here
     * @return the options of both
     */
    public RequestOptions orElse(RequestOptions defaults) {
        Builder both = new Builder();
        both.take(defaults.set);
        both.take(set);
        return new RequestOptions(both);
    }

    /** {@return what is set, without the headers' values} */
    @Override
    public String toString() {
        return "RequestOptions[headers=" + set.headers.keySet() + ", credentials=" + set.credentials
                + ", responseTimeout=" + set.responseTimeout + ", idleTimeout=" + set.idleTimeout + ", deadline="
                + set.deadline + ", retryPolicy=" + set.retryPolicy + "]";
    }

    /** Collects options. Not safe for use from several threads; {@link #build()} may be called more than once. */
    public static final class Builder extends Settings<Builder> {
        private Builder() {}

        /** {@return the options as they are set now; later changes do not reach them} */
        public RequestOptions build() {
            return options();
        }
    }

    /**
     * The setters that the builder of a call's options and that of a client share: what a client has for all its calls, a
     * call may have otherwise. They are documented in the pages of both builders. Not for others to extend.
     *
     * @param <B> the builder itself
     * @hidden
     */
    @SuppressWarnings("InvalidBlockTag") // Error Prone does not know @hidden, which the JDK has
    public abstract static class Settings<B extends Settings<B>> {
        /** Longer is as good as never, and would not fit a count of nanoseconds added to the clock's. */
        private static final Duration LONGEST = Duration.ofDays(365);

        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private @Nullable Credentials credentials;
        private @Nullable Duration responseTimeout;
        private @Nullable Duration idleTimeout;
        private @Nullable Duration deadline;
        private @Nullable RetryPolicy retryPolicy;

        /** Begins with nothing set. */
        protected Settings() {}

        /**
         * Sets a header, in place of one of the same name that would be sent otherwise. A header of a call takes the place
         * of one of its client.
         *
         * @param name the header's name; names are equal in any case
         * @param value its value, of printable ASCII characters and blanks
         * @return this
         * @throws IllegalArgumentException if the name or the value cannot be sent, or the header is one that
         *     {@link #credentials(Credentials)} or the client itself sets
         */
        public B header(String name, String value) {
            HeaderCheck.check(name, value);
            headers.put(name, value);
            return self();
        }

        /**
         * Sets the key and the header that it goes into, or where keys come from. Default: a call has the key of its
         * client, a client has none.
         *
         * @param credentials takes the place of any key that was set before
         * @return this
         */
        public B credentials(Credentials credentials) {
            this.credentials = credentials;
            return self();
        }

        /**
         * Sets how long the head of a response may take, in each attempt, its connection included. A call that is no
         * stream gets its head when all is ready. Default: a call has the timeout of its client, a client has
         * {@link dev.diglot.Diglot#DEFAULT_RESPONSE_TIMEOUT}.
         *
         * @param timeout more than zero; more than a year counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public B responseTimeout(Duration timeout) {
            this.responseTimeout = positive("responseTimeout", timeout);
            return self();
        }

        /**
         * Sets how long a response that has begun may be silent. Comments and pings of a stream end a silence too.
         * Default: a call has the timeout of its client, a client has {@link dev.diglot.Diglot#DEFAULT_IDLE_TIMEOUT}.
         *
         * @param timeout more than zero; more than a year counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public B idleTimeout(Duration timeout) {
            this.idleTimeout = positive("idleTimeout", timeout);
            return self();
        }

        /**
         * Sets how long a whole call may take, streams too, from its start to the last byte of its response, retries and
         * the waits before them included. Default: a call has the deadline of its client, a client has none.
         *
         * @param timeout more than zero; more than a year counts as a year
         * @return this
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public B deadline(Duration timeout) {
            this.deadline = positive("deadline", timeout);
            return self();
        }

        /**
         * Sets how often and after what waits a call is made again if it fails. Default: a call has the policy of its
         * client, a client has {@link RetryPolicy#standard()}.
         *
         * @param policy for example {@link RetryPolicy#none()}
         * @return this
         */
        public B retryPolicy(RetryPolicy policy) {
            this.retryPolicy = policy;
            return self();
        }

        /**
         * Gives what is set now.
         *
         * @return the options; later changes do not reach them
         * @hidden
         */
        protected final RequestOptions options() {
            Builder copy = new Builder();
            copy.take(this);
            return new RequestOptions(copy);
        }

        /**
         * Checks a timeout.
         *
         * @param field names it in the message
         * @param timeout what the user gave
         * @return the timeout, or a year if that is less
         * @throws IllegalArgumentException if it is zero or negative
         * @hidden
         */
        protected static Duration positive(String field, Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException(
                        field + " is " + timeout + ", but must be more than zero; leave it unset for the default");
            }
            return atMostAYear(timeout);
        }

        static Duration atMostAYear(Duration time) {
            return time.compareTo(LONGEST) > 0 ? LONGEST : time;
        }

        final void take(Settings<?> other) {
            headers.putAll(other.headers);
            credentials = other.credentials == null ? credentials : other.credentials;
            responseTimeout = other.responseTimeout == null ? responseTimeout : other.responseTimeout;
            idleTimeout = other.idleTimeout == null ? idleTimeout : other.idleTimeout;
            deadline = other.deadline == null ? deadline : other.deadline;
            retryPolicy = other.retryPolicy == null ? retryPolicy : other.retryPolicy;
        }

        @SuppressWarnings("unchecked") // each builder extends this with itself
        private B self() {
            return (B) this;
        }
    }
}
