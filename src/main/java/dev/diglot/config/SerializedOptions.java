// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import static java.util.Objects.requireNonNull;

import dev.diglot.json.JsonReplyMode;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The serialized form of {@link RequestOptions}, which another version may read: a component that the stream lacks is
 * null, and one that this class lacks is ignored. The setters of the builder check what a stream holds.
 *
 * @param headers the headers; null in a malformed stream. The other components are null if they are not set
 */
record SerializedOptions(
        @Nullable String baseUrl,
        @Nullable Map<String, String> headers,
        @Nullable Duration responseTimeout,
        @Nullable Duration idleTimeout,
        @Nullable Duration deadline,
        @Nullable RetryPolicy retryPolicy,
        @Nullable JsonReplyMode jsonReplyMode)
        implements Serializable {
    static SerializedOptions of(RequestOptions options) {
        return new SerializedOptions(
                options.baseUrl(),
                Map.copyOf(options.headers()),
                options.responseTimeout(),
                options.idleTimeout(),
                options.deadline(),
                options.retryPolicy(),
                options.jsonReplyMode());
    }

    private RequestOptions options() {
        RequestOptions.Builder options = RequestOptions.builder();
        set(baseUrl, options::baseUrl);
        requireNonNull(headers).forEach(options::header);
        set(responseTimeout, options::responseTimeout);
        set(idleTimeout, options::idleTimeout);
        set(deadline, options::deadline);
        set(retryPolicy, options::retryPolicy);
        set(jsonReplyMode, options::jsonReplyMode);
        return options.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private Object readResolve() throws InvalidObjectException {
        try {
            return options();
        } catch (RuntimeException e) {
            InvalidObjectException invalid = new InvalidObjectException("the stream holds no valid options: " + e);
            invalid.initCause(e);
            throw invalid;
        }
    }
}
