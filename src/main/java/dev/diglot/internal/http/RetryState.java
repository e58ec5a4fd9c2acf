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

/** The attempts of one call: whether there is another one, and when. One thread at a time. */
final class RetryState {
    private final RetryPolicy policy;
    private final List<DiglotException> failures = new ArrayList<>();

    RetryState(RetryPolicy policy) {
        this.policy = policy;
    }

    int count() {
        return failures.size() + 1;
    }

    /**
     * Takes the failure of the last attempt.
     *
     * @param failure why it failed; holds the earlier ones if it is to be told
     * @param wasGood whether a good response had begun
     * @param left how much time the call has left
     * @param chance from 0 to 1, spreads the waits
     * @return the wait before the next attempt, or null if there is none
     */
    @Nullable
    Duration next(DiglotException failure, boolean wasGood, Duration left, double chance) {
        boolean mayRepeat = !wasGood && failures.size() < policy.maxRetries() && mayRepeat(failure);
        Duration wait = mayRepeat ? waitAfter(failure, chance) : null;
        if (wait == null || wait.compareTo(left) >= 0) {
            for (DiglotException earlier : failures) {
                failure.addSuppressed(earlier);
            }
            return null;
        }
        failures.add(failure);
        return wait;
    }

    private boolean mayRepeat(DiglotException failure) {
        if (failure instanceof ApiException error) {
            return error.isRetryable();
        }
        if (failure instanceof ConnectionException lost) {
            return lost.isRetryable() && (!lost.requestSent() || policy.retriesLostResponses());
        }
        return failure instanceof CallTimeoutException late
                && (late.phase() == Phase.CONNECT || (late.phase() == Phase.RESPONSE && policy.retriesLostResponses()));
    }

    private @Nullable Duration waitAfter(DiglotException failure, double chance) {
        Duration asked = failure instanceof ApiException error ? error.retryAfter() : null;
        if (asked != null) {
            return asked.compareTo(policy.maxRetryAfter()) > 0 ? null : asked;
        }
        double grown = (double) policy.initialBackoff().toMillis() * Math.pow(2, failures.size());
        double most = Math.min(grown, (double) policy.maxBackoff().toMillis());
        return Duration.ofMillis((long) (most * (1 - chance / 2)));
    }
}
