// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import java.time.Duration;

/**
 * How often a call that failed is made again, and after what wait. Immutable, for any thread.
 *
 * <p>Made again is what may succeed later and was not billed: no connection, 408, 409, 429, 5xx and 529. Never a call whose
 * good response had begun, nor one whose response could not be understood. A request that was sent and got no response may have
 * been worked on and billed; it is made again only if {@link #retriesLostResponses} says so.
 *
 * <p>The wait is what the endpoint asks for. Where it does not say, it begins with {@code initialBackoff}, doubles each time up
 * to {@code maxBackoff}, and is cut at random by up to a half, so that many clients do not come back at once. A wait that
 * would pass the call's deadline is not begun: the failure is thrown at once.
 *
 * @param maxRetries how often a call is made again at most, 0 to 100; the standard is 2
 * @param initialBackoff the wait before the first retry, zero or more; the standard is 0.5 seconds
 * @param maxBackoff where doubling ends, zero or more; the standard is 8 seconds
 * @param maxRetryAfter the longest wait that an endpoint may ask for, zero or more; if it asks for more, there is no
 *     retry; the standard is a minute
 * @param retriesLostResponses whether a request is sent again whose response was lost; it may be billed twice; the standard is
 *     false
 */
public record RetryPolicy(
        int maxRetries,
        Duration initialBackoff,
        Duration maxBackoff,
        Duration maxRetryAfter,
        boolean retriesLostResponses) {
    private static final RetryPolicy STANDARD =
            new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofMinutes(1), false);

    /**
     * Checks the values. A wait of more than a year counts as a year.
     *
     * @param maxRetries how often a call is made again
     * @param initialBackoff the wait before the first retry
     * @param maxBackoff where doubling ends
     * @param maxRetryAfter the longest wait that an endpoint may ask for
     * @param retriesLostResponses whether a request is sent again whose response was lost
     * @throws IllegalArgumentException if the count is not 0 to 100, or a wait is negative
     */
    public RetryPolicy {
        if (maxRetries < 0 || maxRetries > 100) {
            throw new IllegalArgumentException("maxRetries is " + maxRetries + ", but must be 0 to 100");
        }
        if (initialBackoff.isNegative() || maxBackoff.isNegative() || maxRetryAfter.isNegative()) {
            throw new IllegalArgumentException("a wait is negative: " + initialBackoff + ", " + maxBackoff + ", "
                    + maxRetryAfter + "; give zero or more");
        }
        initialBackoff = RequestOptions.Settings.atMostAYear(initialBackoff);
        maxBackoff = RequestOptions.Settings.atMostAYear(maxBackoff);
        maxRetryAfter = RequestOptions.Settings.atMostAYear(maxRetryAfter);
    }

    /** {@return the default: 2 retries, waits of 0.5 to 8 seconds, at most 1 minute if the endpoint asks, nothing sent twice} */
    public static RetryPolicy standard() {
        return STANDARD;
    }

    /** {@return no retries} */
    public static RetryPolicy none() {
        return STANDARD.withMaxRetries(0);
    }

    /**
     * Changes how often a call is made again at most.
     *
     * @param retries 0 to 100
     * @return a policy that is like this one otherwise
     * @throws IllegalArgumentException if it is not 0 to 100
     */
    public RetryPolicy withMaxRetries(int retries) {
        return new RetryPolicy(retries, initialBackoff, maxBackoff, maxRetryAfter, retriesLostResponses);
    }

    /**
     * Changes the waits where the endpoint does not say.
     *
     * @param first the wait before the first retry, zero or more
     * @param longest where doubling ends, zero or more
     * @return a policy that is like this one otherwise
     * @throws IllegalArgumentException if one is negative
     */
    public RetryPolicy withWaits(Duration first, Duration longest) {
        return new RetryPolicy(maxRetries, first, longest, maxRetryAfter, retriesLostResponses);
    }
}
