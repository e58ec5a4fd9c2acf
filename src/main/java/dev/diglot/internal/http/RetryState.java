// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ApiException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The failed attempts of one call; decides whether and when there is another attempt. Used by one thread at a time. */
final class RetryState {
    private final RetryPolicy policy;

    /** Whether a call is sent again although its response was lost. */
    private final boolean retriesLostResponses;

    /** The failures that were followed by another attempt. */
    private final List<DiglotException> failures = new ArrayList<>();

    /** Creates the state of a call; a safe one may be sent again even if the endpoint has processed it. */
    RetryState(RetryPolicy policy, boolean isSafe) {
        this.policy = policy;
        this.retriesLostResponses = isSafe || policy.retriesLostResponses();
    }

    /** Returns the number of attempts so far, the current one included. */
    int attempts() {
        return failures.size() + 1;
    }

    /**
     * Records the failure of the current attempt. If there is no other attempt, the earlier failures become suppressed
     * exceptions of this one.
     *
     * @param hadSuccessStatus whether the status was 2xx; such a call is never retried
     * @param timeLeft the time until the deadline
     * @param jitter from 0 to 1, shortens the backoff by up to half
     * @return the delay before the next attempt, or null if there is none
     */
    @Nullable
    Duration recordFailure(DiglotException failure, boolean hadSuccessStatus, Duration timeLeft, double jitter) {
        Duration delay = null;
        if (!hadSuccessStatus && failures.size() < policy.maxRetries() && isRetryable(failure)) {
            delay = delayAfter(failure, jitter);
        }
        if (delay == null || delay.compareTo(timeLeft) >= 0) {
            for (DiglotException earlier : failures) {
                failure.addSuppressed(earlier);
            }
            return null;
        }
        failures.add(failure);
        return delay;
    }

    private boolean isRetryable(DiglotException failure) {
        if (failure instanceof ApiException error) {
            return error.isRetryable();
        }
        if (failure instanceof ConnectionException lost) {
            return lost.isRetryable() && (!lost.requestSent() || retriesLostResponses);
        }
        if (failure instanceof CallTimeoutException timeout) {
            boolean isLostResponse = timeout.phase() == Phase.RESPONSE;
            return timeout.phase() == Phase.CONNECT || (isLostResponse && retriesLostResponses);
        }
        return false;
    }

    /** Returns the server's Retry-After or the exponential backoff; null if Retry-After exceeds the maximum. */
    private @Nullable Duration delayAfter(DiglotException failure, double jitter) {
        Duration retryAfter = failure instanceof ApiException error ? error.retryAfter() : null;
        if (retryAfter != null) {
            return retryAfter.compareTo(policy.maxRetryAfter()) > 0 ? null : retryAfter;
        }
        double exponential = (double) policy.initialBackoff().toMillis() * Math.pow(2, failures.size());
        double backoff = Math.min(exponential, (double) policy.maxBackoff().toMillis());
        return Duration.ofMillis((long) (backoff * (1 - jitter / 2)));
    }
}
