// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** The key of all tests: that of the environment, which {@code .ci/run} sets and searches for, or a random one. */
final class TestKey {
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    private static final String VALUE = System.getenv().getOrDefault("DIGLOT_TEST_KEY", random());

    private TestKey() {}

    static String value() {
        return VALUE;
    }

    /** A second secret: the first with its halves swapped. */
    static String other() {
        int half = VALUE.length() / 2;
        return VALUE.substring(half) + VALUE.substring(0, half);
    }

    private static String random() {
        return new SecureRandom()
                .ints(40, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
