// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Logs what a provider would do otherwise than asked: of each member and kind once, wherever in a list it stands. */
final class SupportLog {
    /** More different warnings than any spec gives; a bound all the same. */
    private static final int MOST = 1000;

    private final Provider provider;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    SupportLog(Provider provider) {
        this.provider = provider;
    }

    void log(Function<Provider, List<SupportWarning>> check) {
        for (SupportWarning warning : check.apply(provider)) {
            String thing = warning.kind() + warning.path().replaceAll("\\[\\d+]", "[]");
            if (logged.size() < MOST && logged.add(thing)) {
                Warnings.log(warning.message(), null);
            }
        }
    }
}
