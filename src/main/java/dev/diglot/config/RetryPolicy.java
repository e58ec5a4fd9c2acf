// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Decides how often a failed call is retried, and how long to wait before each retry. Immutable and thread-safe.
 *
 * <p>A call is retried if a retry may succeed and the failed attempt is not expected to be billed: if the connection
 * could not be established, if the request was not sent, and after the statuses 408, 409, 429 and 5xx (529 included;
 * whether a provider bills these is its rule). The response header {@code x-should-retry} overrides the status. A call
 * is never retried after the first byte of a successful response body, nor after a response that could not be parsed. A
 * request that was sent but got no response may have been processed and billed. It is retried only if
 * {@link #retriesLostResponses} is true.
 *
 * <p>The wait before a retry is the one that the endpoint asks for. If it asks for none, the wait starts at
 * {@code initialBackoff} and doubles with each retry up to {@code maxBackoff}. Each backoff is then reduced by a random
 * part of up to one half, so that many clients do not retry at the same moment. If the wait would end after the call's
 * deadline, the failure is thrown immediately.
 *
 * @param maxRetries the maximum number of retries, 0 to 100; 2 in {@link #standard()}
 * @param initialBackoff the wait before the first retry, zero or more; 0.5 seconds in {@link #standard()}
 * @param maxBackoff the upper limit of the doubled wait, zero or more; 8 seconds in {@link #standard()}
 * @param maxRetryAfter the longest wait accepted from the endpoint, zero or more; if the endpoint asks for more, the
 *     call is not retried; 1 minute in {@link #standard()}
 * @param retriesLostResponses whether a request is sent again if its response was lost, which may be billed twice;
 *     false in {@link #standard()}
 */
public record RetryPolicy(
        int maxRetries,
        Duration initialBackoff,
        Duration maxBackoff,
        Duration maxRetryAfter,
        boolean retriesLostResponses)
        implements Serializable {
    private static final RetryPolicy STANDARD =
            new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofMinutes(1), false);

    /**
     * Creates a policy. Durations of more than 365 days are reduced to 365 days.
     *
     * @param maxRetries the maximum number of retries
     * @param initialBackoff the wait before the first retry
     * @param maxBackoff the upper limit of the doubled wait
     * @param maxRetryAfter the longest wait accepted from the endpoint
     * @param retriesLostResponses whether a request is sent again if its response was lost
     * @throws IllegalArgumentException if the number of retries is not 0 to 100, or a duration is negative
     */
    public RetryPolicy {
        if (maxRetries < 0 || maxRetries > 100) {
            throw new IllegalArgumentException("maxRetries is " + maxRetries + ", but must be 0 to 100");
        }
        initialBackoff = requireNotNegative("initialBackoff", initialBackoff);
        maxBackoff = requireNotNegative("maxBackoff", maxBackoff);
        maxRetryAfter = requireNotNegative("maxRetryAfter", maxRetryAfter);
    }

    private static Duration requireNotNegative(String name, Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + wait + "; set it to zero or more");
        }
        return RequestOptions.Settings.atMostAYear(wait);
    }

    /**
     * Returns the default policy.
     *
     * @return 2 retries, backoff of 0.5 to 8 seconds, at most 1 minute if the endpoint asks for a wait, no retry after
     *     a lost response
     */
    public static RetryPolicy standard() {
        return STANDARD;
    }

    /** {@return a policy without retries} */
    public static RetryPolicy none() {
        return STANDARD.withMaxRetries(0);
    }

    /**
     * Returns a copy with another maximum number of retries.
     *
     * @param retries 0 to 100
     * @return the copy
     * @throws IllegalArgumentException if it is not 0 to 100
     */
    public RetryPolicy withMaxRetries(int retries) {
        return new RetryPolicy(retries, initialBackoff, maxBackoff, maxRetryAfter, retriesLostResponses);
    }

    /**
     * Returns a copy with another backoff, which applies if the endpoint asks for no wait.
     *
     * @param initial the wait before the first retry, zero or more
     * @param max the upper limit of the doubled wait, zero or more
     * @return the copy
     * @throws IllegalArgumentException if one is negative
     */
    public RetryPolicy withBackoff(Duration initial, Duration max) {
        return new RetryPolicy(maxRetries, initial, max, maxRetryAfter, retriesLostResponses);
    }
}
