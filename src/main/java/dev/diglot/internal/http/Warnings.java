// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the client warns of by its {@link System.Logger}; what a provider would do otherwise than asked among it: of each
 * member and kind once, wherever in a list it stands.
 */
final class Warnings {
    private static final System.Logger LOG = System.getLogger("dev.diglot");

    /** More different warnings than any spec gives; a bound all the same. */
    private static final int MOST = 1000;

    private final Provider provider;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    Warnings(Provider provider) {
        this.provider = provider;
    }

    void check(Function<Provider, List<SupportWarning>> check) {
        for (SupportWarning warning : check.apply(provider)) {
            String thing = warning.kind() + warning.path().replaceAll("\\[\\d+]", "[]");
            if (logged.size() < MOST && logged.add(thing)) {
                log(warning.message(), null);
            }
        }
    }

    /** Logs a warning. A logger that fails makes no call fail. */
    static void log(String message, @Nullable Throwable cause) {
        try {
            LOG.log(System.Logger.Level.WARNING, message, cause);
        } catch (Throwable lost) {
            // there is no better place to say so
        }
    }
}
