// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs one line for each attempt. */
final class Logging implements Interceptor {
    private static final Logger LOG = System.getLogger("dev.diglot");

    @Override
    public Observer intercept(Attempt attempt) {
        return end -> {
            boolean isGood = end.failure() == null || end.cancelled();
            Level level = isGood ? Level.DEBUG : end.retryIn() == null ? Level.WARNING : Level.INFO;
            if (LOG.isLoggable(level)) {
                LOG.log(level, line(attempt, end));
            }
        };
    }

    private static String line(Attempt attempt, End end) {
        Head head = end.head();
        StringBuilder line = new StringBuilder();
        line.append(attempt.method()).append(' ').append(attempt.url().getRawPath());
        line.append(head == null ? "" : " " + head.status()).append(failure(end));
        line.append(", attempt ").append(attempt.number());
        line.append(head == null ? "" : ", head after " + head.elapsed().toMillis() + " ms");
        line.append(", end after ").append(end.elapsed().toMillis()).append(" ms, ");
        line.append(end.bytes()).append(" bytes");
        line.append(head == null || head.requestId() == null ? "" : ", request " + head.requestId());
        line.append(end.retryIn() == null ? "" : ", again in " + end.retryIn().toMillis() + " ms");
        return line.toString();
    }

    /** What failed; where a response has come, not in its words, for they may quote a body. */
    private static String failure(End end) {
        Throwable failure = end.failure();
        if (failure == null) {
            return "";
        }
        String message = end.head() == null ? String.valueOf(failure.getMessage()) : "";
        String ours = message.replaceFirst("(?s)\\s*[(;].*", ""); // the rest is the JDK's word, and advice
        return " " + failure.getClass().getSimpleName() + (ours.isEmpty() ? "" : " (" + ours + ")");
    }
}
