// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logs one line when an attempt has ended. */
final class Logging implements Interceptor {
    private static final Logger LOG = System.getLogger("dev.diglot");

    @Override
    public AttemptObserver intercept(Attempt attempt) {
        return end -> {
            Level level = level(end);
            if (LOG.isLoggable(level)) {
                LOG.log(level, line(attempt, end));
            }
        };
    }

    private static Level level(End end) {
        if (end.failure() == null || end.cancelled()) {
            return Level.DEBUG;
        }
        return end.retryIn() == null ? Level.WARNING : Level.INFO;
    }

    private static String line(Attempt attempt, End end) {
        StringBuilder line = new StringBuilder();
        line.append(attempt.method()).append(' ').append(attempt.uri().getRawPath());
        Head head = end.head();
        if (head != null) {
            line.append(' ').append(head.status());
        }
        if (end.failure() != null) {
            line.append(' ').append(failure(end.failure(), head));
        }
        line.append(", attempt ").append(attempt.number());
        if (head != null) {
            line.append(", head after ").append(head.elapsed().toMillis()).append(" ms");
        }
        line.append(", end after ").append(end.elapsed().toMillis()).append(" ms, ");
        line.append(end.bytes()).append(" bytes");
        if (head != null && head.requestId() != null) {
            line.append(", request ").append(head.requestId());
        }
        if (end.retryIn() != null) {
            line.append(", retry in ").append(end.retryIn().toMillis()).append(" ms");
        }
        return line.toString();
    }

    /**
     * Returns the failure's class and, if no response was received, the start of its message. After a response only the
     * class is logged: the message may quote the body.
     */
    private static String failure(Throwable failure, @Nullable Head head) {
        String name = failure.getClass().getSimpleName();
        String summary = head == null ? summary(String.valueOf(failure.getMessage())) : "";
        return summary.isEmpty() ? name : name + " (" + summary + ")";
    }

    /** Returns a message without the JDK's own message (in parentheses) and without our advice (after a semicolon). */
    private static String summary(String message) {
        return message.replaceFirst("(?s)\\s*[(;].*", "");
    }
}
