// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.CheckedRequest;
import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Logs warnings to the {@link System.Logger} of the client. A provider's support warnings are logged once for each kind
 * and member; indexes of list elements do not make a member different. Thread-safe.
 */
final class Warnings {
    private static final System.Logger LOG = System.getLogger("dev.diglot");

    /** Maximum number of different support warnings; no spec has as many. */
    private static final int MAX_WARNINGS = 1000;

    private final Provider provider;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    Warnings(Provider provider) {
        this.provider = provider;
    }

    /** Checks a request against what the provider supports, and logs each warning that was not logged before. */
    void logNew(CheckedRequest<Provider, SupportWarning> request) {
        for (SupportWarning warning : request.check(provider)) {
            String kindAndMember = warning.kind() + warning.path().replaceAll("\\[\\d+]", "[]");
            if (logged.size() < MAX_WARNINGS && logged.add(kindAndMember)) {
                log(warning.message(), null);
            }
        }
    }

    /** Logs a warning. A failure of the logger is ignored: it must not fail a call, and cannot be logged. */
    static void log(String message, @Nullable Throwable cause) {
        try {
            LOG.log(System.Logger.Level.WARNING, message, cause);
        } catch (Throwable ignored) {
            // nowhere to report it
        }
    }
}
